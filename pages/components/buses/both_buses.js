// One experiment on both kinds of bus: figures in two columns, why they differ, and what is said of it.

import { element, instance, reconcile, setClass, setText } from "../kit/base.js";

function build(root) {
  const sentence = element("p", "sentence", root);
  const table = element("table", "figures", root);
  const head = element("tr", "", element("thead", "", table));
  for (const words of ["counted at the end", "classic bus", "custom bus"]) {
    const cell = element("th", "", head);
    cell.scope = "col";
    cell.textContent = words;
  }
  const rows = element("tbody", "", table);
  const title = element("h3", "", root);
  title.textContent = "What is said of it, and whether these runs show it";
  const statements = element("ul", "statements", root);
  return { sentence, rows, title, statements };
}

function createRow() {
  const node = element("tr", "figure");
  const what = element("th", "", node);
  what.scope = "row";
  element("span", "", what);
  element("span", "why", what);
  element("td", "num", node);
  element("td", "num", node);
  return node;
}

function updateRow(node, row) {
  const [what, classic, custom] = node.children;
  setClass(node, "figure", row.differs && "differs");
  setText(what.children[0], row.what);
  setText(what.children[1], row.why && `${row.assumed ? "Assumed: " : ""}${row.why}`);
  what.children[1].hidden = !row.why;
  setText(classic, row.classic);
  setText(custom, row.custom);
}

function createStatement() {
  const node = element("li", "statement");
  const head = element("p", "known", node);
  element("span", "outcome", head);
  element("span", "grade", head);
  element("span", "source", head);
  for (const words of ["custom bus", "classic bus"]) {
    const line = element("p", "said", node);
    element("b", "", line).textContent = words;
    element("span", "", line);
  }
  return node;
}

function updateStatement(node, each) {
  const [head, custom, classic] = node.children;
  const [mark, grade, source] = head.children;
  setClass(node, "statement", !each.holds && "broken");
  setText(mark, each.holds ? "✓ shown" : "✗ not shown");
  setClass(grade, "grade", each.assumed && "assumed");
  setText(grade, each.grade);
  setText(source, each.source);
  setText(custom.lastChild, each.custom);
  setText(classic.lastChild, each.classic);
}

export default function (component) {
  const { data } = component;
  const view = instance(component, build);
  setText(view.sentence, `${data.title}. ${data.sentence}`);
  reconcile(view.rows, data.rows, (row) => row.what, createRow, updateRow);
  view.title.hidden = !data.statements.length;
  reconcile(view.statements, data.statements, (each) => each.custom, createStatement, updateStatement);
}
