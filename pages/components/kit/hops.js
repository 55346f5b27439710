// The hops of the event whose sheet is open, for the map behind it: the elements they are at, in
// their order, and the place of the one that is looked at. Nothing while no sheet is open.

let open = null;
const listeners = new Set();

export const openHops = () => open;

export function tellHops(hops) {
  if (JSON.stringify(hops) === JSON.stringify(open)) return;
  open = hops;
  for (const listener of [...listeners]) listener();
}

// Answers what ends the listening.
export function listenToHops(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
