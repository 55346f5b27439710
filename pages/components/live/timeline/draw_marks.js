// The marks in view one by one, or by density where there are many.

import { isDim } from "./focus.js";
import { countCrowds, countStacks, drawWords, leanOf } from "./draw_words.js";
import { isUnseen, kindOf, NONE } from "./marks.js";
import { isAbove, isOfBus, isToldBefore } from "./of_bus.js";
import { ring, write } from "./pen.js";
import { leftOf, place, scale, toPlace, xOf } from "./scale.js";
import { stacked } from "./stacks.js";

export const DENSE = 2500;
const LINKED = 900, FAINT = 0.2, FEW = 25, PITCH = 12.5, WIDE = 6;
const STACKS = "stacks", BARS = "bars"; // how marks are drawn that would lie upon each other

export function drawDensity(state, first, last, lanes, yOf, wide = 2) {
  const { pen, ink, where, marks } = state;
  const columns = Math.ceil((state.width - leftOf(state)) / wide), tones = ["dim", ...Object.keys(ink.tones)];
  const inks = { dim: ink.line };
  for (const tone of tones.slice(1)) inks[tone] = ink.tones[tone][0];
  const counts = new Uint32Array(lanes.names.length * tones.length * columns);
  const toneOf = state.data.kinds.map(([, , tone]) => Math.max(1, tones.indexOf(tone)));
  const per = scale(state) / wide, { from } = state.view;
  let most = 1;
  for (let i = first; i < last; i += 1) {
    const lane = lanes.of(i);
    if (lane < 0 || isUnseen(state, i) || isAbove(kindOf(state, i)[3])) continue;
    const column = Math.floor((where[i] - from) * per);
    const toned = isDim(state, i) ? 0 : toneOf[marks.k[i]] ?? 1;
    const count = ++counts[(lane * tones.length + toned) * columns + column];
    if (count > most) most = count;
  }
  const room = state.laneHeight * 0.8;
  lanes.names.forEach((_, lane) => {
    for (let column = 0; column < columns; column += 1) {
      let base = yOf(lane) + room / 2;
      tones.forEach((tone, number) => {
        const count = counts[(lane * tones.length + number) * columns + column];
        if (!count) return;
        const tall = Math.max(2, room / 2.2 * Math.log1p(count) / Math.log1p(most));
        pen.fillStyle = inks[tone];
        pen.fillRect(leftOf(state) + column * wide, base - tall, wide, tall);
        base -= tall;
      });
    }
  });
}

export function drawMarks(state, first, last, lanes, yOf, heads) {
  const { spots, data } = state, above = [];
  const back = place(state.where, state.view.from - 4000);
  for (let i = Math.max(back, first - 400); i < last; i += 1) {
    const lane = lanes.of(i);
    if (lane < 0 || isUnseen(state, i)) continue;
    if (!isAbove(kindOf(state, i)[3])) spots.push(spotOf(state, lanes, i, lane, yOf));
    else if (!isToldBefore(state, lanes, i, lane)) above.push(spotAbove(state, i, lane, yOf));
  }
  const stack = data.lanes === "order" ? null : stackUp(state, lanes, yOf);
  const crowds = stack ? [] : crowded(spots, lanes.names.length);
  const links = spots.length <= LINKED ? linksOf(state, stack) : [];
  drawLinks(state, links);
  if (stack === BARS) drawDensity(state, first, last, lanes, yOf, WIDE);
  else drawAll(state);
  for (const spot of apart(state, above)) { drawMark(state, spot); spots.push(spot); }
  const isTold = ({ x, y }) => above.some((spot) => spot.base === y && Math.abs(spot.x - x) < 24);
  if (crowds.length) countCrowds(state, crowds.filter((crowd) => !isTold(crowd)));
  if (stack) countStacks(state, lanes, yOf);
  drawWords(state, links, heads, stack);
}

function drawAll(state) {
  for (const spot of state.spots) if (spot.dim) drawMark(state, spot);
  for (const spot of state.spots) if (!spot.dim) drawMark(state, spot);
}

function spotOf(state, lanes, i, lane, yOf) {
  const { where, marks } = state, of = (j) => (isAbove(kindOf(state, j)[3]) ? -1 : lanes.of(j));
  const tie = tieOf(marks.t, { of }, i, lane);
  const lift = Math.min(tie.before, 2) * 9 - Math.min(tie.all - 1, 2) * 4.5;
  return { i, lane, tie, x: xOf(state, where[i]), y: yOf(lane) - lift, base: yOf(lane),
    code: marks.o[i], dim: isDim(state, i), size: 1, width: 0 };
}

function spotAbove(state, i, lane, yOf) {
  const y = yOf(lane) - state.laneHeight / 2 + 9;
  return { i, lane, tie: { before: 0, all: 1 }, x: xOf(state, state.where[i]), y, base: yOf(lane),
    code: state.marks.o[i], dim: isDim(state, i), size: 1, width: 0 };
}

