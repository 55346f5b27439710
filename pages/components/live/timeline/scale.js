// Times and their places: where nothing happens for long the scale is folded.

import { still } from "../../kit/base.js";

export const LEFT = 134, RIGHT = 14; // pixels beside the scale: the names of the lanes, and a margin
export const AXIS = 22, TOP = 20; // and above and below it
const GAP = 8000;
export const FOLD = 1000, SPAN = 20000; // milliseconds a fold takes, and those in view at first
export const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 3e4, 6e4, 12e4, 3e5,
  6e5, 18e5, 36e5, 72e5, 216e5, 432e5, 864e5];

export const clock = (ms) => (Number.isFinite(ms) ? new Date(ms).toISOString().slice(11, 23) : "");
// The time beside a tick: to the second, and as many digits more as the step between two needs.
export const tickWords = (ms, step) => clock(ms).slice(0, step >= 1000 ? 8 : step >= 100 ? 10 : step >= 10 ? 11 : 12);
export const lasting = (ms) => (ms < 1e4 ? `${(ms / 1000).toFixed(2)} s` : ms < 12e4
  ? `${Math.round(ms / 1000)} s` : ms < 72e5 ? `${Math.round(ms / 6e4)} min`
    : `${Math.round(ms / 36e5)} h`);

// The first place in a sorted column that is not below a value.
export function place(column, value) {
  let low = 0, high = column.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (column[middle] < value) low = middle + 1; else high = middle;
  }
  return low;
}

export function nowOf(state) {
  const { clock_ms: clockMs, ahead } = state.data;
  const last = state.marks.t.at(-1) ?? 0;
  return Math.max(clockMs ?? Date.now() + ahead, last);
}

// Where nothing happens for long the scale is folded: positions are times without what is folded.
export function layOut(state) {
  const { t } = state.marks, gaps = [];
  let cut = 0, edge = t[0] ?? nowOf(state);
  state.origin = edge;
  const fold = (from, to) => {
    if (to - from <= GAP || !state.folding || state.open.has(from)) return;
    gaps.push({ from, to, at: from - state.origin - cut, cut });
    cut += to - from - FOLD;
  };
  const warped = state.warped.length >= t.length ? state.warped : new Float64Array(t.length * 2);
  for (let i = 0; i < t.length; i += 1) {
    if (t[i] - edge > GAP) fold(edge, t[i]);
    edge = t[i];
    warped[i] = edge - state.origin - cut;
  }
  state.warped = warped;
  state.where = warped.subarray(0, t.length);
  state.settled = gaps.length;
  state.gaps = gaps;
  state.tailCut = cut;
  state.laid = true;
}

// The time since the last event grows; it is folded too once it is long.
export function layTail(state) {
  const { t } = state.marks, last = t.at(-1), now = nowOf(state);
  state.gaps.length = state.settled;
  if (last !== undefined && now - last > GAP && state.folding && !state.open.has(last)) {
    state.gaps.push({ from: last, to: now, at: last - state.origin - state.tailCut,
      cut: state.tailCut });
  }
  state.end = toPlace(state, now);
}

export function gapBefore(gaps, value, key) {
  let low = 0, high = gaps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (gaps[middle][key] <= value) low = middle + 1; else high = middle;
  }
  return gaps[low - 1];
}

export function toPlace(state, time) {
  const gap = gapBefore(state.gaps, time, "from");
  if (!gap) return time - state.origin;
  if (time >= gap.to) return time - state.origin - gap.cut - (gap.to - gap.from - FOLD);
  return gap.at + (time - gap.from) / (gap.to - gap.from) * FOLD;
}

export function toTime(state, at) {
  const gap = gapBefore(state.gaps, at, "at");
  if (!gap) return at + state.origin;
  if (at >= gap.at + FOLD) return at + state.origin + gap.cut + (gap.to - gap.from - FOLD);
  return gap.from + (at - gap.at) / FOLD * (gap.to - gap.from);
}

// Where the scale begins: after the names of the lanes, and the strip of what is older.
export const leftOf = (state) => LEFT + state.strip;
export const scale = (state) =>
  (state.width - leftOf(state) - RIGHT) / (state.view.to - state.view.from);
export const xOf = (state, at) => leftOf(state) + (at - state.view.from) * scale(state);
export const atX = (state, x) => state.view.from + (x - leftOf(state)) / scale(state);

// The playhead moves on by itself between two refreshes while it plays.
export function headTime(state) {
  const { at, plays, speed } = state.data;
  return at === null || !plays || still() ? at ?? 0
    : at + Math.min(performance.now() - state.shownAt, 1500) * speed;
}
