// The one clock of the parts: what is on its way over the flow map has not happened yet for the eye.
// The map says what sets off and what has arrived; the other parts wait with what came of it.

const onTheWay = new Set();
const listeners = new Set();

// A journey is an `order`, the time `at` which it was made (milliseconds of the world), and what it
// `brings`: the name of a total, or nothing. One without an order stands for a `count` of them.
export const setOff = (journey) => onTheWay.add(journey);

export function arrive(journeys) {
  for (const journey of journeys) onTheWay.delete(journey);
  if (journeys.length) for (const listener of [...listeners]) listener();
}

export const arriveAll = () => arrive([...onTheWay]);
export const isQuiet = () => !onTheWay.size;

// Answers what ends the listening.
export function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const journeysOf = (order) => [...onTheWay].filter((journey) => journey.order === order);
export const haveArrived = (journeys) => journeys.every((journey) => !onTheWay.has(journey));

// Of each order with something on its way, the time from which on nothing of it is seen yet.
export function unseenSince() {
  const since = new Map();
  for (const { order, at } of onTheWay) since.set(order, Math.min(at, since.get(order) ?? Infinity));
  return since;
}

// How many each total still waits for, by the total's name: an order counts once in it.
export function stillToCome() {
  const seen = new Set(), counts = {};
  for (const { order, brings, count } of onTheWay) {
    const key = `${brings} ${order}`;
    if (!brings || (order && seen.has(key))) continue;
    seen.add(key);
    counts[brings] = (counts[brings] ?? 0) + (order ? 1 : count);
  }
  return counts;
}
