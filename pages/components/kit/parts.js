// The components by name, each drawn in its own style where its parent element is.

import { withPicks } from "./picks.js";

const renderers = new Map();
const sheets = new Map();
const veils = new Map();
const text = new TextDecoder();

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

// A component as a page sends it: bytes that say which of its picks were heard, and its data.
export function renderSent(name, component) {
  const [heard, data] = JSON.parse(text.decode(component.data));
  return renderPart(name, withPicks({ ...component, data }, heard));
}

// What a component shows of its data before what came of it has arrived on screen.
export const veiled = (name, data) => veils.get(name)(data);
