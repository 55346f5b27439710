// One line: the product, whether the picture is live, the world in use, and how to show or share it.

import { element, instance, setAttribute, setClass, setText, text } from "../kit/base.js";

const COPIED_MS = 1500;

function build(root) {
  const title = element("b", "name", root);
  const right = element("div", "right", root);
  const status = element("span", "status cut", right);
  const dot = element("i", "dot", status);
  const words = element("span", "num", status);
  const changed = element("span", "badge changed cut", right);
  const badge = element("span", "badge", right);
  const world = element("b", "", badge);
  const room = element("span", "", badge);
  const stage = element("button", "stage", right);
  const link = element("button", "link", right);
  link.onclick = () => copyAddress(link);
  return { title, status, dot, words, changed, badge, world, room, stage, link };
}

async function copyAddress(link) {
  const said = await navigator.clipboard.writeText(location.href).then(() => "Copied", () => "Not allowed");
  setText(link, said);
  setTimeout(() => setText(link, "Copy link"), COPIED_MS);
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  const room = text(data.room) && ` · room ${data.room}`;
  setText(state.title, data.title);
  setText(state.words, data.status);
  setText(state.world, data.world);
  setText(state.room, room);
  setClass(state.dot, "dot", data.live && "live");
  setAttribute(state.status, "title", data.status);
  state.changed.hidden = !data.changed;
  setText(state.changed, data.changed);
  setAttribute(state.changed, "title", `Not as in the demo: ${text(data.changed)}`);
  setAttribute(state.badge, "title", `${text(data.world)}${room}`);
  setText(state.stage, data.stage ? "Leave stage" : "Stage");
  setAttribute(state.stage, "title", "Large and without controls, for a projector; the keys 1 to 6 still play");
  state.stage.onclick = () => state.pick("stage");
  if (!state.link.textContent) setText(state.link, "Copy link");
  setAttribute(state.link, "title", "Copy the address: it opens this very picture");
}