// Those that do not lie upon one of the same shape in their row.
function apart(state, spots) {
  const last = new Map();
  return spots.filter(({ i, lane, x }) => {
    const row = `${lane} ${kindOf(state, i)[3]}`, isFree = !(x - last.get(row) < 20);
    if (isFree) last.set(row, x);
    return isFree;
  });
}

// Where more than a few marks lie upon each other, they stand in columns, from the ground of their lane up;
// where even small ones have no room, the picture is one of density. What is out of sight makes no crowd.
export function stackUp(state, lanes, yOf) {
  const { where } = state, per = scale(state), room = state.laneHeight - 7;
  const spots = state.spots.filter(({ x }) => x >= leftOf(state) && x <= state.width);
  if (spots.length < FEW) return null;
  const crowd = crowded(spots, lanes.names.length);
  for (const spot of spots) spot.crowd = false;
  if (!crowd.length) return null;
  const marks = spots.map(({ i, lane }) => ({ lane, place: where[i] }));
  const columns = stacked(marks, per, room);
  if (!columns) return BARS;
  const { pitch, levels } = columns;
  spots.forEach((spot, at) => {
    const { level, place: column } = levels[at];
    spot.x = xOf(state, column);
    spot.y = yOf(spot.lane) + state.laneHeight / 2 - 4 - (level + 0.5) * pitch;
    Object.assign(spot, { size: pitch / PITCH, stacked: true });
  });
  return STACKS;
}

// Marks of a lane that lie upon each other: ties are not shown there, but how many there are.
export function crowded(spots, lanes) {
  const crowds = [], open = Array(lanes).fill(null);
  for (const spot of spots) {
    const crowd = open[spot.lane];
    if (crowd && spot.x - crowd.last < 5) {
      crowd.members.push(spot);
      crowd.last = spot.x;
    } else {
      open[spot.lane] = { members: [spot], last: spot.x };
      crowds.push(open[spot.lane]);
    }
  }
  return crowds.filter(({ members }) => members.length > 6).map(({ members }) => {
    for (const spot of members) spot.crowd = true;
    const [first] = members, last = members.at(-1);
    return { x: (first.x + last.x) / 2, y: first.base, count: members.length };
  });
}

// How many marks of this lane stand at the very same time, and how many of them come before.
export function tieOf(times, lanes, i, lane) {
  let before = 0, all = 1;
  for (let j = i - 1; j >= 0 && times[j] === times[i]; j -= 1) if (lanes.of(j) === lane) before += 1;
  for (let j = i + 1; j < times.length && times[j] === times[i] && all < 40; j += 1) {
    if (lanes.of(j) === lane) all += 1;
  }
  return { before, all: all + before };
}

// The curves from mark to mark of an order; of stacked ones only those of the chosen order.
function linksOf({ spots, data, ...state }, stack) {
  const last = new Map(), links = [];
  for (const spot of spots) {
    const shape = kindOf({ data, marks: state.marks }, spot.i)[3];
    if (spot.code === NONE || shape === "again" || isOfBus(shape) || shape.endsWith("tick")) continue;
    const before = last.get(spot.code);
    if (before && shape !== "hollow" && (!stack || spot.code === data.chosen)) links.push([before, spot]);
    last.set(spot.code, spot);
  }
  return links;
}

function drawLinks(state, links) {
  const { pen, ink } = state;
  for (const [from, to] of links) {
    const strong = to.code === state.data.chosen;
    pen.strokeStyle = strong ? ink.tones[kindOf(state, to.i)[2]]?.[0] ?? ink.dim : ink.faint;
    pen.lineWidth = strong ? 2 : 1;
    pen.globalAlpha = from.dim || to.dim ? FAINT / 2 : strong ? 1 : 0.45;
    const lean = leanOf(from, to);
    pen.beginPath(); pen.moveTo(from.x, from.y);
    pen.bezierCurveTo(from.x + lean, from.y, to.x - lean, to.y, to.x, to.y);
    pen.stroke();
  }
  pen.globalAlpha = 1;
  pen.lineWidth = 1;
}

