// The one clock of the parts: what is on its way over the flow map has not happened yet for the eye.
// The map says what sets off and what has arrived; the other parts wait with what came of it.

const onTheWay = new Set();
const listeners = new Set();

// A journey is an `order`, the time `at` which it was made (milliseconds of the world), and what it
// `brings`: the name of a total, or nothing.
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

// How many orders each total still waits for, by the total's name.
export function stillToCome() {
  const orders = new Map();
  for (const { order, brings } of onTheWay) {
    if (brings) orders.set(brings, (orders.get(brings) ?? new Set()).add(order));
  }
  return new Map([...orders].map(([name, each]) => [name, each.size]));
}
