// One frame: lanes, axis, folds, what waits, and now. Drawn when something has changed.

import { DENSE, drawDensity, drawMarks } from "./draw_marks.js";
import { drawStrip } from "./draw_strip.js";
import { redraw } from "./frames.js";
import { labelOf, NONE } from "./marks.js";
import { cut, drawZigzag, label, widthOf, write } from "./pen.js";
import { showRest } from "./playhead.js";
import {
  AXIS, clock, FOLD, gapBefore, headTime, lasting, layTail, LEFT, leftOf, nowOf, place, RIGHT, scale,
  STEPS, tickWords, toPlace, toTime, TOP, xOf,
} from "./scale.js";
import { isFramed, moveOn } from "./view.js";

const HEAD = 8, WAITS = 34;
const SERVICES = ["order-service", "payment-service", "notification-service"];

export function laneNames(state, from, to) {
  if (state.data.lanes === "order") return orderLanes(state, from, to);
  const sources = state.data.kinds.map(([source]) => source);
  const others = [...new Set(sources)].filter((name) => !SERVICES.includes(name));
  const shown = [...SERVICES, ...others.slice(0, 2)];
  const laneOf = sources.map((name) => (shown.includes(name) ? shown.indexOf(name) : shown.length));
  const names = others.length > 2 ? [...shown, "others"] : shown;
  return { names: names.map((name) => name || "no event"), of: (i) => laneOf[state.marks.k[i]] ?? names.length - 1,
    codes: names.map(() => NONE), kinds: laneOf, inferred: names.map((name) => isInferred(state, name)) };
}

// Nobody reports what stands in this lane: the rules say that it must have been.
const isInferred = (state, name) => state.data.kinds.some(([source, , , shape]) =>
  source === name && shape === "ring-tick");

// The orders that have marks in view, the newest on top; the chosen one is always among them.
function orderLanes(state, from, to) {
  const { o } = state.marks, { chosen } = state.data, most = Math.floor(state.laneRoom / 22);
  const codes = chosen === NONE ? [] : [chosen];
  for (let i = to - 1; i >= from && codes.length < most; i -= 1) {
    if (o[i] !== NONE && !codes.includes(o[i])) codes.push(o[i]);
  }
  const rows = new Map(codes.map((code, row) => [code, row]));
  return { names: codes.map((code) => `order ${labelOf(state, code)}`), codes,
    of: (i) => rows.get(o[i]) ?? -1 };
}

export function draw(state) {
  const { pen, data } = state;
  if (!state.width || !data) return;
  layTail(state);
  if (moveOn(state)) redraw(state);
  const ink = state.ink, ratio = (devicePixelRatio || 1) * state.zoom;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, state.width, state.height);
  pen.lineWidth = 1;
  state.laneRoom = state.height - AXIS - TOP - WAITS;
  const first = place(state.where, state.view.from), last = place(state.where, state.view.to);
  const lanes = laneNames(state, Math.max(0, first - 1), last);
  state.laneHeight = laneHeightOf(state, lanes.names.length);
  const yOf = (lane) => TOP + state.laneHeight * (lane + 0.5);
  drawLanes(state, lanes, yOf);
  drawAxis(state);
  drawStrip(state, first, lanes, yOf);
  pen.save();
  pen.beginPath();
  pen.rect(leftOf(state), 0, state.width - leftOf(state), state.height);
  pen.clip();
  const heads = headWords(state);
  const lengths = drawGaps(state, heads);
  state.spots = [];
  state.measure = null;
  if (last - first > DENSE) drawDensity(state, first, last, lanes, yOf);
  else drawMarks(state, first, last, lanes, yOf, heads);
  drawLengths(state, lengths);
  const waiting = drawWaiting(state, waitsAt(state, lanes));
  if (!state.hi) {
    label(state, "What happens shows up here.", (leftOf(state) + state.width) / 2, state.height / 2 - 8, ink.dim, "center");
  }
  drawNow(state, heads);
  waiting?.();
  pen.restore();
  showRest(state);
}

