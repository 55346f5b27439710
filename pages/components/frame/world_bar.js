// One line: whether the picture is live, the world in use.

import { element, instance, setAttribute, setClass, setText, text } from "../kit/base.js";

function build(root) {
  const right = element("div", "right", root);
  const status = element("span", "status cut", right);
  const dot = element("i", "dot", status);
  const words = element("span", "num", status);
  const changed = element("span", "badge changed cut", right);
  const badge = element("span", "badge", right);
  const world = element("b", "", badge);
  const apart = element("span", "apart", badge), room = element("span", "", badge);
  return { status, dot, words, changed, badge, world, apart, room };
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  const room = text(data.room) && `room ${data.room}`;
  setText(state.words, data.status);
  setText(state.world, data.world);
  setText(state.apart, room && " · ");
  setText(state.room, room);
  setClass(state.dot, "dot", data.live && "live");
  setAttribute(state.status, "title", data.status);
  state.changed.hidden = !data.changed;
  setText(state.changed, data.changed);
  setAttribute(state.changed, "title", `Not as in the demo: ${text(data.changed)}`);
  setAttribute(state.badge, "title", `${text(data.world)}${room && ` · ${room}`}`);
}
