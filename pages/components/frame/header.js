// What stands in the header on every page: which page it is, where there is no room for the
// navigation, and what can be done with the picture: show it large, drive it from another window,
// share it, see the keys.

import { addressToShare, element, instance, isForPage, setAttribute, setClass, setText } from "../kit/base.js";
import { sections } from "./key_list.js";
import { keepFocusInMenus } from "./menu_focus.js";
import { closeMenuFirst, keepFocus } from "./navigation.js";
import { pressBy } from "./presses.js";
import { watchPage } from "./recovery.js";

const COPIED_MS = 1500;

// Streamlit makes an entry of the history for each change of the address, and Back then changes
// nothing but the address. Here only another page is an entry of its own.
export function keepEntryForEachPage(history, location) {
  if (Object.hasOwn(history, "pushState")) return;
  const push = history.pushState.bind(history);
  history.pushState = (state, title, url) => {
    const isSame = new URL(url, location.href).pathname === location.pathname;
    if (isSame) history.replaceState(state, title, url);
    else push(state, title, url);
  };
}

function build(root) {
  const product = element("b", "product", root);
  const title = element("span", "page", root);
  const tools = element("div", "tools", root);
  const [time, pin, stage, presenter, link, keys] = ["time", "pin", "stage", "presenter", "link", "keys"].map((name) => {
    const button = element("button", name, tools);
    setAttribute(element("span", "sign", button), "aria-hidden", "true");
    element("span", "words", button);
    return button;
  });
  link.onclick = () => copyAddress(link);
  const list = buildKeys(root);
  keys.onclick = () => list.showModal();
  return { product, title, time, pin, stage, presenter, link, keys, list, press: null, listens: null };
}

function buildKeys(root) {
  const list = element("dialog", "list", root);
  setAttribute(list, "aria-label", "All keys");
  const head = element("header", "", list);
  element("h2", "", head).textContent = "Keys";
  const close = element("button", "close", head);
  close.textContent = "Close";
  close.onclick = () => list.close();
  const columns = element("div", "columns", list);
  for (const [where, keys] of sections()) {
    const section = element("section", "", columns);
    element("h3", "", section).textContent = where;
    const rows = element("dl", "", section);
    for (const [, key, words] of keys) {
      element("dt", "", rows).textContent = key;
      element("dd", "", rows).textContent = words;
    }
  }
  // A press beside what it holds is one on the dialog itself.
  list.onclick = (event) => event.target === list && list.close();
  return list;
}

// The presenter's view: a window of its own, to be moved to another screen.
function openPresenter(driver) {
  const address = `${location.pathname}?presenter=1&pair=${driver}`;
  window.open(address, "_blank", "popup,noopener,width=1280,height=800");
}

// A presenter's view in the same browser says at once that it asks for something, and hears at once
// that this window closes; one elsewhere learns both by looking.
function listenTo(state, channel) {
  if (state.listens?.name === channel) return;
  state.listens?.close();
  state.listens = channel ? new BroadcastChannel(channel) : null;
}

async function copyAddress(link) {
  const said = await navigator.clipboard.writeText(addressToShare(location.href)).then(() => "Copied", () => "Not allowed");
  show(link, "check", said);
  setTimeout(() => show(link, "link", "Copy link"), COPIED_MS);
}

function show(button, sign, words, title = words) {
  setText(button.children[0], sign);
  setText(button.children[1], words);
  setAttribute(button, "title", title);
  setAttribute(button, "aria-label", words);
}

// On a phone the bar that holds time and faults is shown when it is asked for.
function showTime(button, isOpen) {
  document.documentElement.toggleAttribute("data-time", isOpen);
  show(button, "schedule", "Time and faults");
  setAttribute(button, "aria-expanded", String(isOpen));
  button.onclick = () => showTime(button, !isOpen);
}

function onPress(state, event) {
  if (event.key !== "?" || !isForPage(event)) return;
  event.preventDefault();
  if (state.list.open) state.list.close();
  else state.list.showModal();
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  keepEntryForEachPage(globalThis.history, location);
  watchPage();
  setClass(state.root, "root header", data.stage && "hall");
  showTime(state.time, "time" in document.documentElement.dataset);
  setText(state.product, data.product);
  setText(state.title, data.page);
  state.pin.hidden = !data.stage;
  if (data.pinned) show(state.pin, "keyboard_tab", "Follow the newest order", "Show each new order as it comes");
  else show(state.pin, "push_pin", "Stay with this order", "New orders are shown as they come; stay with this one");
  show(state.stage, "open_in_full", data.stage ? "Leave stage" : "Stage",
    "Large and without controls, for a projector; the keys 1 to 6 still play");
  if (!state.link.children[1].textContent) show(state.link, "link", "Copy link");
  setAttribute(state.link, "title", "Copy the address: it opens this very picture");
  show(state.keys, "?", "Keys", "All keys (?)");
  show(state.presenter, "co_present", "Presenter's view", "Notes, the next act and a clock in a second window that drives this one");
  state.presenter.onclick = () => {
    openPresenter(data.driver);
    state.pick({ presenter: true });
  };
  listenTo(state, data.channel);
  if (state.listens) state.listens.onmessage = () => state.pick({ asked: true });
  globalThis.onpagehide = () => state.listens?.postMessage("closed");
  state.pin.onclick = () => state.pick({ pin: !data.pinned });
  state.stage.onclick = () => state.pick({ stage: !data.stage });
  const stop = () => {
    pressBy(null);
    document.removeEventListener("keydown", state.press);
    document.removeEventListener("eda-keys", state.keys.onclick);
    document.removeEventListener("click", closeMenuFirst, true);
    document.removeEventListener("mousedown", keepFocus, true);
  };
  stop();
  pressBy((name) => component.setTriggerValue("press", name), component.isHeard);
  state.press = (event) => onPress(state, event);
  document.addEventListener("keydown", state.press);
  document.addEventListener("eda-keys", state.keys.onclick);
  document.addEventListener("click", closeMenuFirst, true);
  keepFocusInMenus();
  document.addEventListener("mousedown", keepFocus, true);
  return stop;
}
