// Shared by every component. Text from events reaches the page through textContent and
// attributes only; nodes are kept and changed in place, so focus, scroll and transitions survive.

const SVG = "http://www.w3.org/2000/svg";
const TONES = new Set(["completed", "cancelled", "waiting", "overdue", "stuck", "unknown", "none"]);
const instances = new WeakMap();
const children = new WeakMap();

// Whether the reader asked for less motion: then nothing is on its way, and all is there at once.
export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// The state of one mounted component: built once, then the same object on every refresh. All that
// it keeps is named where it is built: a field that is not there cannot be added later.
export function instance(component, build) {
  const host = component.parentElement;
  let state = instances.get(host);
  if (!state || !state.root.isConnected) {
    const root = host.querySelector(".root");
    root.replaceChildren();
    state = Object.seal(Object.assign(build(root), { root, fresh: true, pick: null }));
    instances.set(host, state);
  } else {
    state.fresh = false;
  }
  state.pick = (value) => component.setTriggerValue("pick", value);
  lastPress();
  return state;
}

// What a component asks by itself waits until nothing was pressed for a while. Asked while a press leads to
// another page, it would name the page before, and Streamlit (1.67) take that for a wish to be
// there: the browser then drops what it shows, and breaks at the next refresh.
export function askAtRest(component, trigger, value) {
  const left = REST_MS - (performance.now() - lastPress().at);
  if (left <= 0) component.setTriggerValue(trigger, value);
  else setTimeout(() => component.parentElement.isConnected && askAtRest(component, trigger, value), left);
}

const REST_MS = 600;

// Whether nothing was pressed for a while.
export const isAtRest = () => performance.now() - lastPress().at >= REST_MS;

// Whether the server is at work for this page, or for a part of it.
export const isRunning = () => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "running";

// When something was pressed last; the same for all components, each of which has this script.
const lastPress = () => (globalThis.edaLastPress ??= watchPresses());

function watchPresses() {
  const last = { at: -Infinity }, note = () => { last.at = performance.now(); };
  for (const kind of ["click", "keydown"]) globalThis.document?.addEventListener(kind, note, true);
  return last;
}

export function element(tag, className, parent) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (parent) parent.append(node);
  return node;
}

export function shape(tag, attributes, parent) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (parent) parent.append(node);
  return node;
}

export const text = (value) => (value === null || value === undefined ? "" : String(value));

// What shows nothing, or turns the line it stands in: an id with a zero-width space looks like one without. Joiners
// between letters beyond Latin make one sign of several, what stands behind one chooses its form, and the letters of a
// region make a flag of a black one. As eda_core/domain/unseen.py has it.
const FLAG = "(?<=\\u{1f3f4})[\\u{e0030}-\\u{e0039}\\u{e0061}-\\u{e007a}]{3,6}\\u{e007f}";
const NOTHING = "\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u2800\\u3164\\uffa0";
const VARIES = "\\u180b-\\u180d\\u180f\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}";
const NO_SIGN = `\\0-\\u024f\\u061c\\u180e\\u2000-\\u206f\\ufeff${NOTHING}`;
const JOINS = `(?<=[^${NO_SIGN}])[\\u200c\\u200d](?=[^${NO_SIGN}])`;
const FORMS = `(?:(?<=[^${NO_SIGN}${VARIES}])|(?<=[©®‼⁉]))[${VARIES}]|(?<=[0-9#*])\\ufe0f(?=\\u20e3)`;
const BRAILLE = "(?<=[\\u2801-\\u28ff])\\u2800+(?=[\\u2801-\\u28ff])";
const IS_SEEN = "[\\t\\n\\r\\u0600-\\u0605\\u06dd\\u070f\\u0890\\u0891\\u08e2]";
const UNSEEN = new RegExp(
  `(${FLAG}|${JOINS}|${FORMS}|${BRAILLE}|${IS_SEEN})|[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}${NOTHING}${VARIES}]`, "gu");