function drawMark(state, spot) {
  const { pen, ink, marks } = state, { i, x, y, tie } = spot;
  if (x < leftOf(state) - 12 || x > state.width + 12) return;
  const [, , tone, shape] = kindOf(state, i);
  const [paint, tint] = ink.tones[tone] ?? ink.tones.none;
  if (tie.all > 1 && !spot.stacked && tie.before === 0 && !spot.crowd && !(barWidth(state, marks.s[i], i) > 11)) {
    pen.strokeStyle = ink.dim;
    const tall = Math.min(tie.all - 1, 2) * 9;
    pen.strokeRect(Math.round(x) - 8.5, Math.round(y - tall) - 7.5, 17, tall + 15);
    if (tie.all > 3) write(state, `+${tie.all - 3}`, x + 11, y - tall, ink.dim, "left", 600, 10);
  }
  if (tie.before > 2 && !spot.stacked) return;
  spot.width = spot.stacked ? 0 : barWidth(state, marks.s[i], i);
  pen.save();
  pen.globalAlpha = spot.dim ? FAINT : 1;
  pen.fillStyle = paint;
  pen.strokeStyle = paint;
  pen.translate(x, y);
  pen.scale(spot.size, spot.size);
  pen.beginPath();
  const size = shape === "batch" ? `${marks.a[i]}`.length : spot.width;
  (SHAPES[shape] ?? SHAPES.hollow)(pen, 0, 0, tint, size);
  pen.restore();
  if (shape === "batch") write(state, `${marks.a[i]}`, x, y + 0.5, paint, "center", 600, 9.5 * spot.size);
  const isRinged = !isOfBus(shape) && !shape.endsWith("tick") && !(spot.width > 11);
  if (isRinged && spot.code !== NONE && spot.code === state.data.chosen) ring(state, x, y, 8.5 * spot.size);
  if (state.focus === i) ring(state, x, y, 11);
}

function barWidth(state, span, i) {
  if (!span) return 0;
  return Math.max(0, xOf(state, state.where[i]) - xOf(state, toPlace(state, state.marks.t[i] - span)));
}

// A shape by itself, as a list of meanings shows it.
export function drawAlone(state, canvas, shape) {
  const ratio = devicePixelRatio || 1, pen = canvas.getContext("2d");
  [canvas.width, canvas.height] = [22 * ratio, 14 * ratio];
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = pen.strokeStyle = state.ink.dim;
  pen.beginPath();
  SHAPES[shape](pen, 11, 7, state.ink.panel, Number(shape === "batch"));
  if (shape === "batch") write({ pen, ink: state.ink }, "3", 11, 7.5, state.ink.dim, "center", 600, 9.5);
}

const SHAPES = {
  round: (pen, x, y) => { pen.arc(x, y, 5, 0, 7); pen.fill(); },
  diamond: (pen, x, y) => {
    pen.moveTo(x, y - 6); pen.lineTo(x + 6, y); pen.lineTo(x, y + 6); pen.lineTo(x - 6, y);
    pen.fill();
  },
  square: (pen, x, y, tint, wide) => {
    const from = Math.min(x - wide, x - 11);
    pen.roundRect(wide > 11 ? from : x - 5.5, y - 5.5, wide > 11 ? x - from : 11, 11, 4);
    pen.fillStyle = tint; pen.fill(); pen.stroke();
  },
  hollow: (pen, x, y, tint) => {
    pen.arc(x, y, 4.5, 0, 7); pen.fillStyle = tint; pen.fill(); pen.lineWidth = 1.6; pen.stroke();
    pen.lineWidth = 1;
  },
  again: (pen, x, y) => {
    pen.setLineDash([2, 2]); pen.arc(x, y, 5, 0, 7); pen.lineWidth = 1.6; pen.stroke(); pen.setLineDash([]);
    pen.lineWidth = 1;
  },
  // A mark of its own: two small triangles that point back.
  replay: (pen, x, y) => {
    for (const left of [-6, 0]) {
      pen.moveTo(x + left, y); pen.lineTo(x + left + 6, y - 5); pen.lineTo(x + left + 6, y + 5); pen.closePath();
    }
    pen.lineWidth = 1.3; pen.stroke(); pen.lineWidth = 1;
  },
  // Brackets around how many a call took together, a number of so many digits.
  batch: (pen, x, y, tint, digits) => {
    const half = 5 + 3 * digits;
    pen.fillStyle = tint; pen.fillRect(x - half, y - 7, 2 * half, 14);
    for (const side of [-half, half]) {
      const inner = x + side - Math.sign(side) * 3;
      pen.moveTo(inner, y - 6); pen.lineTo(x + side, y - 6); pen.lineTo(x + side, y + 6); pen.lineTo(inner, y + 6);
    }
    pen.lineWidth = 1.3; pen.stroke(); pen.lineWidth = 1;
  },
  // It stands still: two bars.
  held: (pen, x, y) => { pen.fillRect(x - 4, y - 5.5, 3, 11); pen.fillRect(x + 1, y - 5.5, 3, 11); },
  // And went on: how long it stood, up to an arrow.
  released: (pen, x, y, tint, wide) => {
    pen.setLineDash([2, 3]); pen.moveTo(x - wide, y); pen.lineTo(x - 3, y); pen.stroke(); pen.setLineDash([]);
    pen.beginPath(); pen.moveTo(x - 4, y - 5); pen.lineTo(x + 3, y); pen.lineTo(x - 4, y + 5); pen.fill();
  },
  tick: (pen, x, y) => { pen.globalAlpha *= 0.7; pen.fillRect(x - 1.5, y - 6, 3, 12); },
  "ring-tick": (pen, x, y) => pen.strokeRect(x - 2, y - 5.5, 4, 11),
  grey: (pen, x, y) => pen.fillRect(x - 4, y - 4, 8, 8),
};
