// Words in the room they have.

import { revealed, setAttribute } from "./base.js";

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

const NARROWEST = 0.86;

// Writes words into an SVG text, for a width in the drawing's own units: in narrower letters where that is enough, as
// in a file that is read without our font, else cut.
export function setLabel(label, words, width) {
  const shown = revealed(words);
  setNarrow(label, null);
  label.textContent = shown;
  const wanted = label.getComputedTextLength();
  if (wanted > width && wanted * NARROWEST <= width) return setNarrow(label, width);
  label.textContent = cutWhere(shown, (kept) => {
    label.textContent = kept;
    return label.getComputedTextLength() <= width;
  });
}

function setNarrow(label, width) {
  setAttribute(label, "textLength", width);
  setAttribute(label, "lengthAdjust", width && "spacingAndGlyphs");
}
