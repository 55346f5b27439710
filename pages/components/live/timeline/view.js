// What part of the log is in view, and what moves it.

import { redraw } from "./frames.js";
import { NONE } from "./marks.js";
import { atX, layOut, layTail, SPAN, toPlace, toTime } from "./scale.js";

const LEAST = 20;

export function look(state, from, to, follow = false) {
  const span = Math.min(Math.max(to - from, LEAST), Math.max(state.end, SPAN) * 1.3);
  const middle = (from + to) / 2;
  const low = Math.min(Math.max(middle - span / 2, -span * 0.9), state.end - span * 0.1);
  state.view = { from: low, to: low + span };
  if (state.follow && !follow) state.seen = state.data.total;
  state.follow = follow;
  state.tip.hidden = true;
  redraw(state);
}

// Around a point; without one, what is followed stays in view.
export function zoom(state, factor, x) {
  const { from, to } = state.view, follow = state.follow && x === undefined;
  const centre = follow ? to : x === undefined ? (from + to) / 2 : atX(state, x);
  look(state, centre - (centre - from) * factor, centre + (to - centre) * factor, follow);
  if (follow) followNow(state);
}

export const pan = (state, share) => {
  const by = share * (state.view.to - state.view.from);
  look(state, state.view.from + by, state.view.to + by);
};

export function followNow(state) {
  const span = state.view.to - state.view.from;
  state.view = { from: state.end - span * 0.97, to: state.end + span * 0.03 };
  Object.assign(state, { follow: true, seen: state.data.total });
  redraw(state);
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
  const at = toPlace(state, middle);
  look(state, at - half, at + half, state.follow);
}
