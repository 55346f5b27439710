// Everything that happened, on one canvas. The browser keeps the marks as columns of numbers,
// sorted by time; a refresh brings new ones only. Frames are drawn when something has changed.

const COLUMNS = [["t", Float64Array], ["a", Uint32Array], ["o", Uint32Array], ["s", Uint32Array],
  ["k", Uint8Array]];
const NONE = 2 ** 32 - 1, NAMED = 2 ** 31, OTHER = ["", "other events", "none", "hollow"];
const GAP = 8000, FOLD = 1000, SPAN = 20000, LEFT = 134, AXIS = 22, RIGHT = 14, TOP = 18;
const DENSE = 2500, LINKED = 900, LEAST = 20, TICK = 250, SLOW = 600;
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 3e4, 6e4, 12e4, 3e5,
  6e5, 18e5, 36e5, 72e5, 216e5, 432e5, 864e5];
const SERVICES = ["order-service", "payment-service", "notification-service"];
const KEYS = [["W S", "zoom in, out"], ["A D", "earlier, later"], ["F", "fit the order, then all"],
  [". ,", "next, previous event"], ["Enter", "choose its order"], ["G", "fold idle time or not"],
  ["L", "lanes by service or order"], ["Esc", "follow what is new"], ["?", "these keys"]];

const emptyMarks = () => Object.fromEntries(COLUMNS.map(([name, Type]) => [name, new Type(0)]));
const clock = (ms) => (Number.isFinite(ms) ? new Date(ms).toISOString().slice(11, 23) : "");
const lasting = (ms) => (ms < 1e4 ? `${(ms / 1000).toFixed(2)} s` : ms < 12e4
  ? `${Math.round(ms / 1000)} s` : ms < 72e5 ? `${Math.round(ms / 6e4)} min`
    : `${Math.round(ms / 36e5)} h`);
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// The first place in a sorted column that is not below a value.
function place(column, value) {
  let low = 0, high = column.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (column[middle] < value) low = middle + 1; else high = middle;
  }
  return low;
}

function build(root) {
  const head = element("div", "head", root);
  element("h3", "", head);
  const lanes = element("span", "seg", head);
  for (const way of ["service", "order"]) {
    const button = element("button", "", lanes);
    button.textContent = `by ${way}`;
    button.dataset.way = way;
  }
  const tools = element("span", "tools", head);
  const pill = element("button", "pill-new", tools);
  const fit = element("button", "quiet", tools);
  const help = element("button", "quiet", tools);
  fit.textContent = "fit F";
  help.textContent = "? keys";
  const stage = element("div", "stage", root);
  const canvas = element("canvas", "", stage);
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  const tip = element("div", "tip", stage), keys = element("dl", "keys", stage);
  const said = element("div", "said", stage);
  said.setAttribute("aria-live", "polite");
  for (const [key, words] of KEYS) {
    element("dt", "", keys).textContent = key;
    element("dd", "", keys).textContent = words;
  }
  tip.hidden = keys.hidden = true;
  return { head, lanes, pill, fit, help, stage, canvas, tip, keys, said, ...buildScrub(root),
    pen: canvas.getContext("2d"), marks: emptyMarks(), warped: new Float64Array(0), lo: 0, hi: 0,
    gaps: [], open: new Set(), folding: true, follow: true, view: { from: 0, to: SPAN }, names: {},
    focus: -1, seen: 0, lastFit: 0, width: 0, height: 0 };
}

function buildScrub(root) {
  const row = element("div", "scrub", root);
  const deeds = element("span", "deeds", row), buttons = {};
  for (const [name, words, label] of [["back", "❘◂", "Previous event"], ["play", "▶", "Play"],
    ["forth", "▸❘", "Next event"], ["speed", "1×", "Speed"]]) {
    buttons[name] = element("button", name, deeds);
    buttons[name].textContent = words;
    setAttribute(buttons[name], "aria-label", label);
    setAttribute(buttons[name], "title", label);
  }
  const range = element("input", "", row);
  Object.assign(range, { type: "range", min: 0, max: 2000, step: 1 });
  range.setAttribute("aria-label", "Moment shown");
  const live = element("button", "live", row);
  return { buttons, range, live };
}

// --- marks -------------------------------------------------------------------------------------

function unpack(slice) {
  const bytes = Uint8Array.from(atob(slice.columns), (letter) => letter.charCodeAt(0));
  let at = 0;
  const marks = {};
  for (const [name, Type] of COLUMNS) {
    const size = slice.count * Type.BYTES_PER_ELEMENT;
    marks[name] = new Type(bytes.buffer.slice(at, at += size));
  }
  return marks;
}

const part = (marks, from, to) => Object.fromEntries(
  COLUMNS.map(([name]) => [name, marks[name].subarray(from, to)]));

function inOrder(marks) {
  let sorted = true;
  for (let i = 1; sorted && i < marks.t.length; i += 1) sorted = marks.t[i] >= marks.t[i - 1];
  if (sorted) return marks;
  const order = [...marks.t.keys()].sort((a, b) => marks.t[a] - marks.t[b]);
  return Object.fromEntries(COLUMNS.map(([name, Type]) =>
    [name, Type.from(order, (from) => marks[name][from])]));
}

