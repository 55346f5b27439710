// One order small: its events on a line from 0 to the last, and why each rule took them or not.

import {
  element, instance, reconcile, setAttribute, setClass, setText, tone,
} from "../kit/base.js";

function build(root) {
  const line = element("div", "strip", root);
  line.setAttribute("role", "img");
  const ticks = element("div", "ticks", line);
  const marks = element("div", "marks", line);
  const ends = element("div", "ends num", root);
  ends.append(element("span", ""), element("span", ""));
  const title = element("h3", "title", root);
  const table = element("table", "", root);
  const header = element("tr", "", element("thead", "", table));
  return { line, ticks, marks, ends, title, table, header, body: element("tbody", "", table) };
}

const place = (node, at, last) => node.style.setProperty("--at", `${last ? (100 * at) / last : 0}%`);

function showStrip(state, strip) {
  const { marks = [], ticks = [], last = 0 } = strip;
  reconcile(state.ticks, ticks, (_, at) => at, () => element("i", "tick"), (node, tick) => {
    place(node, tick.at, last);
    setAttribute(node, "title", tick.title);
  });
  reconcile(state.marks, marks, (_, at) => at, () => element("span", ""), (node, mark) => {
    setClass(node, "mark", tone(mark.tone), mark.shape);
    place(node, mark.at, last);
    setAttribute(node, "title", `${mark.title}, after ${mark.time}`);
  });
  setText(state.ends.children[0], marks.length ? "0 s" : "");
  setText(state.ends.children[1], marks.length ? strip.end : "");
  setAttribute(state.line, "aria-label", marks.map((m) => `${m.label} after ${m.time}`).join(", "));
}

function createCell(cell) {
  if (cell.corner) return element("td", "");
  const node = element(cell.scope ? "th" : "td", "");
  if (cell.scope) node.scope = cell.scope;
  else node.append(element("span", "dot"), element("span", "reason"));
  return node;
}

function updateCell(node, cell) {
  setAttribute(node, "title", cell.title);
  if (cell.corner) return;
  if (cell.scope) {
    setText(node, cell.label);
    return;
  }
  setClass(node, cell.taken ? "taken" : "");
  setText(node.children[1], cell.text);
}

const showCells = (row, cells) => reconcile(row, cells, (_, at) => at, createCell, updateCell);

export default function (component) {
  const { strip = {}, rules = {} } = component.data;
  const state = instance(component, build);
  showStrip(state, strip);
  setText(state.title, rules.title);
  const heads = (rules.columns ?? []).map((column) => (
    { scope: "col", label: column.label, title: column.key }));
  showCells(state.header, [{ corner: true }, ...heads]);
  reconcile(state.body, rules.rows ?? [], (_, at) => at, () => element("tr", ""), (node, row) => (
    showCells(node, [{ scope: "row", label: row.label, title: row.label }, ...(row.cells ?? [])])));
  state.table.hidden = !rules.rows?.length;
}
