// What part of the log is in view, and what moves it: a hand, or by itself what happened last.

import { still } from "../../kit/base.js";
import { shot } from "../../kit/camera.js";
import { eased, frameOf, newestActivity, newestStep } from "./framing.js";
import { redraw } from "./frames.js";
import { isUnseen, kindOf, NONE } from "./marks.js";
import {
  atX, headTime, layOut, layTail, place, SPAN, toPlace, toTime,
} from "./scale.js";

const LEAST = 20, PATIENCE = 400, STRIP = 58, STEP = 50;
export const CLOCK = "clock", NEWEST = "newest";

export function look(state, from, to, follow = false) {
  const span = Math.min(Math.max(to - from, LEAST), Math.max(state.end, SPAN) * 1.3);
  const middle = (from + to) / 2;
  const low = Math.min(Math.max(middle - span / 2, -span * 0.9), state.end - span * 0.1);
  state.view = { from: low, to: low + span };
  if (state.follow && !follow) state.seen = state.data.total;
  state.follow = follow;
  state.asked = "";
  state.tip.hidden = true;
  sayView(state);
  redraw(state);
}

// Around a point; without one, the clock that is followed stays in view.
export function zoom(state, factor, x) {
  const { from, to } = state.view;
  const follow = state.follow && state.framing === CLOCK && x === undefined;
  const centre = follow ? to : x === undefined ? (from + to) / 2 : atX(state, x);
  look(state, centre - (centre - from) * factor, centre + (to - centre) * factor, follow);
  if (follow) showNow(state);
}

export const pan = (state, share) => {
  const by = share * (state.view.to - state.view.from);
  look(state, state.view.from + by, state.view.to + by);
};

// Lets the view move by itself, as it last did or in this way.
export function followNow(state, framing = state.framing) {
  if (framing === CLOCK) state.view = { ...state.view, from: state.view.to - SPAN };
  Object.assign(state, { follow: true, framing, seen: state.data.total, asked: "", framedAt: 0 });
  sayView(state);
  redraw(state);
}

function showNow(state) {
  const span = state.view.to - state.view.from;
  state.view = { from: state.end - span * 0.97, to: state.end + span * 0.03 };
}

// Whether the view is the frame of what happened last.
export const isFramed = (state) => state.follow && state.framing === NEWEST && state.hi > 0;

// Works out anew what happened last, up to the moment that is shown.
export function findFrame(state) {
  const { where, data, marks } = state;
  const end = data.at === null ? where.length : place(where, toPlace(state, headTime(state)) + 1e-6);
  const until = (last) => newestActivity({ where, orders: marks.o, end: last, kindOf: (i) => {
    const shape = kindOf(state, i)[3];
    return { begins: shape === "hollow", isEvent: !shape.endsWith("tick") };
  } });
  let last = end;
  while (last > 0 && isUnseen(state, last - 1)) last -= 1;
  const seen = last === end ? until(end) : until(lastOf(state, until(last), last, end));
  const isClose = ["close", "held"].includes(shot().kind);
  state.frameWanted = seen && { ...seen, ...keepHead(state, frameOf(isClose ? newestStep(seen) : seen)) };
}

// Where not all has been seen yet, the frame has room for the rest of the orders that have begun.
function lastOf({ marks }, seen, last, end) {
  if (!seen) return last;
  const begun = new Set(marks.o.subarray(seen.first, last));
  for (let i = end - 1; i >= last; i -= 1) if (marks.o[i] !== NONE && begun.has(marks.o[i])) return i + 1;
  return last;
}

// The playhead stays in sight where it is not far behind what happened last.
function keepHead(state, frame) {
  if (state.data.at === null) return frame;
  const head = toPlace(state, headTime(state)), span = frame.to - frame.from;
  return head > frame.to && head < frame.to + span * 0.15 ? { ...frame, to: head + span * 0.03 } : frame;
}

// One step of what moves by itself; answers whether there is more of the way to go.
export function moveOn(state, now = performance.now()) {
  if (!isFramed(state)) state.strip = 0;
  if (!state.follow) return false;
  if (!isFramed(state) || !state.frameWanted) { showNow(state); return false; }
  // After a rest the first step is one like all others.
  const passed = state.framedAt && !still() ? Math.min(now - state.framedAt, STEP) : Infinity;
  const view = eased(state.view, state.frameWanted, passed);
  state.view = { from: view.from, to: view.to };
  const strip = state.frameWanted.first > 0 ? STRIP : 0, left = strip - state.strip;
  state.strip = view.there ? strip : state.strip + left * (1 - Math.exp(-passed / 170));
  state.framedAt = now;
  return !view.there;
}

export function fit(state) {
  const { o } = state.marks, { chosen } = state.data;
  const first = chosen === NONE ? -1 : o.indexOf(chosen);
  if (first >= 0 && state.lastFit !== chosen) {
    const last = o.lastIndexOf(chosen), from = state.where[first], to = state.where[last];
    const room = Math.max((to - from) * 0.25, 100);
    state.lastFit = chosen;
    look(state, from - room, to + room);
    return;
  }
  state.lastFit = NONE;
  look(state, -state.end * 0.02, state.end * 1.02);
}

// Folding changes positions: the middle of the view stays what it was.
export function relay(state) {
  const half = (state.view.to - state.view.from) / 2, middle = toTime(state, state.view.from + half);
  layOut(state);
  layTail(state);
  findFrame(state);
  const at = toPlace(state, middle);
  look(state, at - half, at + half, state.follow);
}

// What a link says of the view: nothing while the newest is framed, the clock by its name, and what
// a hand chose as two times.
export function viewInWords(state) {
  if (state.follow) return state.framing === CLOCK ? CLOCK : "";
  const [from, to] = [state.view.from, state.view.to].map((at) => Math.round(toTime(state, at)));
  return `${from}-${to}`;
}

function sayView(state) {
  clearTimeout(state.toSay);
  state.toSay = setTimeout(() => {
    const words = viewInWords(state);
    if (state.canvas.isConnected && words !== state.data.view && !state.asked) state.pick({ view: words });
  }, PATIENCE);
}

// Shows what the address asked for; again with every slice, until all of it is here.
export function showAsked(state) {
  const times = state.asked.split("-").map(Number);
  if (times.length !== 2) {
    state.framing = state.asked === CLOCK ? CLOCK : state.framing;
    state.asked = "";
    return;
  }
  const [from, to] = times.map((time) => toPlace(state, time));
  if (state.follow) state.seen = state.data.total;
  Object.assign(state, { follow: false, view: { from, to } });
  if (state.lo === 0 && state.hi >= state.data.total) state.asked = "";
}