// Two sorted sets of marks as one; mostly one of them simply follows the other.
function merge(one, two) {
  const n = one.t.length, m = two.t.length, all = {};
  const from = place(one.t, m ? two.t[0] : Infinity);
  for (const [name, Type] of COLUMNS) {
    all[name] = new Type(n + m);
    all[name].set(one[name].subarray(0, from));
  }
  let i = from, j = 0, at = from;
  while (i < n || j < m) {
    const [source, index] = j >= m || (i < n && one.t[i] <= two.t[j]) ? [one, i++] : [two, j++];
    for (const [name] of COLUMNS) all[name][at] = source[name][index];
    at += 1;
  }
  return all;
}

function take(state, slice) {
  const last = slice.first + slice.count;
  if (slice.first > state.hi || last < state.lo || !state.hi) {
    Object.assign(state, { marks: emptyMarks(), lo: slice.first, hi: slice.first });
  }
  const marks = slice.count ? unpack(slice) : null;
  Object.assign(state.names, slice.names);
  if (slice.first < state.lo) {
    state.marks = merge(inOrder(part(marks, 0, state.lo - slice.first)), state.marks);
    state.lo = slice.first;
  }
  if (last > state.hi) {
    state.marks = merge(state.marks, inOrder(part(marks, state.hi - slice.first, slice.count)));
    state.hi = last;
  }
}

function takeAll(component, state) {
  const { stream, slices, total, most } = component.data;
  if (stream !== state.stream || total < state.hi) {
    Object.assign(state, { stream, marks: emptyMarks(), lo: 0, hi: 0, names: {}, follow: true,
      seen: total, span: 0, chosenAt: -1 });
    state.open.clear();
  }
  const before = `${state.lo} ${state.hi}`;
  for (const slice of slices) take(state, slice);
  const wanted = state.hi < total || (state.lo > 0 && state.hi - state.lo < most);
  if (wanted) component.setTriggerValue("more", { lo: state.lo, hi: state.hi });
  if (`${state.lo} ${state.hi}` !== before) state.laid = false;
}

// --- time --------------------------------------------------------------------------------------

function nowOf(state) {
  const { standing, ahead } = state.data;
  const last = state.marks.t.at(-1) ?? 0;
  return Math.max(standing ?? Date.now() + ahead, last);
}

// Where nothing happens for long the scale is folded: positions are times without what is folded.
function layOut(state) {
  const { t } = state.marks, gaps = [];
  let cut = 0, edge = t[0] ?? nowOf(state);
  state.origin = edge;
  const fold = (from, to) => {
    if (to - from <= GAP || !state.folding || state.open.has(from)) return;
    gaps.push({ from, to, at: from - state.origin - cut, cut });
    cut += to - from - FOLD;
  };
  const warped = state.warped.length >= t.length ? state.warped : new Float64Array(t.length * 2);
  for (let i = 0; i < t.length; i += 1) {
    if (t[i] - edge > GAP) fold(edge, t[i]);
    edge = t[i];
    warped[i] = edge - state.origin - cut;
  }
  state.warped = warped;
  state.where = warped.subarray(0, t.length);
  state.settled = gaps.length;
  state.gaps = gaps;
  state.tailCut = cut;
  state.laid = true;
}

// The time since the last event grows; it is folded too once it is long.
function layTail(state) {
  const { t } = state.marks, last = t.at(-1), now = nowOf(state);
  state.gaps.length = state.settled;
  if (last !== undefined && now - last > GAP && state.folding && !state.open.has(last)) {
    state.gaps.push({ from: last, to: now, at: last - state.origin - state.tailCut,
      cut: state.tailCut });
  }
  state.end = toPlace(state, now);
}

function gapBefore(gaps, value, key) {
  let low = 0, high = gaps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (gaps[middle][key] <= value) low = middle + 1; else high = middle;
  }
  return gaps[low - 1];
}

function toPlace(state, time) {
  const gap = gapBefore(state.gaps, time, "from");
  if (!gap) return time - state.origin;
  if (time >= gap.to) return time - state.origin - gap.cut - (gap.to - gap.from - FOLD);
  return gap.at + (time - gap.from) / (gap.to - gap.from) * FOLD;
}

function toTime(state, at) {
  const gap = gapBefore(state.gaps, at, "at");
  if (!gap) return at + state.origin;
  if (at >= gap.at + FOLD) return at + state.origin + gap.cut + (gap.to - gap.from - FOLD);
  return gap.from + (at - gap.at) / FOLD * (gap.to - gap.from);
}

const scale = (state) => (state.width - LEFT - RIGHT) / (state.view.to - state.view.from);
const xOf = (state, at) => LEFT + (at - state.view.from) * scale(state);
const atX = (state, x) => state.view.from + (x - LEFT) / scale(state);

// --- view --------------------------------------------------------------------------------------

function look(state, from, to, follow = false) {
  const span = Math.min(Math.max(to - from, LEAST), Math.max(state.end, SPAN) * 1.3);
  const middle = (from + to) / 2;
  const low = Math.min(Math.max(middle - span / 2, -span * 0.9), state.end - span * 0.1);
  state.view = { from: low, to: low + span };
  if (state.follow && !follow) state.seen = state.data.total;
  state.follow = follow;
  state.tip.hidden = true;
  redraw(state);
}

// Around a point; without one, what is followed stays in view.
function zoom(state, factor, x) {
  const { from, to } = state.view, follow = state.follow && x === undefined;
  const centre = follow ? to : x === undefined ? (from + to) / 2 : atX(state, x);
  look(state, centre - (centre - from) * factor, centre + (to - centre) * factor, follow);
  if (follow) followNow(state);
}

