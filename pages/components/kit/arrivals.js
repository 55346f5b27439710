// The one clock of the parts: what is on its way over the flow map has not happened yet for the eye.
// The map says what sets off and what has arrived; the other parts wait with what came of it.

const onTheWay = new Set();
const told = new Set(); // orders of which a journey was told since all was quiet, and from which parts
const listeners = new Set();

// A journey is an `order`, the time `at` which it was made (milliseconds of the world), and what it
// `brings`: the name of a total, or nothing. One without an order stands for a `count` of them. Of
// events `by` is the part they come from.
export function setOff(journey) {
  onTheWay.add(journey);
  if (journey.order) told.add(journey.order).add(`${journey.order} ${journey.by}`);
}

export function arrive(journeys) {
  for (const journey of journeys) onTheWay.delete(journey);
  if (!onTheWay.size) told.clear();
  if (journeys.length) for (const listener of [...listeners]) listener();
}

export const arriveAll = () => arrive([...onTheWay]);
export const isQuiet = () => !onTheWay.size;

// Answers what ends the listening.
export function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// Shows a component now, and again whenever something arrives. Answers what ends that.
export function showAsThingsArrive(state, show) {
  state.deaf?.();
  show();
  state.deaf = listen(show);
  return () => state.deaf?.();
}

// An order that is not told journey by journey is among the many that are counted; so is one whose
// beginning was told, with what comes of it from elsewhere.
export const journeysOf = (order) => [...onTheWay].filter((journey) => journey.order === order
  || (!journey.order && journey.at < Infinity && !(journey.by ? isTold(order, journey.by) : told.has(order))));
export const haveArrived = (journeys) => journeys.every((journey) => !onTheWay.has(journey));

// Of each order with something on its way, the time from which on nothing of it is seen yet.
export function unseenSince() {
  const since = new Map();
  for (const { order, at } of onTheWay) if (order) since.set(order, Math.min(at, since.get(order) ?? Infinity));
  return since;
}

// By the part that events come from, since when those of orders that are not told are not seen yet.
export function untoldSince() {
  const since = new Map();
  for (const { order, at, by } of onTheWay) if (!order && by) since.set(by, at);
  return since;
}

export const isTold = (order, by) => told.has(`${order} ${by}`);

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
