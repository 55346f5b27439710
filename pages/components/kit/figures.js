// Counts in words.

export const figure = (count) => count.toLocaleString("en").replaceAll(",", "\u202f");

// With room for five figures at most: `9 999`, `12.3 k`, `4.5 M`.
export function shortFigure(count) {
  if (count < 1e4) return figure(count);
  return count < 1e6 ? `${(count / 1e3).toFixed(1)} k` : `${(count / 1e6).toFixed(1)} M`;
}
