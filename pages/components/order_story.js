// What happened to the order, one sentence a line.

function build(root) {
  const title = element("h3", "title", root);
  return { title, list: element("ol", "story", root), empty: element("div", "empty", root) };
}

function createLine() {
  const node = element("li", "");
  node.append(element("time", ""), element("span", "said"));
  return node;
}

function updateLine(node, line) {
  setText(node.children[0], line.time);
  setSpans(node.children[1], line.spans);
  setAttribute(node, "title", line.origin && `from ${line.origin}`);
  setClass(node, node.classList.contains("entered") && "entered");
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  const lines = data.lines ?? [];
  const keyOf = (line, at) => `${at} ${text(line.time)}`;
  const added = reconcile(state.list, lines, keyOf, createLine, updateLine);
  if (!state.fresh) for (const node of added) node.classList.add("entered");
  state.title.hidden = !data.title;
  setText(state.title, data.title);
  state.list.hidden = lines.length === 0;
  state.empty.hidden = lines.length > 0 || !data.empty;
  setText(state.empty, data.empty);
}
