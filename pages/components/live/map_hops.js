// The numbers of the hops of an event, on the parts of the map behind its sheet.

import { setClass, shape } from "../kit/base.js";
import { openHops } from "../kit/hops.js";

const RADIUS = 9, APART = 19, ABOVE = 80, LOW = 40; // units

// The numbers by the part they stand on: from 1, in the order of the hops.
export function numbersOf(elements) {
  const found = new Map();
  elements.forEach((id, at) => {
    if (id) found.set(id, [...(found.get(id) ?? []), at + 1]);
  });
  return found;
}

// All of the map's width, with the part in the strip that the sheet leaves free.
export function boxOfHop([, top, , height], [wide, tall]) {
  return [0, Math.max(0, Math.min(top + height / 2, top + LOW) - ABOVE), wide, tall];
}

// What is in view while a sheet is open, or nothing.
export function hopBox({ nodes, data }) {
  const hops = openHops(), part = hops && nodes.get(hops.elements[hops.at]);
  return part ? boxOfHop(part.node.at, data.size) : null;
}

export function showNumbers({ numbers, nodes }) {
  const hops = openHops();
  numbers.replaceChildren();
  for (const [id, places] of hops ? numbersOf(hops.elements) : []) {
    const part = nodes.get(id);
    if (!part) continue;
    const [x, y] = part.node.at;
    places.forEach((number, at) => {
      const group = shape("g", { transform: `translate(${x + 6 + at * APART} ${y})` }, numbers);
      setClass(group, "hop-number", number === hops.at + 1 && "on");
      shape("circle", { r: RADIUS }, group);
      shape("text", {}, group).textContent = number;
    });
  }
}
