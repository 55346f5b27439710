// Who would have ended otherwise: a sentence, the moves as bars, the orders as a list.

import {
  element, hasFocus, instance, keepTabStop, listbox, reconcile, setAttribute, setClass,
  setSpans, setText, text, tone,
} from "../kit/base.js";

function build(root) {
  const sentence = element("p", "sentence", root);
  const moves = element("ul", "moves", root);
  const head = element("div", "head", root);
  element("h3", "", head).textContent = "Orders that would differ";
  element("span", "note", head);
  const list = element("div", "rows", root);
  const aside = element("p", "aside", root);
  return { sentence, moves, head, list, aside };
}

function pill(node, outcome) {
  setClass(node, "pill", tone(outcome.tone));
  setText(node, `${outcome.glyph} ${outcome.word}`);
}

function createMove() {
  const node = element("li", "move");
  const names = element("span", "names", node);
  element("span", "", names);
  element("span", "arrow", names).textContent = "→";
  element("span", "", names);
  const track = element("span", "track", node);
  element("span", "bar", track);
  element("span", "count num", node);
  return node;
}

function updateMove(node, move) {
  const [names, track, count] = node.children;
  setClass(node, "move", move.same && "same");
  pill(names.children[0], move.before);
  pill(names.children[2], move.after);
  names.children[1].hidden = names.children[2].hidden = move.same;
  setClass(track.firstChild, "bar", tone(move.after.tone));
  track.firstChild.style.width = `${Math.max(0.4, move.share * 100)}%`;
  setText(count, move.count);
  const words = move.same ? `stay ${move.before.word}` : `${move.before.word} to ${move.after.word}`;
  setAttribute(node, "aria-label", `${move.count} ${words.toLowerCase()}`);
}

function createRow() {
  const node = element("div", "row");
  node.setAttribute("role", "option");
  element("span", "order num cut", node);
  element("span", "amount num cut", node);
  const names = element("span", "names", node);
  element("span", "", names);
  element("span", "arrow", names).textContent = "→";
  element("span", "", names);
  element("span", "text cut", node);
  return node;
}

function updateRow(node, row, data) {
  const [order, amount, names, words] = node.children;
  const chosen = text(row.order) === text(data.chosen);
  node.picked = text(row.order);
  setClass(node, "row", chosen && "chosen");
  setText(order, row.order);
  setText(amount, row.amount);
  pill(names.children[0], row.before);
  pill(names.children[2], row.after);
  setText(words, row.recorded && `in the log: ${row.recorded}`);
  setAttribute(node, "aria-selected", String(chosen));
  setAttribute(node, "aria-description",
    `order ${row.order}, ${row.amount}, ${row.before.word} would be ${row.after.word}`);
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  setSpans(state.sentence, data.sentence);
  const moveKey = (move) => `${move.before.word}>${move.after.word}`;
  reconcile(state.moves, data.moves, moveKey, createMove, updateMove);
  listbox(state.list, "Orders that would differ", (row) => state.pick(row.picked));
  const hadFocus = hasFocus(state.list);
  reconcile(state.list, data.rows, (row) => row.order, createRow,
    (node, row) => updateRow(node, row, data));
  keepTabStop(state.list, hadFocus);
  state.head.hidden = state.list.hidden = data.rows.length === 0;
  setText(state.head.children[1], data.note);
  setText(state.aside, data.aside);
  state.aside.hidden = !data.aside;
}
