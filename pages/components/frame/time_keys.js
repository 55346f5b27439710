// A key Streamlit's buttons cannot take: "." steps, wherever the focus is, but not while typing.

import { instance } from "../kit/base.js";

const TYPING = "input:not([type=range], [type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true]";

function build() {
  return { press: null };
}

export default function (component) {
  const state = instance(component, build);
  const stop = () => document.removeEventListener("keydown", state.press);
  stop();
  state.press = (event) => {
    const at = event.composedPath()[0];
    const free = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat;
    if (event.key === "." && free && !at.closest?.(TYPING)) state.pick(performance.now());
  };
  document.addEventListener("keydown", state.press);
  return stop;
}
