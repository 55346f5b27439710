// The end of the library: hands every component its part, and its style once.

const sheets = new Map();

function sheetOf(name) {
  if (!sheets.has(name)) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`${BASE_STYLE}\n${STYLES[name]}`);
    sheets.set(name, sheet);
  }
  return sheets.get(name);
}

// Draws one component from its data, where its parent element is.
function renderPart(name, component) {
  const scope = component.parentElement.getRootNode();
  const sheet = sheetOf(name);
  if (!scope.adoptedStyleSheets.includes(sheet)) scope.adoptedStyleSheets.push(sheet);
  return PARTS[name](component);
}

const live = (globalThis.edaLive ??= {});
live.ready ??= new Promise((found) => (live.found = found));
live.render = (name, component) =>
  renderPart(name, { ...component, data: JSON.parse(component.data.text) });
live.found?.();

export default () => {};
