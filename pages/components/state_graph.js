// A state machine: the path an order took in its tone, all else dimmed. Places come from Python.

const GAP = 3.5;
const ROUND = { Choice: 0.5, Succeed: 0.5, Fail: 0.5 };

function build(root) {
  const svg = shape("svg", { role: "group" }, root);
  const arrow = shape("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4,
    markerWidth: 7, markerHeight: 7, orient: "auto", markerUnits: "userSpaceOnUse" },
  shape("defs", {}, svg));
  shape("path", { d: "M1 1L7 4L1 7", class: "tip" }, arrow);
  const drawing = shape("g", {}, svg);
  const caption = element("p", "caption", root);
  return { svg, drawing, caption, drawn: "" };
}

// Cuts a label to the width of its box, in the drawing's own units.
function fit(label, words, width) {
  label.textContent = words;
  for (let keep = words.length - 1; keep > 0 && label.getComputedTextLength() > width; keep -= 1) {
    label.textContent = `${words.slice(0, keep).trimEnd()}…`;
  }
}

function nearest(nodes, [x, y]) {
  const far = (node) => Math.hypot(node.x - x, node.y - y);
  return nodes.reduce((best, node) => (!best || far(node) < far(best) ? node : best), null);
}

// The terminal dots: each is tied to the nearest state by a short straight line.
function drawTerminal(state, graph, point, kind) {
  const node = nearest(graph.nodes, point);
  if (!node) return;
  const [x, y] = point;
  const border = node.y + Math.sign(y - node.y) * (node.h / 2);
  const group = shape("g", { class: "edge" }, state.drawing);
  shape("path", { d: `M${x} ${y}L${node.x} ${border}` }, group);
  shape("circle", { cx: x, cy: y, r: kind === "start" ? 4.5 : 6 }, group);
  if (kind === "end") shape("circle", { cx: x, cy: y, r: 3, class: "core" }, group);
  state.terminals.push({ group, node: node.id, kind });
}

function drawEdge(state, edge) {
  const group = shape("g", { class: "edge" }, state.drawing);
  shape("path", { d: text(edge.path), "marker-end": "url(#arrow)" }, group);
  shape("text", { x: edge.label_x ?? 0, y: edge.label_y ?? 0, class: "note",
    "text-anchor": edge.anchor ?? "middle" }, group);
  state.edges.set(text(edge.id), group);
}

function drawCount(group, node) {
  const [x, y] = [node.x + node.w / 2 - 8, node.y - node.h / 2 - 2];
  const count = shape("g", { class: "count" }, group);
  shape("rect", { x, y: y - 7, width: 18, height: 14, rx: 7 }, count);
  shape("text", { x: x + 9, y: y + 0.5 }, count);
  return count;
}

function drawBang(group, node) {
  const [x, y] = [node.x - node.w / 2 + 3, node.y - node.h / 2 + 1];
  const bang = shape("g", { class: "bang" }, group);
  shape("circle", { cx: x, cy: y, r: 7.5 }, bang);
  shape("text", { x, y: y + 0.5 }, bang).textContent = "!";
  return bang;
}

function drawState(state, node) {
  const group = shape("g", { class: "state", tabindex: 0, role: "button" }, state.drawing);
  const place = { x: node.x - node.w / 2, y: node.y - node.h / 2, width: node.w, height: node.h };
  const rx = node.h * (ROUND[node.kind] ?? 0.2);
  const title = shape("title", {}, group);
  shape("rect", { x: place.x - GAP, y: place.y - GAP, width: node.w + 2 * GAP,
    height: node.h + 2 * GAP, rx: rx + GAP, class: "ring" }, group);
  shape("rect", { ...place, rx, class: "box" }, group);
  const up = node.kind ? 4 : 0;
  fit(shape("text", { x: node.x, y: node.y - up, class: "label" }, group),
    text(node.label ?? node.id), node.w - 14);
  shape("text", { x: node.x, y: node.y + 8, class: "kind" }, group)
    .textContent = text(node.kind).toUpperCase();
  const parts = { group, title, count: drawCount(group, node), bang: drawBang(group, node) };
  state.states.set(text(node.id), { ...parts, node });
}