const pan = (state, share) => {
  const by = share * (state.view.to - state.view.from);
  look(state, state.view.from + by, state.view.to + by);
};

function followNow(state) {
  const span = state.view.to - state.view.from;
  state.view = { from: state.end - span * 0.97, to: state.end + span * 0.03 };
  Object.assign(state, { follow: true, seen: state.data.total });
  redraw(state);
}

function fit(state) {
  const { o } = state.marks, { chosen } = state.data;
  const first = chosen === NONE ? -1 : o.indexOf(chosen);
  if (first >= 0 && state.lastFit !== chosen) {
    const last = o.lastIndexOf(chosen), from = state.where[first], to = state.where[last];
    const room = Math.max((to - from) * 0.25, 100);
    state.lastFit = chosen;
    look(state, from - room, to + room);
    return;
  }
  state.lastFit = NONE;
  look(state, -state.end * 0.02, state.end * 1.02);
}

// --- drawing -----------------------------------------------------------------------------------

function redraw(state) {
  if (!state.frame && state.canvas.isConnected) {
    state.frame = requestAnimationFrame(() => { state.frame = 0; draw(state); });
  }
}

function paints(state) {
  const style = getComputedStyle(state.root);
  const read = (name) => style.getPropertyValue(name).trim();
  const colours = Object.fromEntries(["panel", "line", "text", "dim", "faint", "soft", "accent",
    "accent-text", "accent-soft"].map((name) => [name, read(`--${name}`)]));
  const tones = { none: [colours.dim, colours.panel, colours.dim] };
  for (const [tone, name] of [["completed", "green"], ["cancelled", "orange"],
    ["waiting", "yellow"], ["stuck", "violet"]]) {
    tones[tone] = ["color", "background-color", "text-color"].map((of) => read(`--st-${name}-${of}`));
  }
  return { ...colours, tones, font: style.fontFamily };
}

const kindOf = (state, i) => state.data.kinds[state.marks.k[i]] ?? OTHER;
const labelOf = (state, code) => (code === NONE ? "" : code < NAMED ? String(code)
  : state.names[code] ?? "");

function laneNames(state, from, to) {
  if (state.data.lanes === "order") return orderLanes(state, from, to);
  const sources = state.data.kinds.map(([source]) => source);
  const others = [...new Set(sources)].filter((name) => !SERVICES.includes(name));
  const shown = [...SERVICES, ...others.slice(0, 2)];
  const laneOf = sources.map((name) => (shown.includes(name) ? shown.indexOf(name) : shown.length));
  const names = others.length > 2 ? [...shown, "others"] : shown;
  return { names: names.map((name) => name || "no event"), of: (i) => laneOf[state.marks.k[i]] ?? names.length - 1,
    codes: names.map(() => NONE) };
}

// The orders that have marks in view, the newest on top; the chosen one is always among them.
function orderLanes(state, from, to) {
  const { o } = state.marks, { chosen } = state.data, most = Math.floor(state.laneRoom / 22);
  const codes = chosen === NONE ? [] : [chosen];
  for (let i = to - 1; i >= from && codes.length < most; i -= 1) {
    if (o[i] !== NONE && !codes.includes(o[i])) codes.push(o[i]);
  }
  const rows = new Map(codes.map((code, row) => [code, row]));
  return { names: codes.map((code) => `order ${labelOf(state, code)}`), codes,
    of: (i) => rows.get(o[i]) ?? -1 };
}

function draw(state) {
  const { pen, data } = state;
  if (!state.width || !data) return;
  layTail(state);
  if (state.follow) {
    const span = state.view.to - state.view.from;
    state.view = { from: state.end - span * 0.97, to: state.end + span * 0.03 };
  }
  const ink = state.ink, ratio = devicePixelRatio || 1;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, state.width, state.height);
  pen.lineWidth = 1;
  const waits = data.waiting.length > 0 ? 34 : 26;
  state.laneRoom = state.height - AXIS - TOP - waits;
  const first = place(state.where, state.view.from), last = place(state.where, state.view.to);
  const lanes = laneNames(state, Math.max(0, first - 1), last);
  state.laneHeight = Math.min(state.laneRoom / Math.max(lanes.names.length, 1), 58);
  const yOf = (lane) => TOP + state.laneHeight * (lane + 0.5);
  drawLanes(state, lanes, yOf);
  drawAxis(state);
  pen.save();
  pen.beginPath();
  pen.rect(LEFT, 0, state.width - LEFT, state.height);
  pen.clip();
  drawGaps(state);
  state.spots = [];
  if (last - first > DENSE) drawDensity(state, first, last, lanes, yOf);
  else drawMarks(state, first, last, lanes, yOf);
  drawWaiting(state, TOP + state.laneHeight * lanes.names.length + waits / 2);
  if (!state.hi) {
    label(state, "What happens shows up here.", (LEFT + state.width) / 2, state.height / 2 - 8, ink.dim, "center");
  }
  drawNow(state);
  pen.restore();
  showRest(state);
}

function write(state, words, x, y, paint, align = "left", weight = 400, size = 11) {
  const { pen } = state;
  pen.font = `${weight} ${size}px ${state.ink.font}`;
  pen.fillStyle = paint;
  pen.textAlign = align;
  pen.textBaseline = "middle";
  pen.fillText(words, x, y);
}

