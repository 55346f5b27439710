// Events against rules: a grid of marks to walk with the arrow keys; Enter or a click picks one.

import {
  element, instance, isPress, reconcile, setAttribute, setClass, setText, text, tone,
} from "../kit/base.js";

const SAID = {
  taken: "takes it", missed: "does not", off: "not in force", waits: "waits", failing: "failing",
  "to-come": "to come", lost: "given up",
};
const markOf = (mark) => (mark in SAID ? mark : "off");
const ROOMY = 5; // columns that leave room for the time beside the event
const STEPS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

function build(root) {
  const scroller = element("div", "scroller", root);
  const table = element("table", "", scroller);
  table.setAttribute("role", "grid");
  const header = element("tr", "", element("thead", "", table));
  const body = element("tbody", "", table);
  const empty = element("div", "empty", scroller);
  return { scroller, table, header, body, empty, legend: element("ul", "legend", root) };
}

function onClick(state, event) {
  const cell = event.target.closest("tbody td");
  if (!cell) return;
  focusCell(state, cell);
  state.pick(cell.picked);
}

function onKey(state, event) {
  const cell = event.target.closest("td");
  const step = STEPS[event.key];
  if (!cell || (!step && !isPress(event))) return;
  event.preventDefault();
  event.stopPropagation();
  if (!step) {
    state.pick(cell.picked);
    return;
  }
  const row = state.body.rows[cell.parentNode.sectionRowIndex + step[0]];
  const next = row?.cells[cell.cellIndex + step[1]];
  if (next?.tagName === "TD") focusCell(state, next);
}

function focusCell(state, cell) {
  for (const other of state.body.querySelectorAll("td")) other.tabIndex = other === cell ? 0 : -1;
  cell.focus({ preventScroll: false });
}

// One tab stop for the grid: what has the focus, else what is chosen, else the first mark.
function keepStop(state, hadFocus) {
  const held = state.body.querySelector("td:focus");
  const stop = held ?? state.body.querySelector("td[aria-selected=true]")
    ?? state.body.querySelector("td");
  for (const cell of state.body.querySelectorAll("td")) cell.tabIndex = cell === stop ? 0 : -1;
  if (hadFocus && !held && stop) stop.focus({ preventScroll: true });
}

function createHead() {
  const node = element("th", "");
  node.scope = "col";
  element("span", "name", node);
  element("span", "count num", node);
  return node;
}

function updateHead(node, column) {
  const [name, count] = node.children;
  setClass(node, column.corner && "corner", column.state && "off");
  setText(name, column.key);
  setText(count, [column.count, column.state].filter(Boolean).join(" · "));
}

function createRow() {
  const node = element("tr", "");
  const head = element("th", "", node);
  head.scope = "row";
  const box = element("div", "event", head);
  box.append(element("span", "mark"), element("time", ""), element("span", "label cut"),
    element("span", "source cut"), element("span", "order num cut"));
  return node;
}

function updateRow(node, row, data) {
  const [mark, time, label, source, order] = node.firstChild.firstChild.children;
  const chosen = text(row.key) === text(data.chosen?.event);
  setClass(node, tone(row.tone), chosen && "chosen", node.classList.contains("entered") && "entered");
  setClass(mark, "mark", row.shape);
  setText(time, row.time);
  setText(label, row.label);
  setText(source, row.source);
  setText(order, row.order);
  setAttribute(node.firstChild, "title", `${text(row.label)} · ${text(row.source)} · ${text(row.time)}`);
  const cells = row.cells.map((cell, at) => ({ ...cell, rule: data.columns[at].key }));
  const old = [...node.children].slice(1);
  while (old.length > cells.length) old.pop().remove();
  cells.forEach((cell, at) => updateCell(old[at] ?? createCell(node), cell, row, data));
}

function createCell(row) {
  const node = element("td", "", row);
  node.setAttribute("role", "gridcell");
  node.tabIndex = -1;
  element("span", "dot", node);
  return node;
}

function updateCell(node, cell, row, data) {
  const chosen = text(row.key) === text(data.chosen?.event) && cell.rule === data.chosen?.rule;
  node.picked = { event: text(row.key), rule: text(cell.rule), order: text(row.order) };
  setClass(node.firstChild, "dot", markOf(cell.mark),
    cell.inferred && "inferred");
  setAttribute(node, "aria-selected", String(chosen));
  setAttribute(node, "title", cell.title);
  const order = text(row.order) && ` of order ${row.order}`;
  setAttribute(node, "aria-label",
    `${text(cell.rule)}, ${text(row.label)}${order}: ${SAID[markOf(cell.mark)]}${text(cell.how)}`);
}

function createEntry() {
  const node = element("li", "");
  element("span", "dot", node);
  element("span", "", node);
  return node;
}

function updateEntry(node, entry) {
  setClass(node.firstChild, "dot", markOf(entry.mark));
  setText(node.lastChild, entry.words);
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  const rows = data.rows ?? [];
  state.table.onclick = (event) => onClick(state, event);
  state.table.onkeydown = (event) => onKey(state, event);
  const hadFocus = state.body.querySelector("td:focus") !== null;
  setAttribute(state.table, "aria-label", data.title);
  setClass(state.table, (data.columns ?? []).length > ROOMY && "many");
  state.scroller.style.height = `${data.height ?? 480}px`;
  reconcile(state.header, [{ key: "", corner: true, count: data.corner }, ...(data.columns ?? [])],
    (column) => column.key, createHead, updateHead);
  const added = reconcile(state.body, rows, (row) => row.key, createRow,
    (node, row) => updateRow(node, row, data));
  if (!state.fresh) for (const node of added) node.classList.add("entered");
  keepStop(state, hadFocus);
  reconcile(state.legend, data.legend ?? [], (entry) => entry.mark, createEntry, updateEntry);
  state.legend.hidden = !data.legend?.length;
  state.empty.hidden = rows.length > 0;
  setText(state.empty, data.empty);
}
