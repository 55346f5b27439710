// Filter chips: a glyph, a word and a count; the one that is on is filled.

import {
  element, instance, reconcile, setAttribute, setClass, setText, tone,
} from "../kit/base.js";

function build(root) {
  const group = element("div", "chips", root);
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", "Show orders");
  return { group };
}

function createChip() {
  const node = element("button", "chip");
  node.type = "button";
  node.append(element("span", "glyph"), element("span", ""), element("b", "num"));
  node.children[0].setAttribute("aria-hidden", "true");
  return node;
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  reconcile(state.group, data.chips ?? [], (chip) => chip.key, createChip, (node, chip) => {
    const on = chip.key === data.shown;
    const [glyph, word, count] = node.children;
    setClass(node, "chip", tone(chip.tone), on && "on");
    setText(glyph, chip.glyph);
    glyph.hidden = !chip.glyph;
    setText(word, chip.label);
    setText(count, chip.count);
    setAttribute(node, "title", chip.title);
    setAttribute(node, "aria-pressed", String(on));
    node.onclick = () => state.pick(chip.key);
  });
}