// What waits has a lane like the services; orders are many, and leave it a line.
export function laneHeightOf({ data, height, laneRoom }, lanes) {
  const most = data.lanes === "order" ? laneRoom / Math.max(lanes, 1) : (height - AXIS - TOP) / (lanes + 1);
  return Math.min(most, 58);
}

function waitsAt(state, { names }) {
  const tall = state.data.lanes === "order" ? WAITS : state.laneHeight;
  return TOP + state.laneHeight * names.length + tall / 2;
}

function drawLanes(state, lanes, yOf) {
  const { pen, ink, width } = state;
  lanes.names.forEach((name, lane) => {
    const isChosen = lanes.codes[lane] !== NONE && lanes.codes[lane] === state.data.chosen;
    const isSaid = lanes.inferred?.[lane], y0 = yOf(lane) - (isSaid ? 7 : 0);
    write(state, cut(state, name, LEFT - 20), 12, y0, isChosen ? ink["accent-text"] : ink.text,
      "left", isChosen ? 650 : 400, 12);
    if (isSaid) write(state, "inferred", 12, y0 + 14, ink.dim);
    pen.strokeStyle = ink.line;
    const y = Math.round(yOf(lane) + state.laneHeight / 2) + 0.5;
    pen.beginPath(); pen.moveTo(LEFT, y); pen.lineTo(width, y); pen.stroke();
  });
  write(state, "waiting", 12, waitsAt(state, lanes), ink.text, "left", 400, 12);
}

// In a frame the lines stay where they are when the time since its last mark is folded: nothing moves there.
function drawAxis(state) {
  const { pen, ink, width, height } = state, y = height - AXIS / 2 + 2;
  const step = STEPS.find((each) => each * scale(state) >= 78) ?? STEPS.at(-1);
  const left = leftOf(state);
  let edge = left - 40;
  let time = Math.ceil(toTime(state, state.view.from) / step) * step;
  const tail = isFramed(state) ? state.gaps[state.settled] : undefined;
  const stop = tail ? tail.from + state.view.to - tail.at : toTime(state, state.view.to);
  for (let count = 0; time <= stop && count < 80; count += 1) {
    const gap = gapBefore(state.gaps, time, "from");
    if (gap && gap !== tail && time < gap.to) { time = Math.ceil(gap.to / step) * step; continue; }
    const x = xOf(state, gap && gap === tail ? tail.at + time - tail.from : toPlace(state, time));
    if (x >= left && x - edge >= 66) {
      pen.strokeStyle = ink.line;
      pen.beginPath(); pen.moveTo(Math.round(x) + 0.5, TOP - 4);
      pen.lineTo(Math.round(x) + 0.5, height - AXIS); pen.stroke();
      if (x < width - 32 && x > left + 32 * (state.strip > 0)) {
        write(state, tickWords(time, step), x, y, ink.dim, "center", 400, 10.5);
      }
      edge = x;
    }
    time += step;
  }
}

// Answers how long they last, in words that have room beside those of the heads.
function drawGaps(state, heads) {
  const { pen, ink, height } = state, lengths = [];
  let edge = -Infinity;
  for (const gap of state.gaps) {
    const from = xOf(state, gap.at), to = xOf(state, gap.at + FOLD), wide = to - from;
    if (to < leftOf(state) || from > state.width || (wide < 3 && from - edge < 6)) continue;
    // What lies beside the frame is told by the strip, and by now at the right.
    if (isFramed(state) && (from < leftOf(state) || to > state.width)) continue;
    pen.fillStyle = ink.soft;
    pen.fillRect(from, TOP - 4, Math.max(wide, 1), height - AXIS - TOP + 4);
    const middle = (from + to) / 2;
    drawZigzag(state, middle, Math.min(3, wide / 4), wide > 9 ? ink.faint : ink.line);
    const words = lasting(gap.to - gap.from), half = widthOf(state, words) / 2 + 3;
    const length = { words, from: middle - half, until: middle + half };
    if (from - edge > 44 && isFree(length, heads)) {
      lengths.push(length);
      edge = from;
    }
  }
  return lengths;
}

