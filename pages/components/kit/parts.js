// The components by name, each drawn in its own style where its parent element is.

const renderers = new Map();
const sheets = new Map();
const veils = new Map();

export function provide(name, render, style, veil = (data) => data) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  renderers.set(name, render);
  veils.set(name, veil);
  sheets.set(name, sheet);
}

export function renderPart(name, component) {
  const scope = component.parentElement.getRootNode();
  const sheet = sheets.get(name);
  if (!scope.adoptedStyleSheets.includes(sheet)) scope.adoptedStyleSheets.push(sheet);
  return renderers.get(name)(component);
}

// What a component shows of its data before what came of it has arrived on screen.
export const veiled = (name, data) => veils.get(name)(data);
