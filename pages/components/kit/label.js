// Words in the room they have.

import { revealed } from "./base.js";

// The words, or as many letters of their beginning as fit with an ellipsis; one at least.
export function cutWhere(words, fits) {
  if (words.length < 2 || fits(words)) return words;
  const kept = (count) => `${words.slice(0, count).trimEnd()}…`;
  let most = 1, over = words.length;
  while (over - most > 1) {
    const middle = (most + over) >> 1;
    if (fits(kept(middle))) most = middle; else over = middle;
  }
  return kept(most);
}

// Writes words into an SVG text, cut to a width in the drawing's own units.
export function setLabel(label, words, width) {
  label.textContent = cutWhere(revealed(words), (shown) => {
    label.textContent = shown;
    return label.getComputedTextLength() <= width;
  });
}
