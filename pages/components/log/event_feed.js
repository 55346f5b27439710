// Every event as one line of a table, newest first; the reader's place is kept.

import {
  askAtRest,
  element, hasFocus, instance, keepTabStop, listbox, reconcile, setAttribute, setClass, setText,
  text, tone,
} from "../kit/base.js";

const SHAPES = new Set(["round", "diamond", "square", "hollow", "grey", "dashed"]);
const HEADINGS = ["", "time", "source", "detail-type", "order", "detail"];
const NEAR_TOP = 6;

function build(root) {
  const head = element("div", "head", root);
  element("h3", "", head);
  element("span", "note", head);
  const frame = element("div", "frame", root);
  const scroller = element("div", "scroller", frame);
  const header = element("div", "row header", scroller);
  header.setAttribute("aria-hidden", "true");
  for (const words of HEADINGS) element("span", "cut", header).textContent = words;
  const list = element("div", "rows", scroller);
  const empty = element("div", "empty", scroller);
  const jump = element("button", "jump", frame);
  jump.type = "button";
  const state = { head, scroller, list, empty, jump, unseen: 0, rows: [] };
  jump.onclick = () => scroller.scrollTo({ top: 0, behavior: "instant" });
  scroller.onscroll = () => scroller.scrollTop <= NEAR_TOP && showUnseen(state, 0);
  return state;
}

function showUnseen(state, count) {
  state.unseen = count;
  state.jump.hidden = count === 0;
  setText(state.jump, `${count} new ↑`);
  setAttribute(state.jump, "aria-label", `${count} new, go to the newest`);
}

function createRow(row) {
  const node = element("div", "row");
  node.setAttribute("role", "option");
  node.append(element("span", "mark"), element("time", "cut"), element("span", "source cut"),
    element("span", "type cut"), element("span", "order num cut"), element("span", "text cut"));
  node.picked = { event: text(row.key), order: text(row.order) };
  return node;
}

function updateRow(node, row, data) {
  const [mark, time, source, type, order, words] = node.children;
  const sameOrder = text(row.order) !== "" && text(row.order) === text(data.chosen_order);
  const chosen = text(row.key) === text(data.chosen_event);
  const shapeName = SHAPES.has(row.shape) ? row.shape : "hollow";
  node.picked = { event: text(row.key), order: text(row.order) };
  setClass(node, "row", tone(row.tone), shapeName === "grey" && "malformed",
    sameOrder && "together", chosen && "chosen", node.classList.contains("entered") && "entered");
  setClass(mark, "mark", shapeName);
  setText(time, row.time);
  setText(source, row.source);
  setText(type, row.detail_type);
  setText(order, row.order);
  setText(words, row.text);
  setAttribute(words, "title", row.text);
  setAttribute(node, "aria-selected", String(chosen));
  setAttribute(node, "title", row.title || spoken(row));
}

export function spoken(row) {
  const order = text(row.order) && `order ${row.order}`;
  return [row.detail_type, row.source, order, row.text, row.time].filter(Boolean).join(", ");
}

// Rows that came in above push the others down; scrolling by as much keeps the reader's place.
function keepPlace(state, anchor, offset) {
  if (!anchor || !anchor.isConnected) return;
  state.scroller.scrollTop += anchor.offsetTop - offset;
}

function firstVisible(state) {
  const top = state.scroller.scrollTop;
  if (top <= NEAR_TOP) return null;
  return [...state.list.children].find((row) => row.offsetTop + row.offsetHeight > top + 26);
}

function updateHead(state, data) {
  state.head.hidden = !data.title;
  setText(state.head.children[0], data.title);
  setText(state.head.children[1], data.note);
  state.scroller.style.height = `${data.height ?? 320}px`;
}

// A refresh brings the newest rows only; older ones are those the browser has. Where that does not
// come to as many as there are (a page switch, a burst between two looks), all are asked for.
export function allRows(component, state) {
  const { rows = [], whole = true, count = rows.length } = component.data;
  if (whole) return rows;
  const brought = new Set(rows.map((row) => row.key));
  const older = state.rows.filter((row) => !brought.has(row.key));
  const all = [...rows, ...older].slice(0, count);
  if (all.length !== count) askAtRest(component, "resync", { have: all.length, count });
  return all;
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  const rows = allRows(component, state);
  state.rows = rows;
  updateHead(state, data);
  listbox(state.list, data.title || "Events", (row) => state.pick(row.picked));
  const anchor = firstVisible(state);
  const offset = anchor?.offsetTop ?? 0;
  const hadFocus = hasFocus(state.list);
  const added = reconcile(state.list, rows, (row) => row.key, createRow,
    (node, row) => updateRow(node, row, data));
  if (!state.fresh) for (const node of added) node.classList.add("entered");
  keepPlace(state, anchor, offset);
  keepTabStop(state.list, hadFocus);
  showUnseen(state, anchor ? state.unseen + added.length : 0);
  state.list.hidden = rows.length === 0;
  state.empty.hidden = rows.length > 0;
  setText(state.empty, data.empty);
}
