// Whose account is acted on; below it what AWS would not do, with the remedy to copy.

import { element, instance, reconcile, setAttribute, setClass, setText } from "../kit/base.js";

const COPIED_MS = 1500;

function build(root) {
  const line = element("div", "line", root);
  line.setAttribute("role", "note");
  const glyph = element("span", "glyph", line);
  const words = element("span", "words", line);
  const aside = element("span", "aside", line);
  const trouble = element("div", "trouble", root);
  trouble.setAttribute("role", "status");
  return { line, glyph, words, aside, trouble };
}

function createNotice() {
  const row = element("div", "notice");
  row.glyph = element("span", "glyph", row);
  setAttribute(row.glyph, "aria-hidden", "true");
  row.said = element("span", "words", row);
  row.again = element("span", "again num", row);
  setAttribute(row.again, "aria-hidden", "true"); // it counts down, and the row is read aloud
  row.remedy = element("div", "remedy", row);
  row.code = element("code", "", row.remedy);
  row.copy = element("button", "copy", row.remedy);
  setText(row.copy, "Copy");
  row.copy.onclick = () => copyRemedy(row);
  return row;
}

async function copyRemedy(row) {
  const said = await navigator.clipboard.writeText(row.code.textContent).then(() => "Copied", () => "Not allowed");
  setText(row.copy, said);
  setTimeout(() => setText(row.copy, "Copy"), COPIED_MS);
}

function updateNotice(row, notice) {
  const isWarning = notice.key === "warning";
  setClass(row, "notice", isWarning && "warning");
  setText(row.glyph, isWarning ? "▲" : "!");
  setText(row.said, notice.said);
  setAttribute(row.said, "title", notice.said);
  setText(row.again, notice.again);
  row.remedy.hidden = !notice.remedy;
  setClass(row.remedy, "remedy", !notice.command && "prose");
  row.copy.hidden = !notice.command;
  setText(row.code, notice.remedy);
  setAttribute(row.code, "title", notice.remedy);
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  setClass(state.line, "line", data.real && "real");
  setText(state.glyph, data.real ? "▲" : "○");
  setAttribute(state.glyph, "aria-hidden", "true");
  setText(state.words, data.text);
  setText(state.aside, data.aside);
  reconcile(state.trouble, data.notices, (notice) => notice.key, createNotice, updateNotice);
}
