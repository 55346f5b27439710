// Components below each other, each in a shadow of its own, so that no style meets another's.

import { element, instance, reconcile, setClass } from "./base.js";
import { renderPart } from "./parts.js";

function createPart([name]) {
  const node = element("div", "part");
  node.dataset.part = name;
  element("div", `root ${name}`, node.attachShadow({ mode: "open" }));
  return node;
}

export default function (component) {
  const { cards, parts } = component.data, ends = [];
  const state = instance(component, () => ({}));
  setClass(state.root, "root column", cards && "cards");
  const show = (node, [name, given]) => {
    const setTriggerValue = (trigger, value) => component.setTriggerValue(`${name}_${trigger}`, value);
    ends.push(renderPart(name, { parentElement: node.shadowRoot, data: given, setTriggerValue }));
  };
  reconcile(state.root, Object.entries(parts), ([name]) => name, createPart, show);
  return () => ends.forEach((end) => end?.());
}
