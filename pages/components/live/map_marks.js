// What is marked on the map of the chosen order: the lines it did not go over, an empty ring where it
// was lost, and words that say so. The marks wait until what is on its way has arrived.

import { journeysOf } from "../kit/arrivals.js";
import { isPress, setAttribute, setClass, setText, shape, tone } from "../kit/base.js";

const LINE = 12, HALL_LINE = 16, RING = 6.5;

// The marks to show now, or none.
export const dueMark = ({ lost }) => (lost && !journeysOf(lost.order).length ? lost : null);

// From the words to the ring: from the side of the words that is nearer to it.
export function leader({ ring: [x, y], at: [left, top], words }, line = LINE) {
  const last = top + (words.length - 1) * line, isBelow = y < top;
  const from = isBelow ? top - line * 0.6 : last + line * 0.6;
  const start = Math.min(Math.max(x, left - 40), left + 40), far = Math.hypot(x - start, y - from) || 1;
  const [endX, endY] = [x - (x - start) / far * RING, y - (y - from) / far * RING];
  return `M${start.toFixed(1)} ${from.toFixed(1)}L${endX.toFixed(1)} ${endY.toFixed(1)}`;
}

export function buildMark(svg) {
  const group = shape("g", {}, svg);
  const line = shape("path", { class: "leader" }, group);
  const ring = shape("circle", { r: RING, class: "ring" }, group);
  return { group, line, ring, words: [0, 1].map(() => shape("text", {}, group)) };
}

export function showMark({ mark, data, edges }) {
  const lost = dueMark(data), line = data.large ? HALL_LINE : LINE;
  edges.forEach(({ group }, at) => {
    const isLacking = Boolean(lost?.ways.includes(at));
    group.classList.toggle("lacking", isLacking);
    group.classList.toggle(tone(lost?.tone), isLacking);
  });
  setClass(mark.group, "lost", lost && tone(lost.tone));
  setAttribute(mark.group, "display", lost ? null : "none");
  if (!lost) return;
  setAttribute(mark.ring, "cx", lost.ring[0]);
  setAttribute(mark.ring, "cy", lost.ring[1]);
  setAttribute(mark.line, "d", leader(lost, line));
  mark.words.forEach((node, row) => {
    setAttribute(node, "x", lost.at[0]);
    setAttribute(node, "y", lost.at[1] + row * line);
    setText(node, lost.words[row]);
  });
}

const AROUND = 5, NUMBER = 9;

export function buildPointer(svg) {
  const group = shape("g", { class: "pointer", display: "none" }, svg);
  return { group, frame: shape("rect", {}, group), circle: shape("circle", { r: NUMBER }, group), number: shape("text", {}, group) };
}

// The part a step of a lesson points at: a ring around it, with the number of the step.
export function showPointer({ pointer, data, nodes }) {
  const [id, words] = data.point ?? [], part = nodes.get(id);
  setAttribute(pointer.group, "display", part ? null : "none");
  if (!part) return;
  const [x, y, width, height] = part.node.at;
  const box = { x: x - AROUND, y: y - AROUND, width: width + 2 * AROUND, height: height + 2 * AROUND };
  box.rx = part.node.kind.startsWith("rule") ? box.height / 2 : 10;
  for (const [name, value] of Object.entries(box)) setAttribute(pointer.frame, name, value);
  for (const [name, value] of [["cx", box.x + 8], ["cy", box.y + box.height - 2]]) setAttribute(pointer.circle, name, value);
  setAttribute(pointer.number, "x", box.x + 8);
  setAttribute(pointer.number, "y", box.y + box.height - 2);
  setText(pointer.number, words);
}

const START = { apart: 13, height: 40, pad: 16, key: 20, between: 12 };

// What to press where nothing has happened yet: it hangs below the customer, with whom an order begins.
export function buildStart(svg) {
  const group = shape("g", { class: "start", role: "button", tabindex: 0, display: "none" }, svg);
  group.onkeydown = (event) => {
    if (!isPress(event)) return;
    event.preventDefault();
    event.stopPropagation();
    group.onclick();
  };
  const [beak, box] = [shape("path", { class: "box" }, group), shape("rect", { class: "box" }, group)];
  const words = shape("text", { class: "words" }, group);
  return { group, beak, box, words, frame: shape("rect", { class: "key" }, group), key: shape("text", { class: "key" }, group) };
}

export function showStart({ start, data, nodes, pick }) {
  const [words, key] = data.start ?? [], customer = nodes.get("customer");
  setAttribute(start.group, "display", words && customer ? null : "none");
  if (!words || !customer) return;
  start.group.onclick = () => pick(">first");
  setText(start.words, words);
  setText(start.key, key);
  setAttribute(start.group, "aria-label", words);
  const [left, top, width, height] = customer.node.at, { apart, pad, between } = START;
  const y = top + height + apart, middle = y + START.height / 2, beak = left + width / 2;
  const place = left + pad + start.words.getComputedTextLength() + between;
  const box = { x: left, y, width: place + START.key + pad - left, height: START.height, rx: 9 };
  const frame = { x: place, y: middle - START.key / 2, width: START.key, height: START.key, rx: 4 };
  for (const [name, value] of Object.entries(box)) setAttribute(start.box, name, value);
  for (const [name, value] of Object.entries(frame)) setAttribute(start.frame, name, value);
  setAttribute(start.beak, "d", `M${beak - 9} ${y + 1}L${beak} ${y - apart + 4}L${beak + 9} ${y + 1}Z`);
  for (const [node, x] of [[start.words, left + pad], [start.key, place + START.key / 2]]) {
    setAttribute(node, "x", x);
    setAttribute(node, "y", middle);
  }
}
