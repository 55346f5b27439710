// The totals as one strip of tiles; a value that changes is lit for a moment.

import {
  element, instance, reconcile, setAttribute, setClass, setText, shape, text, tone,
} from "../kit/base.js";

function build(root) {
  return { list: element("dl", "tiles", root) };
}

function createTile() {
  const node = element("div", "tile");
  const value = element("dd", "value num cut", node);
  element("span", "glyph", value);
  element("span", "", value);
  element("dt", "label cut", node);
  const spark = shape("svg", { class: "spark", "aria-hidden": "true", preserveAspectRatio: "none" }, node);
  shape("path", {}, spark);
  return node;
}

// How many came in each span of time, as bars from the ground up.
function drawBars(spark, bars, long) {
  setClass(spark, "spark", !bars && "none", long && "narrow");
  if (!bars) return;
  const most = Math.max(...bars);
  const path = bars.map((bar, at) => (bar ? `M${at + 0.5} 1V${1 - Math.max(0.12, bar / most)}` : ""));
  setAttribute(spark, "viewBox", `0 0 ${bars.length} 1`);
  setAttribute(spark.firstChild, "d", path.join(""));
}

function flash(node) {
  node.classList.remove("changed");
  node.getBoundingClientRect();
  node.classList.add("changed");
}

function updateTile(node, tile, state) {
  const [value, label, spark] = node.children;
  const [glyph, figure] = value.children;
  const changed = !state.fresh && figure.textContent !== text(tile.value);
  setClass(node, "tile", tone(tile.tone), node.classList.contains("changed") && "changed");
  setText(glyph, tile.glyph);
  setAttribute(glyph, "aria-hidden", "true");
  setText(figure, tile.value);
  setText(label, tile.label);
  setAttribute(node, "title", tile.title || `${text(tile.value)} ${text(tile.label)}`);
  drawBars(spark, tile.bars, text(tile.value).length > 4);
  if (changed) flash(node);
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  const tiles = data.tiles ?? [];
  state.list.style.setProperty("--tiles", Math.max(1, tiles.length));
  reconcile(state.list, tiles, (tile) => tile.key, createTile,
    (node, tile) => updateTile(node, tile, state));
}
