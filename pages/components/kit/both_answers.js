// Our answer and AWS's side by side: a verdict, and a line for each field of each question.

import { element, instance, reconcile, setClass, setText } from "./base.js";

function build(root) {
  const top = element("div", "top", root);
  element("span", "verdict", top);
  element("span", "sentence", top);
  const table = element("table", "", root);
  const header = element("tr", "", element("thead", "", table));
  for (const words of ["field", "", "here", "AWS"]) {
    const heading = element("th", "", header);
    heading.scope = "col";
    heading.textContent = words;
  }
  return { top, table, rows: element("tbody", "", table) };
}

// A line for what was asked about, where it has a name, then one for each of its fields.
export function linesOf({ groups }) {
  return groups.flatMap(({ title, note, rows }) => [
    ...(title ? [{ kind: "title", field: title, ours: note, aws: "" }] : []),
    ...rows.map((row) => ({ ...row, kind: row.same ? "same" : "different" })),
  ]);
}

function createLine() {
  const node = element("tr", "");
  element("th", "", node).scope = "row";
  for (const name of ["sameness", "value", "value"]) element("td", name, node);
  return node;
}

const MARKS = { same: "= same", different: "≠ differs", title: "" };

function updateLine(node, { kind, field, ours, aws }) {
  const [name, mark, here, there] = node.children;
  setClass(node, kind);
  setText(name, field);
  setText(mark, MARKS[kind]);
  setText(here, ours);
  setText(there, aws);
  here.colSpan = kind === "title" ? 2 : 1;
  there.hidden = kind === "title";
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  const [verdict, sentence] = state.top.children;
  const lines = linesOf(data);
  setClass(verdict, "verdict", data.agree && "agree");
  setText(verdict, data.agree ? "= agree" : "≠ differ");
  setText(sentence, data.sentence);
  state.table.hidden = lines.length === 0;
  reconcile(state.rows, lines, (line, at) => at, createLine, updateLine);
}
