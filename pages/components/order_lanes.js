// Orders as lanes, newest first: three stations on a line that fills as their events arrive.

const STEP = 380;
const SHAPES = { completed: "round", cancelled: "diamond", stuck: "dashed", waiting: "hollow" };

function build(root) {
  const head = element("div", "head", root);
  element("h3", "", head);
  element("span", "note", head);
  const stations = element("div", "lane stations", root);
  element("span", "who", stations);
  const names = element("div", "track", stations);
  const list = element("div", "lanes", root);
  const empty = element("div", "empty", root);
  return { head, stations, names, list, empty };
}

function createLane(lane) {
  const node = element("div", "lane");
  node.setAttribute("role", "option");
  node.dataset.order = text(lane.order);
  const who = element("span", "who", node);
  element("b", "num cut", who);
  element("span", "amount num cut", who);
  element("div", "track", node);
  element("span", "outcome", node).append(element("span", "pill"));
  element("span", "elapsed num", node);
  return node;
}

function createStation() {
  const node = element("div", "station");
  element("i", "link", node);
  element("i", "runner", node);
  element("span", "mark", node);
  const label = element("span", "label cut", node);
  element("span", "what", label);
  element("span", "when num", label);
  return node;
}

// A chain of stations: the given marks, filled up to the number of headings.
function stationsOf(lane, count) {
  const marks = lane.marks ?? [];
  const missing = Math.max(0, count - marks.length);
  const all = [...marks, ...Array(missing).fill({ label: "", time: "", tone: "none" })];
  const next = lane.tone === "waiting" ? all.findIndex((mark) => !mark.reached) : -1;
  return all.map((mark, at) => ({ ...mark, at, waits: at === next }));
}

function shapeOf(mark) {
  if (mark.waits || !mark.reached) return "hollow";
  if (mark.shape) return mark.shape;
  if (mark.at === 1 && mark.tone !== "stuck") return "square";
  return SHAPES[mark.tone] ?? "round";
}

function updateStation(node, mark, motion) {
  const [, , dot, label] = node.children;
  const arrived = mark.reached && !node.classList.contains("reached") && motion.on;
  if (arrived) node.style.setProperty("--after", `${STEP * motion.count++}ms`);
  const moving = arrived || (mark.reached && node.classList.contains("arrived"));
  setClass(node, "station", mark.waits ? "tone-waiting" : tone(mark.tone),
    mark.reached && "reached", moving && "arrived", mark.waits && "waits");
  setClass(dot, "mark", shapeOf(mark));
  setText(label.children[0], mark.label);
  setText(label.children[1], mark.time);
  setAttribute(node, "title", [mark.label, mark.time, mark.title].filter(Boolean).join(" · "));
}

function updateOutcome(pill, lane, motion) {
  setClass(pill, "pill", tone(lane.tone), pill.classList.contains("turned") && "turned");
  const words = [lane.glyph, lane.word].filter(Boolean).join(" ");
  if (pill.textContent === words) return;
  setText(pill, words);
  pill.classList.remove("turned");
  if (!motion.on) return;
  pill.style.setProperty("--after", `${STEP * motion.count}ms`);
  pill.getBoundingClientRect();
  pill.classList.add("turned");
}

function spoken(lane) {
  const marks = (lane.marks ?? []).filter((mark) => mark.reached).map((mark) => mark.label);
  const amount = text(lane.amount) && `amount ${lane.amount}`;
  return [`Order ${text(lane.order)}`, amount, lane.word, ...marks, lane.elapsed]
    .filter(Boolean).join(", ");
}

function updateLane(node, lane, { data, state }) {
  const [who, track, outcome, elapsed] = node.children;
  const motion = { on: !state.fresh, count: 0 };
  const chosen = text(lane.order) === text(data.chosen);
  setClass(node, "lane", chosen && "chosen", node.classList.contains("entered") && "entered");
  setAttribute(node, "aria-selected", String(chosen));
  setAttribute(node, "aria-label", spoken(lane));
  setText(who.children[0], lane.order);
  setText(who.children[1], lane.amount);
  setAttribute(who, "title", `Order ${text(lane.order)} · ${text(lane.amount)}`);
  reconcile(track, stationsOf(lane, data.stations.length), (mark) => mark.at,
    createStation, (station, mark) => updateStation(station, mark, motion));
  updateOutcome(outcome.firstChild, lane, motion);
  setText(elapsed, lane.elapsed);
}

function updateHead(state, data) {
  state.head.hidden = !data.title;
  setText(state.head.children[0], data.title);
  setText(state.head.children[1], data.note);
  reconcile(state.names, data.stations, (name, at) => at,
    () => element("span", "cut"), (node, name) => setText(node, name));
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  const lanes = data.lanes ?? [];
  updateHead(state, data);
  listbox(state.list, data.title || "Orders", (lane) => state.pick(lane.dataset.order));
  const hadFocus = hasFocus(state.list);
  const added = reconcile(state.list, lanes, (lane) => lane.order, createLane,
    (node, lane) => updateLane(node, lane, { data, state }));
  if (!state.fresh) for (const node of added) node.classList.add("entered");
  keepTabStop(state.list, hadFocus);
  state.root.style.setProperty("--slots", data.slots ?? 0);
  state.stations.hidden = state.list.hidden = lanes.length === 0;
  state.empty.hidden = lanes.length > 0;
  setText(state.empty, data.empty);
}