// Words over something else, which is blotted out behind them.
function label(state, words, x, y, paint, align, weight = 400) {
  const { pen } = state;
  pen.font = `${weight} 11px ${state.ink.font}`;
  const wide = pen.measureText(words).width + 6;
  pen.fillStyle = state.ink.panel;
  const from = { right: x - wide + 3, center: x - wide / 2 }[align] ?? x - 3;
  pen.fillRect(from, y - 7, wide, 14);
  write(state, words, x, y, paint, align, weight);
}

function cut(state, words, room) {
  const { pen } = state;
  pen.font = `400 12px ${state.ink.font}`;
  let shown = words;
  while (shown.length > 2 && pen.measureText(shown).width > room) shown = `${shown.slice(0, -2)}…`;
  return shown;
}

function drawLanes(state, lanes, yOf) {
  const { pen, ink, width } = state;
  lanes.names.forEach((name, lane) => {
    const isChosen = lanes.codes[lane] !== NONE && lanes.codes[lane] === state.data.chosen;
    write(state, cut(state, name, LEFT - 20), 12, yOf(lane), isChosen ? ink["accent-text"] : ink.text,
      "left", isChosen ? 650 : 400, 12);
    pen.strokeStyle = ink.line;
    const y = Math.round(yOf(lane) + state.laneHeight / 2) + 0.5;
    pen.beginPath(); pen.moveTo(LEFT, y); pen.lineTo(width, y); pen.stroke();
  });
  write(state, "waiting", 12, TOP + state.laneHeight * lanes.names.length + 15, ink.text, "left", 400, 12);
}

function drawAxis(state) {
  const { pen, ink, width, height } = state, y = height - AXIS / 2 + 2;
  const step = STEPS.find((each) => each * scale(state) >= 78) ?? STEPS.at(-1);
  let edge = LEFT - 40;
  let time = Math.ceil(toTime(state, state.view.from) / step) * step;
  const stop = toTime(state, state.view.to);
  for (let count = 0; time <= stop && count < 80; count += 1) {
    const gap = gapBefore(state.gaps, time, "from");
    if (gap && time < gap.to) { time = Math.ceil(gap.to / step) * step; continue; }
    const x = xOf(state, toPlace(state, time));
    if (x >= LEFT && x - edge >= 66) {
      pen.strokeStyle = ink.line;
      pen.beginPath(); pen.moveTo(Math.round(x) + 0.5, TOP - 8);
      pen.lineTo(Math.round(x) + 0.5, height - AXIS); pen.stroke();
      const words = step >= 1000 ? clock(time).slice(0, 8) : clock(time).slice(3);
      if (x < width - 28) write(state, words, x, y, ink.dim, "center", 400, 10.5);
      edge = x;
    }
    time += step;
  }
}

function drawGaps(state) {
  const { pen, ink, height } = state;
  let edge = -Infinity;
  for (const gap of state.gaps) {
    const from = xOf(state, gap.at), to = xOf(state, gap.at + FOLD), wide = to - from;
    if (to < LEFT || from > state.width || (wide < 3 && from - edge < 6)) continue;
    pen.fillStyle = ink.soft;
    pen.fillRect(from, TOP - 8, Math.max(wide, 1), height - AXIS - TOP + 8);
    pen.strokeStyle = wide > 9 ? ink.faint : ink.line;
    pen.beginPath();
    const middle = (from + to) / 2, swing = Math.min(3, wide / 4);
    for (let y = TOP - 8, side = 1; y < height - AXIS; y += 5, side = -side) {
      pen.lineTo(middle + side * swing, y);
    }
    pen.stroke();
    const words = lasting(gap.to - gap.from);
    const isTail = gap === state.gaps[state.settled];
    if (from - edge > 44 && !(isTail && wide < 60)) {
      write(state, words, middle, 6, ink.dim, "center", 400, 10.5);
      edge = from;
    }
  }
}

// Many marks: how many of which tone, pixel by pixel.
function drawDensity(state, first, last, lanes, yOf) {
  const { pen, ink, where, marks } = state, wide = 2;
  const columns = Math.ceil((state.width - LEFT) / wide), tones = Object.keys(ink.tones);
  const counts = new Uint32Array(lanes.names.length * tones.length * columns);
  const toneOf = state.data.kinds.map(([, , tone]) => Math.max(0, tones.indexOf(tone)));
  const per = scale(state) / wide, { from } = state.view;
  let most = 1;
  for (let i = first; i < last; i += 1) {
    const lane = lanes.of(i);
    if (lane < 0) continue;
    const column = Math.floor((where[i] - from) * per);
    const count = ++counts[(lane * tones.length + (toneOf[marks.k[i]] ?? 0)) * columns + column];
    if (count > most) most = count;
  }
  const room = state.laneHeight * 0.8;
  lanes.names.forEach((_, lane) => {
    for (let column = 0; column < columns; column += 1) {
      let base = yOf(lane) + room / 2;
      tones.forEach((tone, number) => {
        const count = counts[(lane * tones.length + number) * columns + column];
        if (!count) return;
        const tall = Math.max(2, room / 2.2 * Math.log1p(count) / Math.log1p(most));
        pen.fillStyle = ink.tones[tone][0];
        pen.fillRect(LEFT + column * wide, base - tall, wide, tall);
        base -= tall;
      });
    }
  });
}