const escaped = (sign) => Array.from({ length: sign.length },
  (_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, "0")}`).join("");

// The words, with what would not be seen in them as JSON writes it.
export const revealed = (words) => text(words).replace(UNSEEN, (sign, seen) => seen ?? escaped(sign));

export function setText(node, value) {
  const words = revealed(value);
  if (node.textContent !== words) node.textContent = words;
}

export function setClass(node, ...names) {
  const joined = names.filter(Boolean).join(" ");
  if (node.getAttribute("class") !== joined) node.setAttribute("class", joined);
}

const SAID = new Set(["title", "aria-label"]); // what is read out, or shown under a pointer

export function setAttribute(node, name, value) {
  const said = SAID.has(name) ? revealed(value) : text(value);
  if (said === "") node.removeAttribute(name);
  else if (node.getAttribute(name) !== said) node.setAttribute(name, said);
}

export const tone = (name) => `tone-${TONES.has(name) ? name : "none"}`;

// Runs of [words, strong?]: a sentence with its key words set apart.
export function setSpans(node, spans) {
  reconcile(node, spans ?? [], (span, at) => `${at}${span[1] ? "b" : "i"}`,
    (span) => element(span[1] ? "b" : "span"), (child, span) => setText(child, span[0]));
}

// Makes the children of `parent` show `items`, one node per key. Keys that come twice are told
// apart from the end backwards, because new items come in at the front. Answers the new nodes.
export function reconcile(parent, items, keyOf, create, update) {
  const before = children.get(parent) ?? new Map();
  const kept = new Map();
  const added = [];
  for (let at = items.length - 1; at >= 0; at -= 1) {
    let key = text(keyOf(items[at], at));
    while (kept.has(key)) key += "+";
    if (!before.has(key)) added.push(key);
    kept.set(key, { node: before.get(key) ?? create(items[at]), item: items[at] });
  }
  for (const [key, node] of before) if (!kept.has(key)) node.remove();
  let next = null;
  for (const { node } of kept.values()) {
    if (node.parentNode !== parent || node.nextSibling !== next) parent.insertBefore(node, next);
    next = node;
  }
  for (const { node, item } of [...kept.values()].reverse()) update(node, item);
  children.set(parent, new Map([...kept].map(([key, { node }]) => [key, node])));
  return added.map((key) => kept.get(key).node);
}

// The address of a window as a link to share: who opens it is not driven along.
export function addressToShare(href) {
  const address = new URL(href);
  address.searchParams.delete("pair");
  return address.href;
}

const TYPING = "input:not([type=range], [type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true]";

// Whether a key is for the page: pressed alone, and not into something that is typed.
export const isForPage = (event) => !event.ctrlKey && !event.metaKey && !event.altKey
  && !event.composedPath()[0].closest?.(TYPING);

export const isPress = (event) => event.key === "Enter" || event.key === " ";

// One tab stop for a list: arrows move, Enter, Space or a click picks.
export function listbox(list, name, pick) {
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", name);
  const optionOf = (event) => event.target.closest("[role=option]");
  list.onclick = (event) => optionOf(event) && pick(optionOf(event));
  list.onkeydown = (event) => {
    const options = [...list.querySelectorAll("[role=option]")];
    const at = options.indexOf(optionOf(event));
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: options.length - 1 };
    const to = options[moves[event.key]];
    if (!to && !isPress(event)) return;
    event.preventDefault();
    event.stopPropagation();
    if (to) focusOn(options, to);
    else if (at >= 0) pick(options[at]);
  };
}

function focusOn(options, chosen) {
  for (const option of options) option.tabIndex = option === chosen ? 0 : -1;
  chosen.focus();
}

// After a refresh exactly one option can be tabbed to, and focus is not lost with a removed row.
export function keepTabStop(list, hadFocus) {
  const options = [...list.querySelectorAll("[role=option]")];
  if (!options.length) return;
  const held = list.querySelector("[role=option]:focus");
  const stop = held ?? list.querySelector("[aria-selected=true]") ?? options[0];
  for (const option of options) option.tabIndex = option === stop ? 0 : -1;
  if (hadFocus && !held) options[options.length - 1].focus({ preventScroll: true });
}

export const hasFocus = (list) => list.querySelector("[role=option]:focus") !== null;
