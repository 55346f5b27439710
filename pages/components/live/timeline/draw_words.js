// Words beside the marks: names of events, the chosen order, what an order took, and counts.

import { shortFigure } from "../../kit/figures.js";
import { placeLabels } from "./labels.js";
import { kindOf, labelOf, NONE } from "./marks.js";
import { isAbove, isOfBus } from "./of_bus.js";
import { label, widthOf, write } from "./pen.js";
import { AXIS, lasting, leftOf, TOP } from "./scale.js";
import { isFramed } from "./view.js";

const NAMED = 7, HEAD = 8, STEPS = [0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1];

export const leanOf = (from, to) => Math.max((to.x - from.x) * 0.5, 4);

// Where marks and curves are, as boxes.
function takenBy(spots, links) {
  const marks = spots.map(({ x, y, width, size }) => {
    const half = 8 * size;
    return { x: x - Math.max(width - half, half), y: y - half, w: Math.max(width, 2 * half), h: 2 * half };
  });
  const curves = links.flatMap(([from, to]) => STEPS.slice(1, -1).map((way) => pointOf(from, to, way)));
  return [...marks, ...curves.map(({ x, y }) => ({ x: x - 3, y: y - 3, w: 6, h: 6 }))];
}

// A point of the curve between two marks.
export function pointOf(from, to, way) {
  const lean = leanOf(from, to), rest = 1 - way;
  const [a, b, c, d] = [rest ** 3, 3 * rest ** 2 * way, 3 * rest * way ** 2, way ** 3];
  return { x: a * from.x + b * (from.x + lean) + c * (to.x - lean) + d * to.x,
    y: (a + b) * from.y + (c + d) * to.y };
}

export function drawWords(state, links, heads, stack) {
  const { spots, ink, width, height } = state, left = leftOf(state);
  const inView = spots.filter(({ x }) => x >= left && x <= width);
  const events = inView.filter(({ i }) => isEvent(kindOf(state, i)[3]));
  const orders = new Set(events.map(({ code }) => code));
  const isOne = orders.size === 1 && !orders.has(NONE) && isFramed(state);
  const once = events.filter(({ i }) => !isOfBus(kindOf(state, i)[3]) && kindOf(state, i)[3] !== "again");
  const measured = isOne && once.length > 0 && drawMeasure(state, once, heads);
  const wanted = [];
  if (!measured) wanted.push(...nameOfChosen(state, inView));
  if (!stack && events.length <= NAMED) wanted.push(...namesOf(state, events));
  const room = { x: left + 2, y: TOP - 4, w: width - left - 6, h: height - AXIS - TOP + 4 };
  const standing = heads.map(({ x }) => ({ x: x - 2, y: 0, w: 4, h: height }));
  for (const each of placeLabels(wanted, [...takenBy(inView, links), ...standing], room)) {
    write(state, each.words, each.box.x + 3, each.box.y + each.box.h / 2, each.paint ?? ink.text, "left", 600, 10.5);
  }
}

const isEvent = (shape) => !shape.endsWith("tick") && !isAbove(shape);

// Each event by its name: the first to the left, as it is read, and what follows to the right.
function namesOf(state, events) {
  const named = events.map((spot, at) => ({ spot, words: kindOf(state, spot.i)[1], at }));
  return named.map(({ spot, words, at }) => ({ words, x: spot.x, y: spot.y, w: widthOf(state, words) + 6,
    prefers: at ? "right" : "left" }));
}

function nameOfChosen(state, spots) {
  const { data } = state, words = data.chosen_words;
  const spot = spots.find(({ code }) => code === data.chosen);
  if (!words || !spot || data.lanes === "order") return [];
  return [{ words, x: spot.x, y: spot.y, w: widthOf(state, words) + 6, paint: state.ink["accent-text"] }];
}

// How long it took, from its creation on; where the log had something else first, nobody knows.
export function tookWords(state, first, last) {
  const { t, o } = state.marks, begins = (i) => kindOf(state, i)[3] === "hollow";
  const begin = begins(first.i) ? first.i : o.indexOf(first.code);
  return begins(begin) ? lasting(t[last.i] - t[begin]) : "–";
}

// What a measure takes of the upper edge: its words, and the line from the first event to the last.
export function roomOfMeasure(first, last, middle, half) {
  return { from: Math.min(first, middle - half), until: Math.max(last, middle + half) };
}

