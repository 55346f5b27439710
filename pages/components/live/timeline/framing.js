// The frame of what happened last: the newest order, or the orders that ran into each other.

import { NONE } from "./marks.js";
import { SPAN } from "./scale.js";

const JOIN = 250; // milliseconds between two orders that are one burst
const LEAST = 240; // milliseconds that fill the frame however little happened
const BEFORE = 0.22, AFTER = 0.28, MOST_AFTER = 0.5; // margins, as shares of what happened
const EASE = 170; // milliseconds in which two thirds of a way are made

// What belongs to the mark before `end`: going back from there, until all orders met have begun and
// there is a pause. `kindOf(i)` says whether a mark begins an order, and whether it is an event. An
// order of which nothing more is found before a pause has lost its beginning: it ends there.
// Answers places: of the first and the last event, of the one before the last, and of the last mark;
// and how many orders.
export function newestActivity({ where, orders, end, kindOf }) {
  if (!end) return null;
  const open = new Set(), until = where[end - 1];
  let found = { first: end - 1, from: Infinity, to: -Infinity, before: -Infinity, met: new Set() }, sure = null, wanted = open;
  for (let i = end - 1; i >= 0; i -= 1) {
    const isPause = where[Math.min(i + 1, end - 1)] - where[i] > JOIN;
    if (until - where[i] > SPAN || (isPause && !open.size)) break;
    if (isPause && !sure) [sure, wanted] = [{ ...found, met: new Set(found.met) }, new Set(open)];
    if (wanted.has(orders[i])) sure = null;
    const { begins, isEvent } = kindOf(i);
    found.first = i;
    if (isEvent) {
      if (found.to > -Infinity) found.before = Math.max(found.before, where[i]);
      Object.assign(found, { from: Math.min(found.from, where[i]), to: Math.max(found.to, where[i]) });
    }
    if (orders[i] === NONE) continue;
    found.met.add(orders[i]);
    if (begins) open.delete(orders[i]);
    else open.add(orders[i]);
  }
  if (sure) found = sure;
  if (found.from > found.to) Object.assign(found, { from: where[found.first], to: until });
  const { met, ...places } = found;
  return { ...places, until, orders: met.size };
}

// The places in view for it: an order's events take more than half, its messages stay in sight.
export function frameOf({ from, to, until }) {
  const span = Math.max(to - from, LEAST), after = Math.max(AFTER * span, until - to + 0.1 * span);
  return { from: from - BEFORE * span, to: from + span + Math.min(after, MOST_AFTER * span) };
}

// What the camera shows of it: of one order the last event and the one before; of more, all.
export const newestStep = (seen) => (seen.orders === 1 && seen.before > -Infinity
  ? { ...seen, from: seen.before, until: Math.min(seen.until, seen.to + LEAST) } : seen);

// One step of the way from what is in view to the frame, after so many milliseconds; it is there
// once less than a thousandth of the frame is left.
export function eased(view, frame, passed) {
  const way = 1 - Math.exp(-passed / EASE), width = frame.to - frame.from;
  const left = Math.max(Math.abs(frame.from - view.from), Math.abs(frame.to - view.to)) * (1 - way);
  if (left < width / 1000) return { ...frame, there: true };
  return { from: view.from + (frame.from - view.from) * way, to: view.to + (frame.to - view.to) * way,
    there: false };
}
