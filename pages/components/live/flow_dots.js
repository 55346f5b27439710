// What sets off on the flow map, when it arrives, and what has been seen to arrive: the counts of the
// map follow the dots, and nothing is counted ahead of its cause.

import { arrive, arriveAll, setOff } from "../kit/arrivals.js";

const MOST_DRAWN = 90;
const SPREAD_MS = 900;
const APART_MS = 70;
const PATIENCE = 8; // hops
const MANY = 45;
export const FAILED = 1;
export const INFERRED = 2;
export const OF_AUDIENCE = 4;

export const newFlow = () => ({
  seen: new Set(), // hops that were told before
  newest: undefined, // the time of the newest of them
  dots: [], // on their way, drawn or not
  streams: new Map(), // by edge: what was counted, but not told hop by hop
  come: [], // by edge: how many have been seen to arrive
  used: {}, // by edge: how many there are
  reached: new Map(), // when the last dot of an order comes in at a part
  ranks: new Map(), // how far a part is from the customer, in hops
  wasMoving: false,
});

// How many hops it takes to a part from where an order begins; what follows the payment comes after
// it, though its rule hangs on the same bus.
export function ranksOf(edges) {
  const ranks = new Map([["customer", 0], ["others", 2]]);
  const spread = (start) => {
    for (const queue = [...start]; queue.length;) {
      const from = queue.shift();
      for (const edge of edges) {
        if (edge.from !== from || ranks.has(edge.to)) continue;
        ranks.set(edge.to, ranks.get(from) + 1);
        queue.push(edge.to);
      }
    }
  };
  for (const edge of edges) if (edge.to === "update-order") ranks.set(edge.from, (ranks.get(edge.from) ?? 0) + 7);
  spread(["customer", "others"]);
  spread(edges.filter(({ to }) => to === "update-order").map(({ from }) => from));
  return ranks;
}

// What a dot brings to the totals when it arrives.
function bringsOf({ from, to }, tone, special) {
  if (special & FAILED) return "failed";
  if (to === "dead-letters") return "dead";
  if (to !== "bus") return "";
  if (from === "create-order") return "submitted";
  if (from !== "update-order") return "";
  return ["completed", "cancelled"].includes(tone) ? tone : "ended";
}

// The part an event comes from, of what is on its way to the bus.
const byOf = ({ from, to }) => (to === "bus" ? from : "");

// All there is was seen: nobody looks, or the picture stands still.
export function showAllCounts(state) {
  state.come = state.edges.map((_, at) => state.used[at] ?? 0);
  arriveAll();
}

// Hops are told with an overlap, so one that has been shown is known by its key. Where nothing is to
// move (`travel` is 0) all arrive with the next frame.
export function takeHops(state, data, now = performance.now()) {
  const keyOf = ([key, edge]) => `${key}.${edge}`;
  const fresh = data.hops.filter((hop) => !state.seen.has(keyOf(hop)));
  const isQuiet = state.fresh || !state.wasMoving || !data.moving || globalThis.document?.hidden;
  const since = newsSince(state, fresh);
  state.seen = new Set(data.hops.map(keyOf));
  state.newest = data.hops.length ? Math.max(...data.hops.map((hop) => hop[5])) : undefined;
  Object.assign(state, { wasMoving: data.moving, used: data.used });
  state.come = state.edges.map((_, at) => Math.min(state.come[at] ?? 0, data.used[at] ?? 0));
  if (isQuiet) { showAllCounts(state); return; }
  const first = Math.min(...fresh.map((hop) => hop[5])), isMany = data.hops.length >= MANY;
  const orders = [...new Set(fresh.map((hop) => hop[2]))];
  for (const hop of fresh) {
    const later = Math.min(SPREAD_MS, hop[5] - first) + APART_MS * orders.indexOf(hop[2]);
    sendDot(state, data, hop, data.travel ? now + later : now, isMany ? now : -Infinity);
  }
  takeStreams(state, data, now, isMany ? since : Infinity);
}

