// What subscribers of a custom bus did with events: marks that are no events themselves, each with
// its words, and the list that says what they mean.

import { element, reconcile, setAttribute, setText } from "../../kit/base.js";
import { kindOf } from "./marks.js";
import { lasting } from "./scale.js";

// Shape, word, and what it means.
const MEANINGS = [
  ["replay", "replayed", "An event of the past, given to a subscriber that was made for it"],
  ["batch", "one batch", "Events that one call took together, and how many"],
  ["held", "held", "It waits behind a failing event of its order, until that is taken or given up"],
];
const SHAPES = new Set([...MEANINGS.map(([shape]) => shape), "released"]);

// Whether a shape is that of something done with an event, and not of an event that was published.
export const isOfBus = (shape) => SHAPES.has(shape);

// These stand above the marks of events: they have a row of their own in the lane.
export const isAbove = (shape) => isOfBus(shape) && shape !== "replay";

// One call is one mark in the lane of a service; by orders each order has it.
export function isToldBefore(state, lanes, i, lane) {
  const { t, a } = state.marks;
  if (kindOf(state, i)[3] !== "batch") return false;
  for (let j = i - 1; j >= 0 && t[j] === t[i]; j -= 1) {
    if (lanes.of(j) === lane && kindOf(state, j)[3] === "batch" && a[j] === a[i]) return true;
  }
  return false;
}

const WORDS = {
  replay: (source) => `an event of the past, given to ${source} again`,
  batch: (source, { others }) => `one call of ${source} took it with ${others} other${others > 1 ? "s" : ""}`,
  held: (source) => `waits: an earlier event of its order is failing at ${source}`,
  released: (source, { span }) => `was held for ${lasting(span)} behind a failing event of its order`,
};

// What a tip says of such a mark in place of where it comes from; nothing of another.
export function wordsOfBus(state, i) {
  const { marks } = state, [source, , , shape] = kindOf(state, i);
  return WORDS[shape]?.(source, { others: marks.a[i] - 1, span: marks.s[i] }) ?? "";
}

// The list of those there are, each with its shape as `draw` draws it on a small canvas.
export function showMeanings(state, draw) {
  const shapes = new Set(state.data.kinds.map(([, , , shape]) => shape));
  const shown = MEANINGS.filter(([shape]) => shapes.has(shape));
  state.meanings.hidden = !shown.length;
  reconcile(state.meanings, shown, ([shape]) => shape, createMeaning, (node, [shape, word, words]) => {
    setText(node.lastChild, word);
    setAttribute(node, "title", words);
    draw(node.firstChild, shape);
  });
}

function createMeaning() {
  const node = element("li");
  element("canvas", "", node).setAttribute("aria-hidden", "true");
  element("span", "", node);
  return node;
}
