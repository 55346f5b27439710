// Words beside marks, where they touch nothing: neither marks, nor curves, nor other words.

const TALL = 13, APART = 11;

export const touches = (one, two) =>
  one.x < two.x + two.w && two.x < one.x + one.w && one.y < two.y + two.h && two.y < one.y + one.h;

const isInside = (box, room) =>
  box.x >= room.x && box.y >= room.y && box.x + box.w <= room.x + room.w && box.y + box.h <= room.y + room.h;

// Left or right of a point, below or above it, and in the corners.
function places({ x, y, w, prefers = "left" }) {
  const at = {
    left: { x: x - APART - w, y: y - TALL / 2 }, right: { x: x + APART, y: y - TALL / 2 },
    below: { x: x - w / 2, y: y + APART - 2 }, above: { x: x - w / 2, y: y - APART + 2 - TALL },
  };
  const corners = [[2, 7], [2, -7 - TALL], [-2 - w, 7], [-2 - w, -7 - TALL]]
    .map(([right, down]) => ({ x: x + right, y: y + down }));
  const [first, second] = prefers === "left" ? [at.left, at.right] : [at.right, at.left];
  return [first, second, at.below, at.above, ...corners].map((each) => ({ ...each, w, h: TALL }));
}

// The labels that find room, each with its box; `labels` are points with the width of their words,
// most important first.
export function placeLabels(labels, taken, room) {
  const placed = [];
  for (const label of labels) {
    const isFree = (box) => isInside(box, room) && !taken.some((other) => touches(box, other))
      && !placed.some((other) => touches(box, other.box));
    const box = places(label).find(isFree);
    if (box) placed.push({ ...label, box });
  }
  return placed;
}
