// One event as JSON, hop by hop: a sheet over the page. Arrow keys walk the hops, Escape closes.

import { element, instance, reconcile, setAttribute, setClass, setText, text as words, tone } from "../kit/base.js";
import { tellHops } from "../kit/hops.js";

const LEGEND = [["+", "new here"], ["→", "moved here"], ["~", "same value, other name"],
  ["−", "left behind"], ["", "grey: as before"]];
const SOURCES = [["known", "known: read from where it is kept"],
  ["inferred", "inferred: from patterns and from what came after"]];

function button(parent, words, label) {
  const node = element("button", "", parent);
  node.textContent = words;
  if (label) setAttribute(node, "aria-label", label);
  return node;
}

function build(root) {
  const sheet = element("dialog", "sheet", root), top = element("header", "top", sheet);
  const mark = element("span", "", top), title = element("h2", "", top);
  title.id = "title";
  setAttribute(sheet, "aria-labelledby", title.id);
  const about = element("span", "about num", top), tools = element("span", "tools", top);
  const earlier = button(tools, ""), later = button(tools, "");
  const ways = element("span", "seg", tools);
  const shaped = button(ways, "Shape"), raw = button(ways, "Raw text");
  const copy = button(tools, "Copy all"), walk = element("span", "seg", tools);
  const back = button(walk, "←", "Previous hop"), count = element("span", "count num", walk);
  const forth = button(walk, "→", "Next hop"), close = button(tools, "Close ");
  element("kbd", "", close).textContent = "Esc";
  const body = element("div", "body", sheet);
  buildLegend(body);
  const empty = element("div", "empty", body);
  const onto = element("ol", "hops", body), fork = element("section", "fork", body);
  const taken = element("h3", "", fork), rules = element("ul", "", fork);
  const behind = element("ol", "hops", body);
  return { sheet, mark, title, about, shaped, raw, copy, back, count, forth, close, empty, body, onto, fork, taken, rules,
    behind, earlier, later, data: null, opened: "", closed: "", at: 0, isRaw: false,
    rawHops: new Set(), timer: 0 };
}

function buildLegend(body) {
  const legend = element("p", "legend", body);
  for (const [sign, words] of LEGEND) {
    const item = element("span", "", legend);
    if (sign) element("b", "", item).textContent = `${sign} `;
    item.append(words);
  }
  for (const [name, words] of SOURCES) element("span", `how ${name}`, legend).textContent = words;
}

function createHop() {
  const node = element("li", "hop"), head = element("div", "hop-head", node);
  node.tabIndex = -1;
  for (const name of ["branch", "n num", "name", "how", "place", "when num"]) element("span", name, head);
  element("button", "raw", head);
  element("div", "lines", node);
  element("pre", "text", node);
  element("p", "note", node);
  return node;
}

function updateHop(state, node, { hop, at }) {
  const [head, lines, text, note] = node.children;
  const [branch, number, name, how, place, when, raw] = head.children;
  const isOn = at === state.at, isRaw = state.isRaw || state.rawHops.has(at);
  setClass(node, "hop", isOn && "on", hop.branch && "first");
  setAttribute(node, "aria-current", isOn ? "step" : "");
  node.tabIndex = isOn ? 0 : -1;
  setText(branch, hop.branch && `↓ ${hop.branch}`);
  setText(number, at + 1);
  setText(name, hop.title);
  setText(how, hop.known ? "known" : "inferred");
  setClass(how, "how", hop.known ? "known" : "inferred");
  setText(place, hop.place);
  setText(when, hop.when);
  setText(raw, isRaw ? "shape" : "raw");
  setAttribute(raw, "aria-label", `${isRaw ? "Shape" : "Raw text"} of hop ${at + 1}`);
  raw.hidden = state.isRaw;
  raw.onclick = () => { state.rawHops.delete(at) || state.rawHops.add(at); update(state); };
  lines.hidden = isRaw;
  text.hidden = !isRaw;
  reconcile(lines, hop.lines, (_, place) => place, createLine, updateLine);
  setText(text, isRaw ? hop.raw : "");
  setText(note, hop.note);
  node.onclick = () => goTo(state, at, false);
}

function createLine() {
  const node = element("div");
  element("b", "", node);
  element("span", "", node);
  return node;
}

function updateLine(node, { sign, word, text, framed }) {
  setClass(node, "line", sign && (sign === "−" ? "left" : "lit"), framed && "framed");
  setText(node.children[0], sign);
  setAttribute(node.children[0], "title", word);
  setText(node.children[1], text);
}

function createRule() {
  const node = element("li");
  for (const name of ["dot", "rule", "verdict", "how", "why"]) element("span", name, node);
  return node;
}