function drawMarks(state, first, last, lanes, yOf) {
  const { where, marks, data } = state, spots = state.spots;
  const back = place(state.where, state.view.from - 4000);
  for (let i = Math.max(back, first - 400); i < last; i += 1) {
    const lane = lanes.of(i);
    if (lane < 0) continue;
    const tie = tieOf(marks.t, lanes, i, lane);
    const lift = Math.min(tie.before, 2) * 9 - Math.min(tie.all - 1, 2) * 4.5;
    spots.push({ i, lane, tie, x: xOf(state, where[i]), y: yOf(lane) - lift, base: yOf(lane),
      code: marks.o[i] });
  }
  const crowds = crowded(spots, lanes.names.length);
  if (spots.length <= LINKED) drawLinks(state, data);
  for (const spot of spots) drawMark(state, spot);
  let edge = { x: -Infinity };
  for (const crowd of crowds.sort((a, b) => a.y - b.y || a.x - b.x)) {
    const isClose = crowd.y === edge.y && crowd.x - edge.x < 24;
    if (isClose) crowd.count += edge.count;
    label(state, `${crowd.count}`, isClose ? edge.x : crowd.x, crowd.y - 22, state.ink.dim, "center", 600);
    edge = isClose ? { ...crowd, x: edge.x } : crowd;
  }
  nameChosen(state);
}

// Marks of a lane that lie upon each other: ties are not shown there, but how many there are.
function crowded(spots, lanes) {
  const crowds = [], open = Array(lanes).fill(null);
  for (const spot of spots) {
    const crowd = open[spot.lane];
    if (crowd && spot.x - crowd.last < 5) {
      crowd.members.push(spot);
      crowd.last = spot.x;
    } else {
      open[spot.lane] = { members: [spot], last: spot.x };
      crowds.push(open[spot.lane]);
    }
  }
  return crowds.filter(({ members }) => members.length > 6).map(({ members }) => {
    for (const spot of members) spot.crowd = true;
    const [first] = members, last = members.at(-1);
    return { x: (first.x + last.x) / 2, y: first.base, count: members.length };
  });
}

// How many marks of this lane stand at the very same time, and how many of them come before.
function tieOf(times, lanes, i, lane) {
  let before = 0, all = 1;
  for (let j = i - 1; j >= 0 && times[j] === times[i]; j -= 1) if (lanes.of(j) === lane) before += 1;
  for (let j = i + 1; j < times.length && times[j] === times[i] && all < 40; j += 1) {
    if (lanes.of(j) === lane) all += 1;
  }
  return { before, all: all + before };
}

function drawLinks(state, { chosen }) {
  const { pen, ink } = state, last = new Map();
  const draws = [];
  for (const spot of state.spots) {
    const shape = kindOf(state, spot.i)[3];
    if (spot.code === NONE || shape === "tick") continue;
    const before = last.get(spot.code);
    if (before && shape !== "hollow") draws.push([before, spot]);
    last.set(spot.code, spot);
  }
  for (const [from, to] of draws) {
    const strong = to.code === chosen;
    pen.strokeStyle = strong ? ink.tones[kindOf(state, to.i)[2]]?.[0] ?? ink.dim : ink.faint;
    pen.lineWidth = strong ? 2 : 1;
    pen.globalAlpha = strong ? 1 : 0.45;
    const lean = Math.max((to.x - from.x) * 0.5, 4);
    pen.beginPath(); pen.moveTo(from.x, from.y);
    pen.bezierCurveTo(from.x + lean, from.y, to.x - lean, to.y, to.x, to.y);
    pen.stroke();
  }
  pen.globalAlpha = 1;
  pen.lineWidth = 1;
}

function drawMark(state, spot) {
  const { pen, ink, marks } = state, { i, x, y, tie } = spot;
  if (x < LEFT - 12 || x > state.width + 12) return;
  const [, , tone, shape] = kindOf(state, i);
  const [paint, tint] = ink.tones[tone] ?? ink.tones.none;
  if (tie.all > 1 && tie.before === 0 && !spot.crowd && !(barWidth(state, marks.s[i], i) > 11)) {
    pen.strokeStyle = ink.dim;
    const tall = Math.min(tie.all - 1, 2) * 9;
    pen.strokeRect(Math.round(x) - 8.5, Math.round(y - tall) - 7.5, 17, tall + 15);
    if (tie.all > 3) write(state, `+${tie.all - 3}`, x + 11, y - tall, ink.dim, "left", 600, 10);
  }
  if (tie.before > 2) return;
  pen.fillStyle = paint;
  pen.strokeStyle = paint;
  pen.beginPath();
  (SHAPES[shape] ?? SHAPES.hollow)(pen, x, y, tint, spot.width = barWidth(state, marks.s[i], i));
  if (spot.code !== NONE && spot.code === state.data.chosen && shape !== "tick" && !(spot.width > 11)) ring(state, x, y, 8.5);
  if (state.focus === i) ring(state, x, y, 11);
}

function barWidth(state, span, i) {
  if (!span) return 0;
  return Math.max(0, xOf(state, state.where[i]) - xOf(state, toPlace(state, state.marks.t[i] - span)));
}

function ring({ pen, ink }, x, y, size) {
  pen.strokeStyle = ink.accent;
  pen.lineWidth = 1.6;
  pen.beginPath(); pen.arc(x, y, size, 0, 7); pen.stroke();
  pen.lineWidth = 1;
}

