// What happened to the order, one sentence a line.

import {
  element, instance, reconcile, setAttribute, setClass, setSpans, setText, text,
} from "../kit/base.js";

function build(root) {
  const head = element("div", "top", root);
  const title = element("h3", "title", head);
  const copy = element("button", "copy", head);
  copy.type = "button";
  const list = element("ol", "story", root), empty = element("div", "empty", root);
  return { title, copy, list, empty, timer: 0 };
}

function createLine() {
  const node = element("li", "");
  node.append(element("time", ""), element("span", "said"));
  return node;
}

// Says for a moment that it was copied; without a clipboard it says that it was not.
function offerCopy(state, words) {
  state.copy.hidden = !words;
  if (!state.timer) setText(state.copy, "Copy");
  state.copy.onclick = async () => {
    const done = await navigator.clipboard.writeText(words).then(() => true, () => false);
    setText(state.copy, done ? "Copied" : "The browser does not allow it");
    clearTimeout(state.timer);
    state.timer = setTimeout(() => { state.timer = 0; setText(state.copy, "Copy"); }, 1600);
  };
}

function updateLine(node, line) {
  setText(node.children[0], line.time);
  setSpans(node.children[1], line.spans);
  setAttribute(node, "title", line.origin);
  setClass(node, node.classList.contains("entered") && "entered");
}

export const veil = (data) => ({ ...data, lines: [], copy: "", empty: "" });

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
  offerCopy(state, data.copy);
}
