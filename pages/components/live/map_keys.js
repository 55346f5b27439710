// The parts of the map by keyboard: one of them is the map's tab stop, arrows go on from there.

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ASIDE = 2;

const middle = ([x, y, width, height]) => [x + width / 2, y + height / 2];

// The part that is next from this one in the direction of the key: near, and not far to the side.
// A part is its id and its place: left, top, width and height.
export function nextPart(parts, from, key) {
  const way = WAYS[key], start = parts.find(([id]) => id === from);
  if (!way || !start) return null;
  const [x, y] = middle(start[1]);
  let best = null, least = Infinity;
  for (const [id, place] of parts) {
    const [there, below] = middle(place), along = (there - x) * way[0] + (below - y) * way[1];
    const far = along + ASIDE * Math.abs((there - x) * way[1] + (below - y) * way[0]);
    if (id !== from && along > 0 && far < least) [best, least] = [id, far];
  }
  return best;
}

// Makes the part with this id the tab stop; `nodes` are by id, each with its group.
export function stopAt(nodes, id) {
  for (const [each, { group }] of nodes) group.setAttribute("tabindex", each === id ? 0 : -1);
}

export function walk(nodes, from, event) {
  const to = nextPart([...nodes].map(([id, { node }]) => [id, node.at]), from, event.key);
  if (to === null) return;
  event.preventDefault();
  stopAt(nodes, to);
  nodes.get(to).group.focus();
}