const SHAPES = {
  round: (pen, x, y) => { pen.arc(x, y, 5, 0, 7); pen.fill(); },
  diamond: (pen, x, y) => {
    pen.moveTo(x, y - 6); pen.lineTo(x + 6, y); pen.lineTo(x, y + 6); pen.lineTo(x - 6, y);
    pen.fill();
  },
  square: (pen, x, y, tint, wide) => {
    const from = Math.min(x - wide, x - 11);
    pen.roundRect(wide > 11 ? from : x - 5.5, y - 5.5, wide > 11 ? x - from : 11, 11, 4);
    pen.fillStyle = tint; pen.fill(); pen.stroke();
  },
  hollow: (pen, x, y, tint) => {
    pen.arc(x, y, 4.5, 0, 7); pen.fillStyle = tint; pen.fill(); pen.lineWidth = 1.6; pen.stroke();
    pen.lineWidth = 1;
  },
  tick: (pen, x, y) => { pen.globalAlpha = 0.7; pen.fillRect(x - 1.5, y - 6, 3, 12); pen.globalAlpha = 1; },
  grey: (pen, x, y) => pen.fillRect(x - 4, y - 4, 8, 8),
};

function nameChosen(state) {
  const { data, ink } = state;
  if (!data.chosen_words || data.lanes === "order") return;
  const spot = state.spots.find(({ code, x }) => code === data.chosen && x >= LEFT);
  if (!spot) return;
  const left = spot.x > state.width - 110;
  label(state, data.chosen_words, Math.max(spot.x, LEFT + 4) + (left ? 8 : 0), spot.y - 16, ink.text,
    left ? "right" : "left", 650);
}

function drawWaiting(state, y) {
  const { pen, ink, data } = state, until = xOf(state, toPlace(state, data.at ?? nowOf(state)));
  data.waiting.slice(0, 3).forEach(([code, since, tone, words], row) => {
    const [paint, tint, readable] = ink.tones[tone] ?? ink.tones.none;
    const from = Math.min(xOf(state, toPlace(state, since)), until - 10), top = y - 9 + row * 7;
    const begin = Math.max(from, LEFT - 20), tall = data.waiting.length > 1 ? 6 : 13;
    pen.beginPath();
    pen.roundRect(begin, top, Math.max(until - begin, 6), tall, 4);
    pen.fillStyle = tint; pen.fill();
    pen.setLineDash(tone === "stuck" ? [3, 2] : []);
    pen.strokeStyle = paint; pen.stroke();
    pen.setLineDash([]);
    state.spots.push({ i: -1, x: (begin + until) / 2, y: top + tall / 2, code, bar: [begin, until], words });
    if (row > 0 || until < LEFT) return;
    const more = data.waiting_count > 1 ? ` · ${data.waiting_count} wait` : "";
    const room = begin - LEFT > 230;
    label(state, words + more, room ? begin - 7 : Math.max(begin, LEFT) + 8, y - 2, readable,
      room ? "right" : "left");
  });
}

function drawNow(state) {
  const { pen, ink, data, height, width } = state;
  const now = xOf(state, state.end), at = data.at === null ? null : xOf(state, toPlace(state, headTime(state)));
  if (at !== null) {
    pen.globalAlpha = 0.66;
    pen.fillStyle = ink.panel;
    pen.fillRect(Math.max(at, LEFT), 0, width, height - AXIS);
    pen.globalAlpha = 1;
  }
  const near = at !== null && Math.abs(now - at) < 84;
  for (const [x, words, strong] of [[now, near ? "" : "now", at === null], [at, clock(headTime(state)), true]]) {
    if (x === null || x < LEFT || x > width) continue;
    pen.strokeStyle = strong ? ink.accent : ink.faint;
    pen.lineWidth = strong ? 1.6 : 1;
    pen.beginPath(); pen.moveTo(x, 0); pen.lineTo(x, height - AXIS); pen.stroke();
    const left = x > width - 90;
    write(state, words, x + (left ? -5 : 5), 6, strong ? ink["accent-text"] : ink.dim,
      left ? "right" : "left", 600, 10.5);
  }
  pen.lineWidth = 1;
}

// --- what is not on the canvas -------------------------------------------------------------------

// The playhead moves on by itself between two refreshes while it plays.
function headTime(state) {
  const { at, plays, speed } = state.data;
  return at === null || !plays || still() ? at ?? 0
    : at + Math.min(performance.now() - state.shownAt, 1500) * speed;
}

function showRest(state) {
  const { data } = state, fresh = data.total - state.seen;
  setText(state.pill, state.follow ? "following" : fresh > 0 ? `${fresh} new →` : "to now →");
  setClass(state.pill, "pill-new", state.follow && "quiet");
  state.pill.disabled = state.follow;
  if (!state.dragging) {
    const at = data.at === null ? state.end : toPlace(state, headTime(state));
    state.range.value = state.end > 0 ? Math.round(at / state.end * 2000) : 2000;
  }
  const time = toTime(state, state.range.value / 2000 * state.end);
  state.range.disabled = !state.hi;
  setAttribute(state.range, "aria-valuetext", data.at === null ? "live" : clock(time));
  state.range.style.setProperty("--done", `${state.range.value / 20}%`);
  setText(state.live, data.at === null ? "live" : "back to live");
  setClass(state.live, "live", data.at === null && "on");
  if (data.plays && !still()) redraw(state);
}

