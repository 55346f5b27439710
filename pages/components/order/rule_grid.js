// Which rule took which event: a filled dot for taken, a ring for not.

import { element, instance, reconcile, setAttribute, setClass, setText, text } from "../kit/base.js";

function build(root) {
  const title = element("h3", "title", root);
  const table = element("table", "", root);
  const header = element("tr", "", element("thead", "", table));
  return { title, table, header, body: element("tbody", "", table) };
}

function heading(scope) {
  const node = element("th", "cut");
  node.scope = scope;
  return node;
}

function createCell(cell) {
  if (cell.corner) return element("td", "");
  if (cell.heading) return heading(cell.heading);
  const node = element("td", "");
  element("span", "dot", node).setAttribute("role", "img");
  return node;
}

function updateCell(node, cell) {
  setAttribute(node, "title", cell.title);
  if (cell.corner) return;
  if (cell.heading) {
    setText(node, cell.label);
    setAttribute(node, "abbr", cell.heading === "col" ? cell.title : null);
    return;
  }
  setClass(node.firstChild, "dot", cell.taken && "taken");
  setAttribute(node.firstChild, "data-times", cell.times ? `×${cell.times}` : null);
  setAttribute(node.firstChild, "aria-label",
    `${cell.taken ? "taken" : "not taken"}, ${text(cell.title)}`);
}

const showCells = (row, cells) => reconcile(row, cells, (cell, at) => at, createCell, updateCell);

export const veil = (data) => ({ ...data, title: "", columns: [], rows: [] });

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  const columns = data.columns ?? [];
  const heads = columns.map((column) => (
    { heading: "col", label: column.label, title: column.title ?? column.key }));
  showCells(state.header, [{ corner: true }, ...heads]);
  const showRow = (node, row) => showCells(node,
    [{ heading: "row", label: row.label, title: row.label }, ...(row.cells ?? [])]);
  reconcile(state.body, data.rows ?? [], (row, at) => at, () => element("tr", ""), showRow);
  state.title.hidden = !data.title;
  setText(state.title, data.title);
  setAttribute(state.table, "aria-label", data.title);
}