// Drawn anew only when the shape changes; what stands beside an edge differs from order to order.
function draw(state, graph) {
  const edges = (graph.edges ?? []).map(({ label, ...edge }) => edge);
  const signature = JSON.stringify({ ...graph, edges });
  if (state.drawn === signature) return;
  Object.assign(state, { drawn: signature, states: new Map(), edges: new Map(), terminals: [] });
  state.drawing.replaceChildren();
  state.svg.setAttribute("viewBox", `0 0 ${graph.width} ${graph.height}`);
  state.svg.style.height = `${graph.height}px`;
  state.svg.style.aspectRatio = `${graph.width} / ${graph.height}`;
  for (const edge of graph.edges ?? []) drawEdge(state, edge);
  if (graph.start) drawTerminal(state, graph, graph.start, "start");
  for (const point of graph.end ?? []) drawTerminal(state, graph, point, "end");
  for (const node of graph.nodes ?? []) drawState(state, node);
}

function updateCount(count, figure) {
  setAttribute(count, "display", figure ? null : "none");
  if (!figure) return;
  const [box, label] = count.children;
  setText(label, figure);
  const width = Math.max(18, 8 + figure.length * 5.5);
  const right = Number(box.getAttribute("x")) + Number(box.getAttribute("width"));
  if (Number(box.getAttribute("width")) === width) return;
  setAttribute(box, "width", width);
  setAttribute(box, "x", right - width);
  setAttribute(label, "x", right - width / 2);
}

function updateState(id, { group, node, title, count, bang }, data) {
  const failed = data.failed?.id === id;
  const taken = (data.visited ?? []).includes(id);
  const is = { taken, failed, current: data.current === id, selected: data.selected === id };
  setClass(group, "state", ...Object.keys(is).filter((name) => is[name]));
  const fate = failed ? `failed${data.failed.cause ? `: ${data.failed.cause}` : ""}`
    : is.current ? "running" : taken ? "taken" : "not taken";
  const words = [id, node.kind, fate].filter(Boolean).join(", ");
  const figure = text(data.counts?.[id]);
  setText(title, figure ? `${words}, ${figure} executions` : words);
  setAttribute(group, "aria-label", title.textContent);
  setAttribute(group, "aria-pressed", String(is.selected));
  setAttribute(bang, "display", failed ? null : "none");
  updateCount(count, figure);
}

function listen(group, pick) {
  group.onclick = pick;
  group.onkeydown = (event) => {
    if (!isPress(event)) return;
    event.preventDefault();
    event.stopPropagation();
    pick();
  };
}

function passed(data, terminal) {
  const visited = data.visited ?? [];
  if (terminal.kind === "start") return visited.includes(terminal.node);
  const open = Boolean(data.current) || data.failed?.id === terminal.node;
  return !open && visited[visited.length - 1] === terminal.node;
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  draw(state, data.graph);
  setClass(state.svg, tone(data.tone));
  setAttribute(state.svg, "aria-label", data.title || "States and the path taken");
  for (const [id, parts] of state.states) {
    updateState(id, parts, data);
    listen(parts.group, () => state.pick(id));
  }
  const taken = new Set(data.taken ?? []);
  for (const edge of data.graph.edges ?? []) {
    const group = state.edges.get(text(edge.id));
    setClass(group, "edge", taken.has(edge.id) && "taken");
    setText(group.lastChild, edge.label);
  }
  for (const terminal of state.terminals) {
    setClass(terminal.group, "edge terminal", terminal.kind, passed(data, terminal) && "taken");
  }
  state.caption.hidden = !data.caption;
  setText(state.caption, data.caption);
}