function tipLines(state, spot) {
  if (spot.i < 0) return [spot.words];
  const { marks } = state, { i } = spot, [source, type] = kindOf(state, i), label = labelOf(state, marks.o[i]);
  const amount = marks.a[i] < NONE - 1 ? `amount ${marks.a[i] / 100}` : "";
  const order = [label && `order ${label}`, amount].filter(Boolean).join(" · ");
  const lines = [type, source, order, `${clock(marks.t[i])} UTC`];
  if (marks.s[i]) lines.push(`execution ran ${lasting(marks.s[i])}`);
  if (spot.tie.all > 1) lines.push(`${spot.tie.all} at this very millisecond`);
  return lines.filter(Boolean);
}

function spotNear(state, x, y) {
  let found = null, least = 11 ** 2;
  for (const spot of state.spots ?? []) {
    if (spot.bar && x >= spot.bar[0] && x <= spot.bar[1] && Math.abs(y - spot.y) < 7) return spot;
    const from = spot.width ? Math.max(0, spot.x - spot.width - x, x - spot.x) : spot.x - x;
    const far = from ** 2 + (spot.y - y) ** 2;
    if (far < least) [found, least] = [spot, far];
  }
  return found;
}

const gapAt = (state, x) => state.gaps.find((gap) => gap.to !== undefined
  && x >= xOf(state, gap.at) && x <= xOf(state, gap.at + FOLD));

function showTip(state, lines, x, y) {
  state.tip.hidden = !lines;
  if (!lines) return;
  reconcile(state.tip, lines, (_, at) => at, () => element("div"), (node, words) => setText(node, words));
  const wide = state.tip.offsetWidth, tall = state.tip.offsetHeight;
  state.tip.style.left = `${Math.min(Math.max(x - wide / 2, 4), state.width - wide - 4)}px`;
  state.tip.style.top = `${y - tall - 14 < -30 ? y + 16 : y - tall - 14}px`;
}

function hover(state, x, y) {
  const spot = spotNear(state, x, y), gap = spot ? null : gapAt(state, x);
  state.canvas.style.cursor = spot || gap ? "pointer" : state.dragged ? "grabbing" : "default";
  const words = gap ? [`nothing for ${lasting(gap.to - gap.from)}`, "click to unfold"] : null;
  showTip(state, spot ? tipLines(state, spot) : words, spot?.x ?? x, spot?.y ?? y);
  return { spot, gap };
}

function choose(state, code) {
  if (labelOf(state, code)) state.pick({ order: labelOf(state, code) });
}

// The next event after the one in focus, or the one before; without one, from the edge in view.
function goTo(state, step) {
  const { where } = state, n = where.length;
  if (!n) return;
  const edge = step > 0 ? place(where, state.view.from) : place(where, state.view.to) - 1;
  const at = Math.min(Math.max(state.focus < 0 ? edge : state.focus + step, 0), n - 1);
  state.focus = at;
  const span = state.view.to - state.view.from;
  if (where[at] < state.view.from || where[at] > state.view.to) {
    look(state, where[at] - span / 2, where[at] + span / 2);
  } else {
    look(state, state.view.from, state.view.to);
  }
  draw(state);
  const spot = state.spots.find(({ i }) => i === at);
  showTip(state, spot && tipLines(state, spot), spot?.x, spot?.y);
  setText(state.said, tipLines(state, spot ?? { i: at, tie: { all: 1 } }).join(", "));
}

const DEEDS = {
  w: (state) => zoom(state, 0.7), s: (state) => zoom(state, 1 / 0.7),
  a: (state) => pan(state, -0.2), d: (state) => pan(state, 0.2),
  ArrowLeft: (state) => pan(state, -0.1), ArrowRight: (state) => pan(state, 0.1),
  ArrowUp: (state) => zoom(state, 0.85), ArrowDown: (state) => zoom(state, 1 / 0.85),
  f: fit, "?": (state) => { state.keys.hidden = !state.keys.hidden; },
  ".": (state) => goTo(state, 1), ",": (state) => goTo(state, -1),
  g: (state) => { state.folding = !state.folding; state.open.clear(); relay(state); },
  l: (state) => state.pick({ lanes: state.data.lanes === "order" ? "service" : "order" }),
  Enter: (state) => state.focus >= 0 && choose(state, state.marks.o[state.focus]),
  Escape: (state) => {
    state.keys.hidden = state.tip.hidden = true;
    Object.assign(state, { focus: -1, lastFit: NONE });
    state.view.from = state.view.to - SPAN;
    followNow(state);
  },
};

// Folding changes positions: the middle of the view stays what it was.
function relay(state) {
  const half = (state.view.to - state.view.from) / 2, middle = toTime(state, state.view.from + half);
  layOut(state);
  layTail(state);
  const at = toPlace(state, middle);
  look(state, at - half, at + half, state.follow);
}

