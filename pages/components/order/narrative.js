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

const LOG = "catch-all log"; // where a line comes from that tells of an event

// Each line with the number of its event, from 0, where it tells of one that can be opened.
export function numbered(lines, opens) {
  let count = 0;
  return lines.map((line) => ({ ...line, event: line.origin === LOG && opens ? count++ : null }));
}

function createLine({ event }) {
  const node = element("li", "");
  node.append(element("time", ""), element(event === null ? "span" : "button", "said"));
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

function updateLine(state, node, line) {
  setText(node.children[0], line.time);
  setSpans(node.children[1], line.spans);
  if (line.event !== null) node.children[1].onclick = () => state.pick({ event: line.event });
  setAttribute(node, "title", line.origin);
  setClass(node, node.classList.contains("entered") && "entered");
}

export const veil = (data) => ({ ...data, title: "", lines: [], copy: "", empty: "" });

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  const lines = numbered(data.lines ?? [], data.opens);
  const keyOf = (line, at) => `${at} ${text(line.time)} ${line.event === null ? "" : "opens"}`;
  const update = (node, line) => updateLine(state, node, line);
  const added = reconcile(state.list, lines, keyOf, createLine, update);
  if (!state.fresh) for (const node of added) node.classList.add("entered");
  state.title.hidden = !data.title;
  setText(state.title, data.title);
  state.list.hidden = lines.length === 0;
  state.empty.hidden = lines.length > 0 || !data.empty;
  setText(state.empty, data.empty);
  offerCopy(state, data.copy);
}
