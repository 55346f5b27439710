// Sent once for each page, with all other modules as data: makes of each a module of the browser,
// and hands the components to whoever shows them. This one imports nothing.

const asBlob = (source) => URL.createObjectURL(new Blob([source], { type: "text/javascript" }));

// Loads modules that are told in an order in which each comes after what it imports. A module is
// its `name`, the names it `imports`, and its source in `pieces`, cut where those names stand.
export async function load(modules, addressOf = asBlob) {
  const addresses = new Map();
  for (const { name, imports, pieces } of modules) {
    const source = pieces.map((piece, at) => piece + (addresses.get(imports[at]) ?? "")).join("");
    addresses.set(name, addressOf(`${source}\n//# sourceURL=eda-live/${name}`));
  }
  const loaded = [...addresses].map(async ([name, address]) => [name, await import(address)]);
  return new Map(await Promise.all(loaded));
}

// A module with a default export is a component; the style of its name is its own.
export async function open({ modules, base, styles }, addressOf) {
  const loaded = await load(modules, addressOf);
  const { provide, renderSent } = loaded.get("kit/parts.js");
  for (const [path, { default: render, veil }] of loaded) {
    const name = path.replace(/^.*\/|\.js$/g, "");
    if (render) provide(name, render, `${base}\n${styles[name] ?? ""}`, veil);
  }
  return renderSent;
}

// The same library is opened once in a window, however often the page shows it.
export async function provideLibrary(library) {
  const live = (globalThis.edaLive ??= {});
  live.ready ??= new Promise((found) => { live.found = found; });
  if (live.version === library.version) return;
  live.version = library.version;
  live.render = await open(library);
  live.found();
}

export default () => {};
