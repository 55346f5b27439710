// The totals as one strip of tiles; a value that changes is lit for a moment.

import { listen, stillToCome } from "../kit/arrivals.js";
import {
  element, instance, reconcile, setAttribute, setClass, setText, shape, text, tone,
} from "../kit/base.js";
import { figure } from "../kit/figures.js";

function build(root) {
  return { list: element("dl", "tiles", root), tiles: [], seen: {}, shown: new Map(), deaf: null };
}

const ENDS = ["completed", "cancelled"];

// The counts as far as what is counted has arrived on screen: none falls for that, and what waits is
// what was submitted and has not ended. `before` are those that were shown last.
export function seenCounts(tiles, toCome, before) {
  const counts = Object.fromEntries(tiles.filter(({ count }) => count !== undefined)
    .map(({ key, count }) => [key, count]));
  const seen = {};
  for (const [key, count] of Object.entries(counts)) {
    const held = (toCome[key] ?? 0) + (ENDS.includes(key) ? toCome.ended ?? 0 : 0);
    seen[key] = Math.max(count - held, Math.min(before[key] ?? 0, count), 0);
  }
  const open = (of) => of.submitted - of.completed - of.cancelled;
  if ("waiting" in counts) seen.waiting = Math.max(0, counts.waiting + open(seen) - open(counts));
  return seen;
}

// The tiles as they are to be shown: what nothing has arrived for stays as it was, and so do times
// until another order has ended on screen.
export function seenTiles(tiles, seen, before, shown) {
  const ended = (of) => ENDS.map((key) => of[key] ?? 0).join();
  const counts = Object.fromEntries(tiles.map(({ key, count }) => [key, count]));
  const isHeld = ended(seen) !== ended(counts) && ended(seen) === ended(before);
  return tiles.map((tile) => {
    const old = shown.get(tile.key);
    if (tile.count === undefined) return isHeld && old ? old : tile;
    if (seen[tile.key] === tile.count) return tile;
    if (old && old.value === figure(seen[tile.key])) return old;
    return { ...tile, value: figure(seen[tile.key]) };
  });
}

// Where nothing was counted yet, there are names and no row of zeros.
export function quietTiles(tiles) {
  const isQuiet = tiles.every(({ count }) => !count);
  return isQuiet ? tiles.map((tile) => ({ ...tile, value: "–", glyph: "", tone: "none", quiet: true })) : tiles;
}

function showTiles(state) {
  const seen = seenCounts(state.tiles, stillToCome(), state.seen);
  const tiles = quietTiles(seenTiles(state.tiles, seen, state.seen, state.shown));
  Object.assign(state, { seen, shown: new Map(tiles.map((tile) => [tile.key, tile])) });
  reconcile(state.list, tiles, (tile) => tile.key, createTile,
    (node, tile) => updateTile(node, tile, state));
  state.fresh = false;
}

function createTile() {
  const node = element("div", "tile");
  const value = element("dd", "value num cut", node);
  element("span", "glyph", value);
  element("span", "", value);
  const label = element("dt", "label", node);
  element("span", "cut", label);
  element("span", "minute", label).textContent = "last min";
  const spark = shape("svg", { class: "spark", "aria-hidden": "true", preserveAspectRatio: "none" }, node);
  shape("path", { class: "ground" }, spark);
  shape("path", {}, spark);
  return node;
}

// How many came in each span of time, as bars from the ground up; the ground is the whole time.
function drawBars(spark, bars, long) {
  setClass(spark, "spark", !bars && "none", long && "narrow");
  if (!bars) return;
  const most = Math.max(...bars);
  const path = bars.map((bar, at) => (bar ? `M${at + 0.5} 1V${1 - Math.max(0.12, bar / most)}` : ""));
  setAttribute(spark, "viewBox", `0 0 ${bars.length} 1`);
  setAttribute(spark.firstChild, "d", `M0 1H${bars.length}`);
  setAttribute(spark.children[1], "d", path.join(""));
}

function flash(node) {
  node.classList.remove("changed");
  node.getBoundingClientRect();
  node.classList.add("changed");
}

function updateTile(node, tile, state) {
  const [value, label, spark] = node.children;
  const [glyph, figure] = value.children;
  const [before, now] = [figure.textContent, text(tile.value)];
  const changed = !state.fresh && before !== now && (before !== "–" || now !== "0");
  setClass(node, "tile", tone(tile.tone), tile.quiet && "quiet", node.classList.contains("changed") && "changed");
  setText(glyph, tile.glyph);
  setAttribute(glyph, "aria-hidden", "true");
  setText(figure, tile.value);
  setText(label.firstChild, tile.label);
  label.lastChild.hidden = !tile.bars;
  setAttribute(node, "title", tile.title || `${text(tile.value)} ${text(tile.label)}`);
  drawBars(spark, tile.bars, text(tile.value).length > 4);
  if (changed) flash(node);
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  state.tiles = data.tiles ?? [];
  state.list.style.setProperty("--tiles", Math.max(1, state.tiles.length));
  // The map, which stands below, first says what is on its way.
  queueMicrotask(() => showTiles(state));
  state.deaf?.();
  state.deaf = listen(() => showTiles(state));
  return () => state.deaf?.();
}