// Above the lanes: how long the order took that is in view, and its amount, as far as it has come.
function drawMeasure(state, events, heads) {
  const { pen, ink, marks } = state, first = events[0], last = events.at(-1);
  const [, , tone] = kindOf(state, last.i), amount = events.map(({ i }) => marks.a[i]).find((each) => each < NONE - 1);
  const words = [`#${labelOf(state, first.code)}`, amount === undefined ? "" : `${amount / 100}`,
    events.length > 1 ? tookWords(state, first, last) : ""].filter(Boolean).join(" · ");
  const half = widthOf(state, words) / 2 + 4, middle = Math.max((first.x + last.x) / 2, leftOf(state) + half);
  if (heads.some(({ from, until }) => until > middle - half - 4 && from < middle + half + 4)) return false;
  const paint = (ink.tones[tone] ?? ink.tones.none)[events.length > 1 ? 2 : 0];
  state.measure = roomOfMeasure(first.x, last.x, middle, half);
  if (last.x - first.x > 2 * half + 10) {
    pen.strokeStyle = paint;
    pen.beginPath();
    for (const [from, to] of [[first.x, middle - half], [last.x, middle + half]]) {
      pen.moveTo(from, HEAD - 4); pen.lineTo(from, HEAD + 4); pen.moveTo(from, HEAD); pen.lineTo(to, HEAD);
    }
    pen.stroke();
  }
  write(state, words, middle, HEAD, paint, "center", 650, 11);
  return true;
}

// Marks upon each other in the lanes by order: how many there are.
export function countCrowds(state, crowds) {
  let edge = { x: -Infinity };
  for (const crowd of crowds.sort((a, b) => a.y - b.y || a.x - b.x)) {
    const isClose = crowd.y === edge.y && crowd.x - edge.x < 24;
    if (isClose) crowd.count += edge.count;
    label(state, `${crowd.count}`, isClose ? edge.x : crowd.x, crowd.y - 22, state.ink.dim, "center", 600);
    edge = isClose ? { ...crowd, x: edge.x } : crowd;
  }
}

// How many of each kind stand in the columns of a lane, at the right of it.
export function countStacks(state, lanes, yOf) {
  const { spots, ink, width, data } = state, left = leftOf(state);
  const counts = lanes.names.map(() => new Map());
  for (const { lane, x, i } of spots) {
    const kind = state.marks.k[i];
    if (x >= left && x <= width && !isAbove(kindOf(state, i)[3])) counts[lane].set(kind, (counts[lane].get(kind) ?? 0) + 1);
  }
  counts.forEach((byKind, lane) => {
    const rows = inOrderOfLooks(byKind, data.kinds).slice(0, 3).map(([kind, count]) => {
      const [, , tone, shape] = data.kinds[kind] ?? ["", "", "none", ""];
      return { words: [GLYPHS[shape], shortFigure(count)].filter(Boolean).join(" "),
        paint: (ink.tones[tone] ?? ink.tones.none)[2] };
    });
    const places = placesOfCounts(rows.map(({ words }) => widthOf(state, words)), state.laneHeight);
    rows.forEach(({ words, paint }, row) => {
      const [x, y] = places[row];
      label(state, words, width - 30 + x, yOf(lane) + y, paint, "right", 600);
    });
  });
}

// Where the counts of a lane stand, from the right of its middle: below each other, and beside each other
// where the lane is too low for that.
export function placesOfCounts(widths, laneHeight) {
  const last = widths.length - 1, step = Math.min(ROW, laneHeight / widths.length);
  if (step >= LEAST_ROW) return widths.map((_, row) => [0, (row - last / 2) * step]);
  return widths.map((_, at) => [widths.slice(at + 1).reduce((sum, width) => sum - width - BESIDE, 0), 0]);
}

const ROW = 14, LEAST_ROW = 12, BESIDE = 10;

const GLYPHS = { hollow: "○", round: "●", diamond: "◆", square: "▢", again: "◌", replay: "◁" };
const LOOKS = Object.keys(GLYPHS);

// Counts by kind as they are read: what began, what completed, what was cancelled; whichever came first.
export function inOrderOfLooks(byKind, kinds) {
  const lookOf = ([kind]) => LOOKS.indexOf(kinds[kind]?.[3]), toneOf = ([kind]) => kinds[kind]?.[2] ?? "";
  return [...byKind].sort((a, b) => lookOf(a) - lookOf(b) || toneOf(b).localeCompare(toneOf(a)));
}

