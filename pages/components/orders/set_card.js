// Two sets of orders and what sets them apart: sentences with their counts and both sets on one axis.

import {
  element, instance, reconcile, setAttribute, setClass, setText, shape, tone,
} from "../kit/base.js";

const [WIDTH, LEFT, TALL] = [424, 66, 26];
const ACROSS = WIDTH - LEFT - 6;

function build(root) {
  const frame = element("div", "heads", root);
  const heads = element("div", "both", frame);
  const say = element("div", "say", root);
  const said = element("p", "said", say);
  said.setAttribute("role", "status");
  const [answer, accounted] = [element("b", "", said), element("span", "", said)];
  const pieces = element("div", "pieces", say);
  const sentences = element("div", "sentences", root);
  const more = element("p", "more", root);
  const rest = element("div", "rest", root);
  const left = element("section", "", rest);
  const [title, alike] = [element("h4", "", left), element("p", "", left)];
  const near = element("ul", "near", left);
  const [repeated, unasked] = [element("p", "dim", left), element("p", "dim", left)];
  const right = element("section", "", rest);
  element("h4", "", right).textContent = "How luck is kept out";
  const guard = element("p", "", right);
  const foot = element("div", "foot", root);
  const newer = element("span", "", foot);
  const again = element("button", "press", foot);
  again.type = "button";
  again.textContent = "Compare again";
  const swap = element("button", "press swap", frame);
  swap.type = "button";
  swap.textContent = "⇄";
  swap.title = "Swap the two sets";
  swap.setAttribute("aria-label", swap.title);
  return {
    heads, answer, accounted, pieces, sentences, more, rest, title, alike, near, repeated, unasked,
    guard, foot, newer, again, swap,
  };
}

function createHead() {
  const node = element("label", "set");
  element("span", "glyph", node).setAttribute("aria-hidden", "true");
  element("b", "num", node);
  const words = element("span", "words", node);
  element("span", "name", words);
  element("span", "note", words);
  element("span", "arrow", node).textContent = "▾";
  element("select", "", node);
  return node;
}

function updateHead(node, head, at, options, pick) {
  const [glyph, size, words, , select] = node.children;
  setClass(node, "set", tone(head.tone));
  setText(glyph, head.glyph);
  glyph.hidden = !head.glyph;
  setText(size, head.size);
  setText(words.children[0], head.name);
  setText(words.children[1], head.note);
  reconcile(select, options, (option) => option.key, () => element("option", ""), (option, each) => {
    option.value = each.key;
    setText(option, each.label);
  });
  select.value = head.key;
  setAttribute(select, "aria-label", at ? "Second set of orders" : "First set of orders");
  select.onchange = () => pick({ [at ? "second" : "first"]: select.value });
}

function createSentence() {
  const node = element("button", "sentence");
  node.type = "button";
  element("span", "place num", node);
  const words = element("span", "body", node);
  element("span", "title", words);
  element("span", "numbers", words);
  element("span", "same", words);
  node.append(shape("svg", { viewBox: `0 0 ${WIDTH} 88`, "aria-hidden": "true" }));
  const luck = element("span", "luck", node);
  element("b", "", luck);
  element("span", "", luck);
  return node;
}

function createNumbers() {
  const node = element("span", "line");
  for (const name of ["glyph", "set-name", "count num", "share num"]) element("span", name, node);
  node.children[0].setAttribute("aria-hidden", "true");
  return node;
}

function updateNumbers(node, numbers) {
  setClass(node, "line", tone(numbers.tone));
  [numbers.glyph, numbers.set, numbers.count, numbers.share]
    .forEach((words, at) => setText(node.children[at], words));
}

function updateSentence(node, sentence, chosen, pick) {
  const on = sentence.key === chosen;
  const [place, body, figure, luck] = node.children;
  setClass(node, "sentence", on && "on");
  setAttribute(node, "aria-pressed", String(on));
  setText(place, sentence.place);
  setText(body.children[0], sentence.sentence);
  reconcile(body.children[1], sentence.numbers, (numbers, at) => at, createNumbers, updateNumbers);
  setText(body.children[2], sentence.same);
  body.children[2].hidden = !sentence.same;
  setText(luck.children[0], sentence.luck);
  setText(luck.children[1], sentence.luckWords);
  draw(figure, sentence.figure, sentence.numbers);
  node.onclick = () => pick({ fact: sentence.key });
}

