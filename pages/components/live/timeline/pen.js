// What a canvas is drawn with: the colours of the page, and words.

import { revealed } from "../../kit/base.js";
import { cutWhere } from "../../kit/label.js";
import { AXIS, TOP } from "./scale.js";

export function paints(state) {
  const style = getComputedStyle(state.root);
  const read = (name) => style.getPropertyValue(name).trim();
  const colours = Object.fromEntries(["panel", "line", "text", "dim", "faint", "soft", "accent",
    "accent-text", "accent-soft"].map((name) => [name, read(`--${name}`)]));
  const tones = { none: [colours.dim, colours.panel, colours.dim] };
  for (const tone of ["completed", "cancelled", "waiting", "overdue", "stuck"]) {
    tones[tone] = ["", "-soft", "-text"].map((of) => read(`--${tone}${of}`));
  }
  return { ...colours, tones, font: style.fontFamily };
}

export function write(state, words, x, y, paint, align = "left", weight = 400, size = 11) {
  const { pen } = state;
  pen.font = `${weight} ${size}px ${state.ink.font}`;
  pen.fillStyle = paint;
  pen.textAlign = align;
  pen.textBaseline = "middle";
  pen.fillText(revealed(words), x, y);
}

// Words over something else, which is blotted out behind them.
export function label(state, words, x, y, paint, align, weight = 400) {
  const { pen } = state;
  pen.font = `${weight} 11px ${state.ink.font}`;
  const wide = pen.measureText(revealed(words)).width + 6;
  pen.fillStyle = state.ink.panel;
  const from = { right: x - wide + 3, center: x - wide / 2 }[align] ?? x - 3;
  pen.fillRect(from, y - 7, wide, 14);
  write(state, words, x, y, paint, align, weight);
}

// The words, cut to the width they have.
export function cut(state, words, width) {
  const { pen } = state;
  pen.font = `400 12px ${state.ink.font}`;
  return cutWhere(revealed(words), (shown) => pen.measureText(shown).width <= width);
}

export function widthOf({ pen, ink }, words) {
  pen.font = `600 10.5px ${ink.font}`;
  return pen.measureText(revealed(words)).width;
}

export function ring({ pen, ink }, x, y, size) {
  pen.strokeStyle = ink.accent;
  pen.lineWidth = 1.6;
  pen.beginPath(); pen.arc(x, y, size, 0, 7); pen.stroke();
  pen.lineWidth = 1;
}

// Time is folded here.
export function drawZigzag({ pen, ink, height }, x, swing = 2.5, paint = ink.faint) {
  pen.strokeStyle = paint;
  pen.lineWidth = 1;
  pen.beginPath();
  for (let y = TOP - 4, side = 1; y < height - AXIS; y += 5, side = -side) pen.lineTo(x + side * swing, y);
  pen.stroke();
}
