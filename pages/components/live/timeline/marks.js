// The marks as columns of numbers, sorted by time; a refresh brings new ones only.

import { isTold } from "../../kit/arrivals.js";
import { askAtRest } from "../../kit/base.js";
import { place } from "./scale.js";

export const NONE = 2 ** 32 - 1;
const NAMED = 2 ** 31, OTHER = ["", "other events", "none", "hollow"];
const SENT = [["t", Float64Array], ["a", Uint32Array], ["o", Uint32Array], ["s", Uint32Array],
  ["k", Uint8Array]];
const COLUMNS = [...SENT, ["n", Uint32Array]];

export const emptyMarks = () => Object.fromEntries(COLUMNS.map(([name, Type]) => [name, new Type(0)]));

export function bytesOf(text) {
  const letters = atob(text), bytes = new Uint8Array(letters.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = letters.charCodeAt(at);
  return bytes;
}

// The columns of a slice, and each mark's number: its place in the order the marks came in.
export function unpack(slice) {
  const bytes = bytesOf(slice.columns);
  let at = 0;
  const marks = { n: Uint32Array.from({ length: slice.count }, (_, i) => slice.first + i) };
  for (const [name, Type] of SENT) {
    const size = slice.count * Type.BYTES_PER_ELEMENT;
    marks[name] = new Type(bytes.buffer.slice(at, at += size));
  }
  return marks;
}

const part = (marks, from, to) => Object.fromEntries(
  COLUMNS.map(([name]) => [name, marks[name].subarray(from, to)]));

export function inOrder(marks) {
  let sorted = true;
  for (let i = 1; sorted && i < marks.t.length; i += 1) sorted = marks.t[i] >= marks.t[i - 1];
  if (sorted) return marks;
  const order = [...marks.t.keys()].sort((a, b) => marks.t[a] - marks.t[b]);
  return Object.fromEntries(COLUMNS.map(([name, Type]) =>
    [name, Type.from(order, (from) => marks[name][from])]));
}

// Two sorted sets of marks as one; mostly one of them simply follows the other.
export function merge(one, two) {
  const n = one.t.length, m = two.t.length, all = {};
  const from = place(one.t, m ? two.t[0] : Infinity);
  for (const [name, Type] of COLUMNS) {
    all[name] = new Type(n + m);
    all[name].set(one[name].subarray(0, from));
  }
  let i = from, j = 0, at = from;
  while (i < n && j < m) {
    const [source, index] = one.t[i] <= two.t[j] ? [one, i++] : [two, j++];
    for (const [name] of COLUMNS) all[name][at] = source[name][index];
    at += 1;
  }
  for (const [name] of COLUMNS) {
    all[name].set(one[name].subarray(i), at);
    all[name].set(two[name].subarray(j), at + n - i);
  }
  return all;
}

export function take(state, slice) {
  const last = slice.first + slice.count;
  if (slice.first > state.hi || last < state.lo || !state.hi) {
    Object.assign(state, { marks: emptyMarks(), lo: slice.first, hi: slice.first });
  }
  const marks = slice.count ? unpack(slice) : null;
  Object.assign(state.names, slice.names);
  if (slice.first < state.lo) {
    state.marks = merge(inOrder(part(marks, 0, state.lo - slice.first)), state.marks);
    state.lo = slice.first;
  }
  if (last > state.hi) {
    state.marks = merge(state.marks, inOrder(part(marks, state.hi - slice.first, slice.count)));
    state.hi = last;
  }
}

export function takeAll(component, state) {
  const { stream, slices, total, most } = component.data;
  if (stream !== state.stream || total < state.hi) {
    Object.assign(state, { stream, marks: emptyMarks(), lo: 0, hi: 0, names: {}, follow: true,
      seen: total, span: 0, framedAt: 0, ids: new Map(), laid: false });
    state.open.clear();
  }
  const before = `${state.lo} ${state.hi}`;
  for (const slice of slices) take(state, slice);
  const wanted = state.hi < total || (state.lo > 0 && state.hi - state.lo < most);
  if (wanted) askAtRest(component, "more", { lo: state.lo, hi: state.hi });
  if (`${state.lo} ${state.hi}` !== before) state.laid = false;
}

export const kindOf = (state, i) => state.data.kinds[state.marks.k[i]] ?? OTHER;
export const labelOf = (state, code) => (code === NONE ? "" : code < NAMED ? String(code)
  : state.names[code] ?? "");

// The part of the map that an event of this kind comes from; of a message, the one it follows at last.
function publisherOf([source, , tone]) {
  if (source === "payment-service") return "payment";
  const isLast = source === "notification-service" || ["completed", "cancelled"].includes(tone);
  return isLast ? "update-order" : "create-order";
}

// Nothing is drawn of what is covered. What came of an order is drawn when its dot has come in on the map; of an event that no
// dot tells of, when the stream has come in that it is counted in.
export function isUnseen(state, i) {
  const { unseen, untold, unseenFrom, marks, names } = state;
  if (marks.t[i] >= (state.data.covered ?? Infinity)) return true;
  if (marks.t[i] < unseenFrom || marks.o[i] === NONE) return false;
  const order = labelOf({ names }, marks.o[i]), by = publisherOf(kindOf(state, i));
  const stream = isTold(order, by) ? Infinity : untold.get(by) ?? Infinity;
  return marks.t[i] >= Math.min(stream, unseen.get(order) ?? Infinity);
}
