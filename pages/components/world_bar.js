// One line: the product, whether the picture is live, and the world in use.

function build(root) {
  const title = element("b", "name", root);
  const right = element("div", "right", root);
  const status = element("span", "status cut", right);
  const dot = element("i", "dot", status);
  const words = element("span", "num", status);
  const badge = element("span", "badge", right);
  const world = element("b", "", badge);
  const room = element("span", "", badge);
  return { title, status, dot, words, badge, world, room };
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
  setAttribute(state.badge, "title", `${text(data.world)}${room}`);
}