function write(svg, words, attributes) {
  setText(shape("text", attributes, svg), words);
}

const fill = (numbers, at) => `${tone(numbers[at].tone)} side${at}`;

export const barsOf = (heights, base) => heights.map((height, at) => ({
  x: LEFT + (at / heights.length) * ACROSS + 0.8,
  width: ACROSS / heights.length - 1.6,
  y: base - (height ? Math.max(1.6, height * TALL) : 0),
  height: height ? Math.max(1.6, height * TALL) : 0,
}));

function drawBars(svg, figure, numbers) {
  figure.bars.forEach((heights, at) => {
    const base = at ? 66 : 34;
    write(svg, numbers[at].set, { x: LEFT - 6, y: base - 3, class: "axis end" });
    shape("line", { x1: LEFT, x2: LEFT + ACROSS, y1: base + 0.5, y2: base + 0.5, class: "base" }, svg);
    for (const bar of barsOf(heights, base)) {
      if (bar.height) shape("rect", { ...bar, class: fill(numbers, at) }, svg);
    }
  });
  for (const cut of figure.cuts) {
    const x = LEFT + cut * ACROSS;
    shape("line", { x1: x, x2: x, y1: 4, y2: 68, class: "cut-line" }, svg);
  }
  const last = LEFT + figure.cuts[figure.cuts.length - 1] * ACROSS;
  const isRight = last < LEFT + ACROSS * 0.25;
  const x = isRight ? last + 5 : LEFT + figure.cuts[0] * ACROSS - 5;
  write(svg, figure.cut, { x, y: 11, class: `cut-label ${isRight ? "" : "end"}` });
  const anchors = ["", "middle", "end"];
  figure.ticks.forEach((tick, at) => write(svg, tick.label,
    { x: LEFT + tick.at * ACROSS, y: 81, class: `axis small ${anchors[at]}` }));
}

function drawShares(svg, figure, numbers) {
  figure.shares.forEach((share, at) => {
    const y = at ? 46 : 18;
    write(svg, numbers[at].set, { x: LEFT - 6, y: y + 11, class: "axis end" });
    shape("rect", { x: LEFT, y, width: ACROSS, height: 15, rx: 3, class: "track" }, svg);
    if (!share) return;
    const width = Math.max(3, share * ACROSS);
    shape("rect", { x: LEFT, y, width, height: 15, rx: 3, class: fill(numbers, at) }, svg);
  });
  write(svg, figure.words, { x: LEFT, y: 77, class: "axis small" });
}

function draw(svg, figure, numbers) {
  const drawn = JSON.stringify([figure, numbers]);
  if (svg.drawn === drawn) return;
  svg.drawn = drawn;
  svg.replaceChildren();
  if (figure.bars.length) drawBars(svg, figure, numbers);
  else drawShares(svg, figure, numbers);
}

function updateHeads(state, data) {
  reconcile(state.heads, data.heads, (head, at) => at, createHead,
    (node, head) => updateHead(node, head, data.heads.indexOf(head), data.options, state.pick));
  state.swap.onclick = () => state.pick({ swap: true });
}

function updatePieces(state, data) {
  reconcile(state.pieces, data.pieces, (piece) => piece.place, () => element("span", "piece num"),
    (node, piece) => {
      setText(node, piece.label);
      node.style.flexGrow = piece.share;
    });
  state.pieces.hidden = data.pieces.length < 2;
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  updateHeads(state, data);
  setText(state.answer, data.answer);
  setText(state.accounted, ` ${data.accounted}`);
  updatePieces(state, data);
  reconcile(state.sentences, data.sentences, (sentence) => sentence.key, createSentence,
    (node, sentence) => updateSentence(node, sentence, data.chosen, state.pick));
  reconcile(state.near, data.near, (words) => words, () => element("li", ""), setText);
  for (const name of ["more", "alike", "repeated", "unasked", "guard", "newer"]) {
    setText(state[name], data[name]);
    state[name].hidden = !data[name];
  }
  setText(state.title, data.rest);
  state.rest.hidden = !data.rest;
  state.foot.hidden = !data.newer;
  state.again.onclick = () => state.pick({ again: true });
}
