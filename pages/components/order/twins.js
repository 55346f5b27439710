// Two orders, step by step from t = 0, the same steps beside each other.

import {
  element, instance, reconcile, setAttribute, setClass, setSpans, setText, text, tone,
} from "../kit/base.js";

function build(root) {
  const body = element("div", "body", root);
  const sentence = element("p", "sentence", body);
  sentence.setAttribute("role", "status");
  const sides = element("div", "sides", body);
  const list = element("ol", "steps", body);
  list.setAttribute("aria-label", "Steps of both orders");
  const apart = element("dl", "apart", body);
  return { body, sentence, sides, list, apart, empty: element("div", "empty", root) };
}

function createSide() {
  const node = element("div", "side");
  node.append(element("b", "num cut"), element("span", "amount num cut"), element("span", "pill"));
  return node;
}

function updateSide(node, side) {
  setText(node.children[0], `Order ${text(side.order)}`);
  setText(node.children[1], `· ${text(side.amount)}`);
  setText(node.children[2], `${text(side.glyph)} ${text(side.word)}`);
  setClass(node.children[2], "pill", tone(side.tone));
}

function createStep() {
  const node = element("li", "step");
  for (const name of ["left", "right"]) {
    const words = element("span", "words", element("span", name, node));
    words.append(element("b", ""), element("span", ""));
    element("time", "", node.lastChild);
  }
  return node;
}

function updateCell(cell, step, time, side, same) {
  const gone = !step.lead && !step.text;
  const [lead, rest] = cell.firstChild.children;
  setClass(cell, "cell", same ? "tone-none" : tone(side.tone), gone && "gone");
  setText(lead, step.lead);
  setText(rest, gone ? "–" : step.text);
  setText(cell.lastChild, time);
  setAttribute(cell, "title", step.title);
}

function updateStep(node, row, sides) {
  const [left, right] = node.children;
  const [one, other] = row.times;
  setClass(node, "step", row.same && "same", row.first && "first");
  updateCell(left, row.left, one, sides[0], row.same);
  updateCell(right, row.right, other, sides[1], row.same);
  setAttribute(node, "aria-label", [row.first && "First difference:", row.same && "The same:",
    text(row.left.lead) + text(row.left.text) || "nothing", one,
    !row.same && `against ${text(row.right.lead) + text(row.right.text) || "nothing"}`, other]
    .filter(Boolean).join(" "));
}

function createDifference() {
  const node = element("div", "difference");
  node.append(element("dt", ""), element("dd", ""));
  return node;
}

function updateDifference(node, difference) {
  setText(node.children[0], difference.name);
  setClass(node, "difference", difference.none && "none");
  reconcile(node.children[1], difference.lines, (_, at) => at, () => element("span", "num"), setText);
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  state.body.hidden = Boolean(data.empty);
  state.empty.hidden = !data.empty;
  setText(state.empty, data.empty);
  if (data.empty) return;
  setSpans(state.sentence, data.sentence);
  reconcile(state.sides, data.sides, (_, at) => at, createSide, updateSide);
  reconcile(state.list, data.rows, (_, at) => at, createStep,
    (node, row) => updateStep(node, row, data.sides));
  reconcile(state.apart, data.differences, (each) => each.name, createDifference, updateDifference);
}
