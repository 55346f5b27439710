// Components below each other, each in a shadow of its own, so that no style meets another's.

function createPart([name]) {
  const node = element("div", "part");
  node.dataset.part = name;
  element("div", `root ${name}`, node.attachShadow({ mode: "open" }));
  return node;
}

export default function (component) {
  const state = instance(component, () => ({}));
  const show = (node, [name, data]) => renderPart(name, { parentElement: node.shadowRoot, data });
  reconcile(state.root, Object.entries(component.data), ([name]) => name, createPart, show);
}