function updateRule(node, { rule, taken, known, how: words, why }) {
  const [dot, name, verdict, how, reason] = node.children;
  setClass(dot, "dot", taken && "taken");
  setText(name, rule);
  setText(verdict, taken ? "took it" : "did not");
  setText(how, words);
  setClass(how, "how", known ? "known" : "inferred");
  setText(reason, why);
}

function update(state) {
  const { data } = state, hops = data.hops.map((hop, at) => ({ hop, at }));
  const cut = hops.findIndex(({ hop }) => hop.branch), end = cut < 0 ? hops.length : cut;
  setClass(state.mark, "mark", data.shape, tone(data.tone));
  setText(state.title, data.title);
  setText(state.about, data.about);
  setText(state.empty, data.empty);
  state.empty.hidden = !data.empty;
  const show = (list, items) => reconcile(list, items, ({ at }) => at, createHop,
    (node, item) => updateHop(state, node, item));
  show(state.onto, hops.slice(0, end));
  show(state.behind, hops.slice(end));
  const taken = data.asked.filter((rule) => rule.taken).length;
  setText(state.taken, `${taken} of ${data.asked.length} ${words(data.rules)} took it`);
  state.fork.hidden = !data.asked.length;
  reconcile(state.rules, data.asked, ({ rule }) => rule, createRule, updateRule);
  updateLink(state, state.earlier, data.earlier, (name) => `← From ${name}`);
  updateLink(state, state.later, data.later, (name) => `Follow ${name} →`);
  setAttribute(state.shaped, "aria-pressed", String(!state.isRaw));
  setAttribute(state.raw, "aria-pressed", String(state.isRaw));
  setText(state.count, hops.length ? `hop ${state.at + 1} of ${hops.length}` : "no hop");
  state.back.disabled = state.at <= 0;
  state.forth.disabled = state.at >= hops.length - 1;
  if (state.sheet.open) tellHops({ elements: data.hops.map(({ element: part }) => part), at: state.at });
}

function updateLink(state, node, link, wordsOf) {
  node.hidden = !link;
  setText(node, link ? wordsOf(link.name) : "");
  node.onclick = () => state.pick({ event: link.event });
}

function goTo(state, wanted, focused = true) {
  state.at = Math.max(0, Math.min(wanted, state.data.hops.length - 1));
  update(state);
  const node = state.sheet.querySelector(".hop.on");
  if (focused) node?.focus({ preventScroll: true });
  return node;
}

const walk = (state, to, focused = true) => goTo(state, to, focused)?.scrollIntoView({ block: "nearest" });

// How far each key goes, and from where; the others of the page do nothing while the sheet is open.
const STEPS = { ArrowLeft: (at) => at - 1, ArrowRight: (at) => at + 1, Home: () => 0, End: () => Infinity };

function listen(state) {
  const { sheet } = state;
  sheet.onkeydown = (event) => {
    event.stopPropagation();
    const step = STEPS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    walk(state, step(state.at));
  };
  sheet.onclick = (event) => { if (event.target === sheet) sheet.close(); };
  sheet.onclose = () => {
    state.closed = state.opened;
    tellHops(null);
    state.pick({ close: true });
  };
  state.close.onclick = () => sheet.close();
  state.back.onclick = () => walk(state, state.at - 1, false);
  state.forth.onclick = () => walk(state, state.at + 1, false);
  state.shaped.onclick = () => { state.isRaw = false; state.rawHops.clear(); update(state); };
  state.raw.onclick = () => { state.isRaw = true; update(state); };
  state.copy.onclick = () => copyAll(state);
}

// Says for a moment that it was copied; without a clipboard it says that it was not.
async function copyAll(state) {
  const words = state.data.hops.map(({ title, place, raw }) => `${title}, ${place}\n${raw}`).join("\n\n");
  const done = await navigator.clipboard?.writeText(words).then(() => true, () => false);
  setText(state.copy, done ? "Copied" : "The browser does not allow it");
  clearTimeout(state.timer);
  state.timer = setTimeout(() => setText(state.copy, "Copy all"), 1600);
}

export default function (component) {
  const { data } = component, state = instance(component, build);
  if (state.fresh) listen(state);
  const isOther = state.opened !== data.opened;
  if (isOther) {
    Object.assign(state, { opened: data.opened, closed: "", at: data.start, isRaw: false });
    state.rawHops.clear();
  }
  state.data = data;
  state.at = Math.min(state.at, Math.max(0, data.hops.length - 1));
  update(state);
  // A refresh that was on its way when the sheet was closed does not open it again.
  const opens = !state.sheet.open && state.closed !== data.opened;
  if (opens) state.sheet.showModal();
  const end = () => tellHops(null);
  if (!opens && !isOther) return end;
  state.body.scrollTop = 0;
  goTo(state, state.at);
  return end;
}