function drawLengths(state, lengths) {
  const taken = state.measure ? [state.measure] : [];
  for (const { words, from, until } of lengths.filter((each) => isFree(each, taken))) {
    write(state, words, (from + until) / 2, HEAD, state.ink.dim, "center", 400, 10.5);
  }
}

export const isFree = ({ from, until }, taken) => taken.every((each) => each.until < from || each.from > until);

// Answers what writes the words: over the veil of what is later than the playhead.
function drawWaiting(state, y) {
  const { data, ink } = state, until = xOf(state, toPlace(state, data.at ?? nowOf(state)));
  const bars = data.waiting.slice(0, 3);
  const begins = bars.map((bar, row) => drawWait(state, bar, y - 9 + row * 7, until));
  const left = leftOf(state);
  if (!bars.length || until < left) return null;
  const [, , tone, words] = bars[0], begin = Math.min(...begins), room = begin - left > 230;
  const more = data.waiting_count > 1 ? ` · ${data.waiting_count - 1} more` : "";
  return () => label(state, words + more, room ? begin - 7 : Math.max(begin, left) + 8, y - 2,
    (ink.tones[tone] ?? ink.tones.none)[2], room ? "right" : "left");
}

// The bar of one order that waits; answers where it begins. Several share the height of one.
function drawWait(state, [code, since, tone, words], top, until) {
  const { pen, ink, data } = state, [paint, tint] = ink.tones[tone] ?? ink.tones.none;
  const from = Math.min(xOf(state, toPlace(state, since)), until - 10);
  const begin = Math.max(from, leftOf(state) - 20), tall = data.waiting.length > 1 ? 6 : 13;
  pen.beginPath();
  pen.roundRect(begin, top, Math.max(until - begin, 6), tall, 4);
  pen.fillStyle = tint; pen.fill();
  pen.setLineDash(tone === "stuck" ? [3, 2] : []);
  pen.strokeStyle = paint; pen.stroke();
  pen.setLineDash([]);
  state.spots.push({ i: -1, x: (begin + until) / 2, y: top + tall / 2, code, bar: [begin, until], words });
  return begin;
}

// The words at the upper edge: now, and the playhead where it stands elsewhere; with their room.
function headWords(state) {
  const head = state.data.at === null ? null : headTime(state);
  const [now, isLater] = inSight(state, xOf(state, state.end));
  const [at, isHeadLater] = head === null ? [null] : inSight(state, xOf(state, toPlace(state, head)));
  const isNear = at !== null && Math.abs(now - at) < 84;
  const heads = [{ x: now, words: isNear ? "" : state.data.closed ? "end" : "now", strong: at === null, later: isLater }];
  if (at !== null) heads.push({ x: at, words: clock(head), strong: true, later: isHeadLater });
  return heads.filter(({ x }) => x >= leftOf(state) && x <= state.width).map((each) => {
    const wide = widthOf(state, each.words) + 5, left = each.x + wide > state.width - 3;
    return { ...each, left, from: left ? each.x - wide : each.x, until: left ? each.x : each.x + wide };
  });
}

// What is later than the frame stands at its edge; and whether it is.
function inSight(state, x) {
  const edge = state.width - RIGHT, isLater = isFramed(state) && x > edge;
  return [isLater ? edge : x, isLater];
}

function drawNow(state, heads) {
  const { pen, ink, data, height, width } = state;
  if (data.at !== null) {
    pen.globalAlpha = 0.66;
    pen.fillStyle = ink.panel;
    pen.fillRect(Math.max(xOf(state, toPlace(state, headTime(state))), leftOf(state)), 0, width, height - AXIS);
    pen.globalAlpha = 1;
  }
  for (const { x, words, strong, left, later } of heads) {
    pen.strokeStyle = strong ? ink.accent : ink.faint;
    pen.lineWidth = strong ? 1.6 : 1;
    pen.beginPath(); pen.moveTo(x, 1); pen.lineTo(x, height - AXIS); pen.stroke();
    if (later) drawZigzag(state, x - 6);
    write(state, words, x + (left ? -5 : 5), HEAD, strong ? ink["accent-text"] : ink.dim,
      left ? "right" : "left", 600, 10.5);
  }
  pen.lineWidth = 1;
}