// From when on all is news. Of many hops only the last are told, and what is counted beyond them may
// be older than they are: it is as old as what follows the newest that was told before.
function newsSince({ newest, used }, fresh) {
  const first = Math.min(...fresh.map((hop) => hop[5]));
  const isFirst = !Object.values(used).some(Boolean);
  return Math.min(first, newest === undefined ? (isFirst ? 0 : first) : newest + 1);
}

// A dot sets off when the one that caused it has come in. Where not all are told one by one, its
// cause may be among the others: then it takes as long as if it had been.
function sendDot(state, data, [key, at, order, tone, special, when], soonest, began) {
  const edge = state.edges[at];
  if (!edge) return;
  const caused = state.reached.get(`${order}@${edge.from}`)
    ?? began + (state.ranks.get(edge.from) ?? 0) * data.travel;
  const start = Math.max(soonest, caused), end = start + data.travel;
  state.reached.set(`${order}@${edge.to}`, end);
  const isDrawn = state.dots.filter((dot) => dot.isDrawn).length < MOST_DRAWN;
  const journey = { order, at: when, by: byOf(edge), brings: bringsOf(edge, tone, special), count: 1 };
  setOff(journey);
  state.dots.push({ key, edge, at, order, tone, special, start, end, isDrawn, journey });
}

// Whether the dot of an order has come in at a part: it was told, and is not on its way any more. One
// that failed at the door is not inside.
export function isIn(state, hops, [order, part]) {
  const isIt = (edge, of, special) => of === order && edge?.to === part && !(special & FAILED);
  return hops.some(([, at, of, , special]) => isIt(state.edges[at], of, special))
    && !state.dots.some(({ edge, order: of, special }) => isIt(edge, of, special));
}

// What is counted beyond the dots flows by as a stream with its number, when a dot would arrive. Few
// of them are hops that will be told a refresh later; they wait for that. Of many it is known `since`
// when they were made.
function takeStreams(state, data, now, since) {
  const under = new Map();
  for (const { at } of state.dots) under.set(at, (under.get(at) ?? 0) + 1);
  state.edges.forEach((edge, at) => {
    const more = (data.used[at] ?? 0) - state.come[at] - (under.get(at) ?? 0);
    const stream = state.streams.get(at);
    if (more <= 0) {
      if (stream) arrive([stream.journey]);
      state.streams.delete(at);
    } else if (stream) {
      stream.journey.count = more;
      stream.journey.at = Math.min(stream.journey.at, since);
    } else {
      const journey = { order: "", at: since, by: byOf(edge), brings: bringsOf(edge, "", 0), count: more };
      const later = data.travel * (since < Infinity ? (state.ranks.get(edge.from) ?? 0) + 1 : PATIENCE);
      setOff(journey);
      state.streams.set(at, { end: now + later, journey });
    }
  });
}

// Takes out what has arrived by now: the dots, and by edge how many streamed in.
export function takeArrived(state, now) {
  const dots = state.dots.filter(({ end }) => now >= end);
  const streams = [...state.streams].filter(([, { end }]) => now >= end);
  state.dots = state.dots.filter(({ end }) => now < end);
  for (const { at } of dots) count(state, at, 1);
  for (const [at, { journey }] of streams) {
    count(state, at, journey.count);
    state.streams.delete(at);
  }
  if (!state.dots.length) state.reached.clear();
  arrive([...dots, ...streams.map(([, stream]) => stream)].map(({ journey }) => journey));
  return { dots, streams: streams.map(([at, { journey }]) => [at, journey.count]) };
}

function count(state, at, more) {
  state.come[at] = Math.min((state.come[at] ?? 0) + more, state.used[at] ?? 0);
}

// How many over these edges have not been seen to arrive.
export const unseen = (state, wanted) => state.edges.reduce((sum, edge, at) =>
  sum + (wanted(edge) ? (state.used[at] ?? 0) - (state.come[at] ?? 0) : 0), 0);