function listen(state) {
  const { canvas, range } = state, spotOf = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  canvas.onkeydown = (event) => {
    const deed = DEEDS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!deed || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    deed(state);
  };
  canvas.onpointerdown = (event) => {
    const [x] = spotOf(event);
    canvas.setPointerCapture(event.pointerId);
    state.grip = { x, view: { ...state.view } };
    state.dragged = false;
  };
  canvas.onpointermove = (event) => {
    const [x, y] = spotOf(event), { grip } = state;
    if (!grip) { hover(state, x, y); return; }
    if (Math.abs(x - grip.x) < 4 && !state.dragged) return;
    state.dragged = true;
    const by = (grip.x - x) / scale(state);
    look(state, grip.view.from + by, grip.view.to + by);
    hover(state, -99, -99);
  };
  canvas.onpointerup = (event) => {
    const { grip, dragged } = state;
    state.grip = null;
    state.dragged = false;
    if (!grip || dragged) return;
    const { spot, gap } = hover(state, ...spotOf(event));
    if (spot) choose(state, spot.code);
    else if (gap) { state.open.add(gap.from); state.tip.hidden = true; relay(state); }
  };
  canvas.onpointerleave = () => { state.tip.hidden = true; };
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (sideways) pan(state, (event.deltaX || event.deltaY) / 1200);
    else zoom(state, Math.exp(Math.max(-120, Math.min(120, event.deltaY)) / 500), spotOf(event)[0]);
  }, { passive: false });
  state.fit.onclick = () => fit(state);
  state.help.onclick = () => DEEDS["?"](state);
  state.pill.onclick = () => followNow(state);
  state.lanes.onclick = (event) => event.target.dataset.way && state.pick({ lanes: event.target.dataset.way });
  state.live.onclick = () => state.pick({ at: null });
  state.buttons.play.onclick = () => state.pick({ play: !state.data.plays });
  state.buttons.back.onclick = () => state.pick({ step: -1 });
  state.buttons.forth.onclick = () => state.pick({ step: 1 });
  state.buttons.speed.onclick = () => {
    const speeds = state.data.speeds, at = speeds.indexOf(state.data.speed);
    state.pick({ speed: speeds[(at + 1) % speeds.length] });
  };
  range.oninput = () => {
    state.dragging = true;
    if (!state.slow) scrub(state);
    showRest(state);
  };
  range.onchange = () => { state.dragging = false; state.sent = null; scrub(state); };
}

// A moment is asked for when the one before has been shown, or has taken too long. Where it takes
// long to go back, only the moment at which the thumb is let go is asked for.
function scrub(state) {
  const now = performance.now(), waits = state.sent && now - state.sent.when < 1500;
  if (waits && state.data.at !== state.sent.at) return;
  const value = Number(state.range.value);
  const at = value >= 2000 ? null : Math.round(toTime(state, value / 2000 * state.end));
  state.sent = { at, when: now };
  state.pick({ at });
}

function resize(state) {
  const ratio = devicePixelRatio || 1, box = state.stage.getBoundingClientRect();
  if (!box.width) return;
  Object.assign(state, { width: box.width, height: box.height });
  state.canvas.width = Math.round(box.width * ratio);
  state.canvas.height = Math.round(box.height * ratio);
  redraw(state);
}

// While it follows, "now" moves on; and while it plays, the page is asked to keep up.
function keepTime(component, state) {
  const beat = () => {
    if (state.follow && !document.hidden) redraw(state);
    state.timer = setTimeout(beat, 1000);
  };
  const ask = () => component.setTriggerValue("more", { tick: performance.now() });
  state.timer = state.data.plays ? setTimeout(ask, TICK) : setTimeout(beat, 1000);
}

function rest(state) {
  clearTimeout(state.timer);
  cancelAnimationFrame(state.frame);
  state.frame = 0;
  state.watch?.disconnect();
}

export default function (component) {
  const state = instance(component, build), { data } = component;
  rest(state);
  if (state.fresh) listen(state);
  const moved = state.data && state.data.at !== data.at;
  if (moved && state.sent) state.slow = performance.now() - state.sent.when > SLOW;
  Object.assign(state, { data, shownAt: performance.now(), ink: paints(state) });
  state.stage.style.height = `${data.height}px`;
  takeAll(component, state);
  if (!state.laid) layOut(state);
  if (state.ways !== data.lanes) state.tip.hidden = true;
  state.ways = data.lanes;
  layTail(state);
  if (!state.span) {
    state.span = SPAN;
    state.view = { from: state.end - SPAN * 0.97, to: state.end + SPAN * 0.03 };
  }
  const head = data.at === null ? null : toPlace(state, data.at);
  const { from, to } = state.view;
  if ((moved || state.fresh) && head !== null && (head < from || head > to - (to - from) * 0.1)) {
    look(state, head - (to - from) * 0.6, head + (to - from) * 0.4);
  }
  setText(state.head.children[0], data.title);
  for (const button of state.lanes.children) {
    setAttribute(button, "aria-pressed", String(button.dataset.way === data.lanes));
  }
  setText(state.buttons.play, data.plays ? "❚❚" : "▶");
  setAttribute(state.buttons.play, "aria-label", data.plays ? "Pause the playhead" : "Play");
  setText(state.buttons.speed, `${data.speed}×`);
  setAttribute(state.buttons.speed, "aria-label", `Speed ${data.speed}×`);
  setAttribute(state.canvas, "aria-label", data.summary);
  state.canvas.dataset.held = state.hi - state.lo;
  setAttribute(state.help, "aria-label", "Keys of the timeline");
  state.watch = new ResizeObserver(() => resize(state));
  state.watch.observe(state.stage);
  resize(state);
  keepTime(component, state);
  return () => rest(state);
}
