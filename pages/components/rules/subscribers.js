// The subscribers of a custom bus, each with its filter, and its place on one axis for all.

import {
  element, hasFocus, instance, keepTabStop, listbox, reconcile, setAttribute, setClass, setText,
  text,
} from "../kit/base.js";

const STATES = new Set(["running", "paused", "replaying", "ended", "unknown"]);
const QUIET = new Set(["running", "ended", "unknown"]); // their word is not said beside the backlog

function build(root) {
  const head = element("div", "head", root);
  element("h3", "", head);
  element("span", "note", head);
  const axis = element("div", "axis", root);
  element("span", "", axis);
  element("span", "", axis).textContent = "position";
  element("span", "", axis);
  element("span", "", axis).textContent = "to come";
  const list = element("div", "list", root);
  return { head, axis, list, empty: element("div", "empty", root) };
}

function createRow(row) {
  const node = element("div", "row");
  node.setAttribute("role", "option");
  node.dataset.name = text(row.key);
  element("span", "state", node);
  const what = element("div", "what", node);
  element("b", "cut", what);
  element("code", "cut", what);
  const how = element("div", "how", node);
  element("span", "", how);
  element("span", "", how);
  const way = element("div", "way", node);
  const line = element("span", "line", way);
  element("i", "gone", line);
  element("i", "to-come", line);
  element("i", "here", line);
  element("span", "place num", way);
  const backlog = element("div", "backlog", node);
  element("b", "num", backlog);
  element("span", "", backlog);
  return node;
}

function updateRow(node, row, data) {
  const [state, what, how, way, backlog] = node.children;
  const chosen = row.key === data.chosen;
  const word = STATES.has(row.state) ? row.state : "running";
  const behind = word !== "unknown" && row.backlog !== "0";
  setClass(node, "row", chosen && "chosen", word, behind && "behind");
  setAttribute(node, "aria-selected", String(chosen));
  setAttribute(state, "title", word);
  setText(what.children[0], row.key);
  setText(what.children[1], row.filter);
  setAttribute(what.children[1], "title", row.filter);
  setText(how.children[0], row.order);
  setText(how.children[1], row.batch);
  const at = Math.min(1, Math.max(0, Number(row.at) || 0));
  way.firstChild.style.setProperty("--at", String(at));
  setText(way.lastChild, row.place);
  way.lastChild.style.setProperty("--at", String(at));
  setText(backlog.children[0], row.backlog);
  setText(backlog.children[1], QUIET.has(word) ? row.note : row.note || word);
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  const rows = data.rows ?? [];
  setText(state.head.children[0], data.title);
  setText(state.head.children[1], data.note);
  setText(state.axis.children[0], data.oldest);
  setText(state.axis.children[2], data.newest);
  listbox(state.list, data.title || "Subscribers", (node) => state.pick(node.dataset.name));
  const hadFocus = hasFocus(state.list);
  reconcile(state.list, rows, (row) => row.key, createRow, (node, row) => updateRow(node, row, data));
  keepTabStop(state.list, hadFocus);
  state.axis.hidden = state.list.hidden = rows.length === 0;
  state.empty.hidden = rows.length > 0;
  setText(state.empty, data.empty);
}
