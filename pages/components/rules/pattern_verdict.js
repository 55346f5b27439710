// Why a pattern takes an event or does not: a verdict, a sentence, and a line for each field.

import { element, instance, reconcile, setClass, setSpans, setText } from "../kit/base.js";

const MARKS = new Set(["taken", "missed", "off"]);

function build(root) {
  const body = element("div", "", root);
  const top = element("div", "top", body);
  element("span", "verdict", top);
  element("b", "cut", top);
  element("span", "subtitle", top);
  const sentence = element("p", "sentence", body);
  const table = element("table", "", body);
  const header = element("tr", "", element("thead", "", table));
  for (const words of ["field", "", "the pattern wants", "came"]) {
    const heading = element("th", "", header);
    heading.scope = "col";
    heading.textContent = words;
  }
  const rows = element("tbody", "", table);
  const more = element("p", "more", body);
  const empty = element("div", "empty", root);
  return { body, top, sentence, table, rows, more, empty };
}

// Fields of the whole pattern, then each choice of $or and its own fields.
export function linesOf(data) {
  const lines = (data.fields ?? []).map((field) => ({ ...field, kind: "field" }));
  for (const choice of data.choices ?? []) {
    lines.push({ kind: "choice", path: choice.label, met: choice.met, wanted: "", came: "" });
    lines.push(...choice.fields.map((field) => ({ ...field, kind: "field inner" })));
  }
  return lines;
}

function createLine() {
  const node = element("tr", "");
  element("th", "path", node).scope = "row";
  element("td", "met", node);
  element("td", "wanted", node);
  element("td", "came", node);
  return node;
}

function updateLine(node, line) {
  const [path, met, wanted, came] = node.children;
  setClass(node, line.kind, line.met ? "is-met" : "is-missed");
  setText(path, line.path);
  setText(met, line.met ? "✓ met" : "✕ missed");
  setText(wanted, line.wanted);
  setText(came, line.came);
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  const lines = linesOf(data);
  const [verdict, title, subtitle] = state.top.children;
  setClass(state.body, !data.title && "brief");
  state.body.hidden = Boolean(data.empty);
  state.empty.hidden = !data.empty;
  setText(state.empty, data.empty);
  setClass(verdict, "verdict", MARKS.has(data.mark) ? data.mark : "off");
  setText(verdict, data.word);
  title.hidden = !data.title;
  setText(title, data.title);
  setText(subtitle, data.subtitle);
  setSpans(state.sentence, data.sentence);
  state.table.hidden = lines.length === 0;
  reconcile(state.rows, lines, (line, at) => at, createLine, updateLine);
  state.more.hidden = !data.more;
  setText(state.more, data.more);
}
