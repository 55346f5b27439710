// What is older than the frame: a strip with the count of each lane; a zigzag says that time is
// folded there.

import { shortFigure } from "../../kit/figures.js";
import { isOfBus } from "./of_bus.js";
import { drawZigzag, write } from "./pen.js";
import { AXIS, lasting, LEFT, TOP } from "./scale.js";

const GAP = 8;

export function drawStrip(state, first, lanes, yOf) {
  const { pen, ink, height, strip } = state, wide = strip - GAP;
  if (wide < 4) return;
  pen.fillStyle = ink.soft;
  pen.fillRect(LEFT, TOP - 4, wide, height - AXIS - TOP + 4);
  drawZigzag(state, LEFT + wide + 2);
  if (wide < 40) return;
  const middle = LEFT + wide / 2;
  write(state, "earlier", middle, TOP - 12, ink.dim, "center", 400, 10.5);
  const from = state.marks.t[0], until = state.marks.t[Math.min(first, state.marks.t.length - 1)];
  write(state, lasting(until - from), middle, height - AXIS / 2 + 2, ink.dim, "center", 400, 10.5);
  if (state.data.lanes !== "order") drawCounts(state, first, lanes, yOf, middle);
}

function drawCounts(state, first, lanes, yOf, middle) {
  const counts = countedBefore(state, first);
  lanes.names.forEach((_, lane) => {
    const kinds = lanes.kinds.map((of, kind) => (of === lane ? kind : -1))
      .filter((kind) => kind >= 0 && !isOfBus(state.data.kinds[kind][3]));
    const ended = kinds.filter((kind) => ["round", "diamond"].includes(state.data.kinds[kind][3]))
      .sort((a, b) => state.data.kinds[b][2].localeCompare(state.data.kinds[a][2]));
    const rows = lane === 0 && ended.length
      ? ended.map((kind) => [counts[kind], state.data.kinds[kind][2]])
      : [[kinds.reduce((sum, kind) => sum + counts[kind], 0), ""]];
    rows.slice(0, 3).forEach(([count, tone], row) => {
      const y = yOf(lane) + (row - (Math.min(rows.length, 3) - 1) / 2) * 14;
      drawCount(state, count, tone, middle, y);
    });
  });
}

const GLYPHS = { completed: "●", cancelled: "◆" };

function drawCount(state, count, tone, x, y) {
  const paint = tone ? state.ink.tones[tone][2] : state.ink.dim;
  const words = [GLYPHS[tone], shortFigure(count)].filter(Boolean).join(" ");
  write(state, words, x, y, paint, "center", 600, 11);
}

// How many marks of each kind there are before this one; what was counted before is kept.
export function countedBefore(state, first) {
  const { marks } = state;
  const isKept = state.older?.marks === marks && state.older.upTo <= first;
  if (!isKept) state.older = { marks, upTo: 0, counts: new Uint32Array(256) };
  for (let i = state.older.upTo; i < first; i += 1) state.older.counts[marks.k[i]] += 1;
  state.older.upTo = first;
  return state.older.counts;
}
