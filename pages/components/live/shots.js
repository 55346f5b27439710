// Where the camera looks on the map: at the newest event, held at a decision, all of it for a burst.

export const MOST_ORDERS = 3, HOLD_MS = 1400, REST_MS = 2500; // when to pull back, hold, and rest
const CLOSEST = 0.46, MARGIN = 26, TALL = 100; // of the map's width, units around what is looked at, a tall part
const EASE = 260; // milliseconds in which two thirds of a way are made
const DECISION = "payment", ONWARD = [DECISION, "update-order"];

export const WHOLE = { kind: "whole", at: [], part: "", until: 0 };

// What of the card tells of a part of the map.
const PARTS = { payment: "state_graph", "update-order": "narrative", "dead-letters": "narrative" };
const partOf = (id) => PARTS[id] ?? (id.startsWith("rule/") ? "rule_grid" : "summary");

// The parts an order comes through; what else takes its events lies beside its way.
export function mainWay(edges) {
  const rules = edges.filter(({ from, to }) => ONWARD.includes(to) && from.startsWith("rule/"));
  return new Set(["customer", "api", "create-order", "bus", ...ONWARD, ...rules.map(({ from }) => from)]);
}

// The next shot. `dots` are on their way, `arrived` have just come in, `streams` are how many flow by; `ring` says
// that an order is marked as lost. A shot holds `until` then, unless something newer happens.
export function nextShot(before, { dots, arrived, streams, main, ring, now }) {
  if (streams > MOST_ORDERS || new Set(dots.map(({ order }) => order)).size > MOST_ORDERS) return WHOLE;
  if (before.kind === "held" && now < before.until) return before;
  if (arrived.some(({ edge }) => edge.to === DECISION)) {
    return { kind: "held", at: [DECISION], part: PARTS[DECISION], until: now + HOLD_MS };
  }
  const moving = dots.filter(({ start }) => now >= start);
  const own = moving.filter(({ edge }) => main.has(edge.from) && main.has(edge.to));
  const newest = (own.length ? own : moving).reduce((last, dot) => (last && last.start > dot.start ? last : dot), null);
  if (newest) {
    const { from, to } = newest.edge;
    return { kind: "close", at: [from, to], part: partOf(to), until: now + REST_MS };
  }
  if (now < before.until) return before;
  return ring ? { kind: "lost", at: [], part: "summary", until: 0 } : WHOLE;
}

// The part of the map in view for a shot, of the map's own proportions and inside of it: left, top,
// width and height. `places` are the parts' left, top, width and height by id.
export function boxOf(shot, places, [width, height], ring) {
  const found = shot.kind === "lost" && ring ? [[...ring, 0, 0]]
    : beside(shot.at.map((id) => places.get(id)).filter(Boolean));
  if (shot.kind === "whole" || !found.length) return [0, 0, width, height];
  const left = Math.min(...found.map(([x]) => x)), top = Math.min(...found.map(([, y]) => y));
  const right = Math.max(...found.map(([x, , w]) => x + w)), low = Math.max(...found.map(([, y, , h]) => y + h));
  const wanted = Math.max(right - left + 2 * MARGIN, (low - top + 2 * MARGIN) * width / height);
  const wide = Math.min(width, Math.max(wanted, CLOSEST * width)), tall = wide * height / width;
  const inside = (middle, length, all) => Math.min(Math.max(middle - length / 2, 0), all - length);
  return [inside((left + right) / 2, wide, width), inside((top + low) / 2, tall, height), wide, tall];
}

// Of a tall part, such as the bus, what lies beside the others.
function beside(places) {
  const [low] = places.filter(([, , , height]) => height <= TALL);
  if (!low) return places;
  const middle = low[1] + low[3] / 2;
  return places.map(([x, y, w, h]) => (h > TALL ? [x, middle - MARGIN, w, 2 * MARGIN] : [x, y, w, h]));
}

// One step from what is in view to the box, after so many milliseconds; the same list once it is there.
export function eased(box, wanted, passed) {
  const way = 1 - Math.exp(-passed / EASE);
  const next = box.map((each, at) => each + (wanted[at] - each) * way);
  return next.every((each, at) => Math.abs(wanted[at] - each) < 0.2) ? wanted : next;
}
