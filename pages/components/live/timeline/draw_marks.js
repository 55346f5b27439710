// The marks in view one by one, or by density where there are many.

import { isDim } from "./focus.js";
import { kindOf, NONE } from "./marks.js";
import { label, ring, write } from "./pen.js";
import { LEFT, place, scale, toPlace, xOf } from "./scale.js";

export const DENSE = 2500;
const LINKED = 900, FAINT = 0.2;

export function drawDensity(state, first, last, lanes, yOf) {
  const { pen, ink, where, marks } = state, wide = 2;
  const columns = Math.ceil((state.width - LEFT) / wide), tones = ["dim", ...Object.keys(ink.tones)];
  const inks = { dim: ink.line };
  for (const tone of tones.slice(1)) inks[tone] = ink.tones[tone][0];
  const counts = new Uint32Array(lanes.names.length * tones.length * columns);
  const toneOf = state.data.kinds.map(([, , tone]) => Math.max(1, tones.indexOf(tone)));
  const per = scale(state) / wide, { from } = state.view;
  let most = 1;
  for (let i = first; i < last; i += 1) {
    const lane = lanes.of(i);
    if (lane < 0) continue;
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
        pen.fillRect(LEFT + column * wide, base - tall, wide, tall);
        base -= tall;
      });
    }
  });
}

export function drawMarks(state, first, last, lanes, yOf) {
  const { where, marks, data } = state, spots = state.spots;
  const back = place(state.where, state.view.from - 4000);
  for (let i = Math.max(back, first - 400); i < last; i += 1) {
    const lane = lanes.of(i);
    if (lane < 0) continue;
    const tie = tieOf(marks.t, lanes, i, lane);
    const lift = Math.min(tie.before, 2) * 9 - Math.min(tie.all - 1, 2) * 4.5;
    spots.push({ i, lane, tie, x: xOf(state, where[i]), y: yOf(lane) - lift, base: yOf(lane),
      code: marks.o[i], dim: isDim(state, i) });
  }
  const crowds = crowded(spots, lanes.names.length);
  if (spots.length <= LINKED) drawLinks(state, data);
  for (const spot of spots) if (spot.dim) drawMark(state, spot);
  for (const spot of spots) if (!spot.dim) drawMark(state, spot);
  let edge = { x: -Infinity };
  for (const crowd of crowds.sort((a, b) => a.y - b.y || a.x - b.x)) {
    const isClose = crowd.y === edge.y && crowd.x - edge.x < 24;
    if (isClose) crowd.count += edge.count;
    label(state, `${crowd.count}`, isClose ? edge.x : crowd.x, crowd.y - 22, state.ink.dim, "center", 600);
    edge = isClose ? { ...crowd, x: edge.x } : crowd;
  }
  nameChosen(state);
}

function nameChosen(state) {
  const { data, ink } = state;
  if (!data.chosen_words || data.lanes === "order") return;
  const spot = state.spots.find(({ code, x }) => code === data.chosen && x >= LEFT);
  if (!spot) return;
  const left = spot.x > state.width - 110;
  label(state, data.chosen_words, Math.max(spot.x, LEFT + 4) + (left ? 8 : 0), spot.y - 16, ink.text,
    left ? "right" : "left", 650);
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

function drawLinks(state, { chosen }) {
  const { pen, ink } = state, last = new Map();
  const draws = [];
  for (const spot of state.spots) {
    const shape = kindOf(state, spot.i)[3];
    if (spot.code === NONE || shape.endsWith("tick")) continue;
    const before = last.get(spot.code);
    if (before && shape !== "hollow") draws.push([before, spot]);
    last.set(spot.code, spot);
  }
  for (const [from, to] of draws) {
    const strong = to.code === chosen;
    pen.strokeStyle = strong ? ink.tones[kindOf(state, to.i)[2]]?.[0] ?? ink.dim : ink.faint;
    pen.lineWidth = strong ? 2 : 1;
    pen.globalAlpha = from.dim || to.dim ? FAINT / 2 : strong ? 1 : 0.45;
    const lean = Math.max((to.x - from.x) * 0.5, 4);
    pen.beginPath(); pen.moveTo(from.x, from.y);
    pen.bezierCurveTo(from.x + lean, from.y, to.x - lean, to.y, to.x, to.y);
    pen.stroke();
  }
  pen.globalAlpha = 1;
  pen.lineWidth = 1;
}

function drawMark(state, spot) {
  const { pen, ink, marks } = state, { i, x, y, tie } = spot;
  if (x < LEFT - 12 || x > state.width + 12) return;
  const [, , tone, shape] = kindOf(state, i);
  const [paint, tint] = ink.tones[tone] ?? ink.tones.none;
  if (tie.all > 1 && tie.before === 0 && !spot.crowd && !(barWidth(state, marks.s[i], i) > 11)) {
    pen.strokeStyle = ink.dim;
    const tall = Math.min(tie.all - 1, 2) * 9;
    pen.strokeRect(Math.round(x) - 8.5, Math.round(y - tall) - 7.5, 17, tall + 15);
    if (tie.all > 3) write(state, `+${tie.all - 3}`, x + 11, y - tall, ink.dim, "left", 600, 10);
  }
  if (tie.before > 2) return;
  pen.globalAlpha = spot.dim ? FAINT : 1;
  pen.fillStyle = paint;
  pen.strokeStyle = paint;
  pen.beginPath();
  (SHAPES[shape] ?? SHAPES.hollow)(pen, x, y, tint, spot.width = barWidth(state, marks.s[i], i));
  pen.globalAlpha = 1;
  if (spot.code !== NONE && spot.code === state.data.chosen && !shape.endsWith("tick") && !(spot.width > 11)) ring(state, x, y, 8.5);
  if (state.focus === i) ring(state, x, y, 11);
}

function barWidth(state, span, i) {
  if (!span) return 0;
  return Math.max(0, xOf(state, state.where[i]) - xOf(state, toPlace(state, state.marks.t[i] - span)));
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
  tick: (pen, x, y) => { pen.globalAlpha *= 0.7; pen.fillRect(x - 1.5, y - 6, 3, 12); },
  "ring-tick": (pen, x, y) => pen.strokeRect(x - 2, y - 5.5, 4, 11),
  grey: (pen, x, y) => pen.fillRect(x - 4, y - 4, 8, 8),
};
