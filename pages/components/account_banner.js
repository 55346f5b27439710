// One line that says whose account is acted on.

function build(root) {
  const line = element("div", "line", root);
  line.setAttribute("role", "note");
  return { line, glyph: element("span", "glyph", line), words: element("span", "words", line) };
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  setClass(state.line, "line", data.real && "real");
  setText(state.glyph, data.real ? "▲" : "○");
  setAttribute(state.glyph, "aria-hidden", "true");
  setText(state.words, data.text);
}
