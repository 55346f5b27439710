// Which marks go through the chosen part of the flow map: a byte for each, by the mark's number.

import { askAtRest, setAttribute, setText } from "../../kit/base.js";
import { figure } from "../../kit/figures.js";
import { bytesOf } from "./marks.js";

export function takeFocus(component, state) {
  const { focus, stream, total } = component.data, key = `${stream} ${focus?.key}`;
  if (!focus) { state.through = null; return; }
  if (state.through?.key !== key) state.through = { key, ...emptyFlags(0) };
  for (const [first, flags] of focus.slices) addFlags(state.through, first, bytesOf(flags));
  const { lo, hi } = state.through, lacks = hi < total || lo > 0;
  if (lacks) askAtRest(component, "lacking", { key: focus.key, lo, hi });
  let count = 0;
  for (const flag of state.through.flags) count += flag;
  Object.assign(state.through, { count, lacks });
}

export const emptyFlags = (at) => ({ lo: at, hi: at, flags: new Uint8Array(0) });

export function addFlags(through, first, bytes) {
  const last = first + bytes.length;
  if (first > through.hi || last < through.lo || !through.hi) {
    Object.assign(through, emptyFlags(first));
  }
  const lo = Math.min(first, through.lo), hi = Math.max(last, through.hi);
  const flags = new Uint8Array(hi - lo);
  flags.set(through.flags, through.lo - lo);
  flags.set(bytes, first - lo);
  Object.assign(through, { lo, hi, flags });
}

// Whether a mark is known not to go through what is chosen.
export function isDim({ through, marks }, i) {
  return through !== null && through.flags[marks.n[i] - through.lo] === 0;
}

export function showFocus(state) {
  const { through, data } = state, { chip } = state;
  chip.hidden = through === null;
  if (!through) return;
  setText(chip, `${figure(through.count)}${through.lacks ? "+" : ""} of ${figure(data.total)}`);
  setAttribute(chip, "title", "go through the chosen part of the map; the others are dimmed");
}
