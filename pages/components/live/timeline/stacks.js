// Many marks that would lie upon each other stand upon each other, in columns.

const PITCHES = [11, 9, 7.5, 6, 5];

// For each mark its column and level: `marks` have a lane and a place, `per` are pixels for each
// unit of places, `room` is the height of a lane. Answers the pitch that fits all, and the levels by
// mark; no pitch fits where a column is too high.
export function stacked(marks, per, room) {
  for (const pitch of PITCHES) {
    const { levels, most } = levelsAt(marks, pitch / per);
    if (most * pitch <= room) return { pitch, levels };
  }
  return null;
}

// Columns keep their places when the view moves along: they stand on multiples of their width.
function levelsAt(marks, width) {
  const heights = new Map();
  let most = 0;
  const levels = marks.map(({ lane, place }) => {
    const column = Math.floor(place / width), key = `${lane} ${column}`, level = heights.get(key) ?? 0;
    heights.set(key, level + 1);
    most = Math.max(most, level + 1);
    return { level, place: (column + 0.5) * width };
  });
  return { levels, most };
}
