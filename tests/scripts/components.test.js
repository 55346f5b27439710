// What the scripts of components work out before they touch the page, and how nodes are kept.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { instance, reconcile, text, tone } from "../../pages/components/kit/base.js";
import { linesOf as answerLines } from "../../pages/components/kit/both_answers.js";
import { cutWhere, setLabel } from "../../pages/components/kit/label.js";
import { writeSub } from "../../pages/components/live/flow_map.js";
import { allRows, spoken as spokenEvent } from "../../pages/components/log/event_feed.js";
import { numbered, veil } from "../../pages/components/order/narrative.js";
import { spoken as spokenOrder } from "../../pages/components/orders/table.js";
import { linesOf } from "../../pages/components/rules/pattern_verdict.js";

// As much of a node as keeping children in order needs.
class FakeNode {
  constructor(name = "") {
    Object.assign(this, { name, children: [], parentNode: null, isConnected: true });
  }

  get nextSibling() {
    const { children } = this.parentNode;
    return children[children.indexOf(this) + 1] ?? null;
  }

  insertBefore(node, next) {
    node.remove();
    this.children.splice(next ? this.children.indexOf(next) : this.children.length, 0, node);
    node.parentNode = this;
  }

  remove() {
    const { children = [] } = this.parentNode ?? {};
    if (children.includes(this)) children.splice(children.indexOf(this), 1);
    this.parentNode = null;
  }

  replaceChildren() {
    for (const child of [...this.children]) child.remove();
  }

  querySelector() {
    return this.children[0];
  }
}

describe("nodes", () => {
  const show = (parent, keys, updated = []) => reconcile(parent, keys, (key) => key,
    (key) => new FakeNode(key), (node, key) => updated.push(key));
  const names = (parent) => parent.children.map(({ name }) => name);

  test("what stays keeps its node, in the order that is wanted", () => {
    const parent = new FakeNode();
    show(parent, ["a", "b", "c"]);
    const [a, , c] = parent.children;
    const added = show(parent, ["c", "x", "a"]);
    assert.deepEqual(names(parent), ["c", "x", "a"]);
    assert.ok(parent.children[0] === c && parent.children[2] === a);
    assert.deepEqual(added.map(({ name }) => name), ["x"]);
  });

  test("items are updated from first to last", () => {
    const updated = [];
    show(new FakeNode(), ["a", "b", "c"], updated);
    assert.deepEqual(updated, ["a", "b", "c"]);
  });

  test("of keys that come twice the older item keeps its node when one comes before it", () => {
    const parent = new FakeNode();
    show(parent, ["a", "b"]);
    const [a] = parent.children;
    show(parent, ["a", "a", "b"]);
    assert.deepEqual(names(parent), ["a", "a", "b"]);
    assert.ok(parent.children[1] === a);
  });
});

describe("the state of a component", () => {
  const mounted = () => {
    const host = new FakeNode(), root = new FakeNode();
    host.insertBefore(root, null);
    return { host, root, component: { parentElement: host, setTriggerValue: () => {} } };
  };

  test("is the object that was built, on every refresh", () => {
    const { component } = mounted(), built = { count: 0 };
    const state = instance(component, () => built);
    assert.equal(state, built);
    assert.equal(state.fresh, true);
    assert.equal(instance(component, () => assert.fail("it is built once")), state);
    assert.equal(state.fresh, false);
  });

  test("has no field that was not named when it was built", () => {
    const { component } = mounted(), state = instance(component, () => ({ count: 0 }));
    state.count = 1;
    assert.throws(() => { state.other = 1; }, TypeError);
  });

  test("begins anew, with an empty root, where the page was built anew", () => {
    const { component, root } = mounted();
    instance(component, () => ({}));
    root.insertBefore(new FakeNode("old"), null);
    root.isConnected = false;
    assert.equal(instance(component, () => ({})).fresh, true);
    assert.equal(root.children.length, 0);
  });
});

describe("words", () => {
  test("nothing is the empty text, and anything else its text", () => {
    assert.deepEqual([null, undefined, 0, false].map(text), ["", "", "0", "false"]);
  });

  test("an unknown tone is none", () => {
    assert.deepEqual(["stuck", "x\" onclick", undefined].map(tone), ["tone-stuck", "tone-none", "tone-none"]);
  });

  const upTo = (room) => (words) => words.length <= room;

  test("words that fit stay as they are", () => {
    assert.equal(cutWhere("payment", upTo(7)), "payment");
  });

  test("as many letters stay as fit with an ellipsis", () => {
    assert.equal(cutWhere("payment-service", upTo(8)), "payment…");
    for (let room = 2; room < 15; room += 1) {
      assert.equal(cutWhere("payment-service", upTo(room)).length, room);
    }
  });

  test("no blank stands before the ellipsis, and one letter always stays", () => {
    assert.equal(cutWhere("Payment Failed", upTo(9)), "Payment…");
    assert.equal(cutWhere("payment", () => false), "p…");
    assert.equal(cutWhere("", () => false), "");
  });

  // A text of SVG in which each letter is ten units wide.
  const label = () => ({
    textContent: "",
    said: {},
    getAttribute(name) { return this.said[name] ?? null; },
    setAttribute(name, value) { this.said[name] = value; },
    removeAttribute(name) { delete this.said[name]; },
    getComputedTextLength() { return Number(this.said.textLength ?? 10 * this.textContent.length); },
  });

  test("a name that is a little too wide stands in narrower letters, and is whole", () => {
    const customer = label();
    setLabel(customer, "Customer", 75);
    assert.deepEqual([customer.textContent, customer.said],
      ["Customer", { textLength: "75", lengthAdjust: "spacingAndGlyphs" }]);
  });

  test("one that fits or is far too wide does not, whatever stood there before", () => {
    const name = label();
    for (const [width, shown] of [[75, "Customer"], [80, "Customer"], [75, "Customer"], [60, "Custo…"]]) {
      setLabel(name, "Customer", width);
      assert.deepEqual([name.textContent, "textLength" in name.said], [shown, width === 75]);
    }
  });
});

describe("the event feed", () => {
  const rows = (...keys) => keys.map((key) => ({ key }));
  const refresh = (held, data) => {
    const asked = [], component = { data, setTriggerValue: (...wish) => asked.push(wish) };
    return [allRows(component, { rows: held }).map(({ key }) => key), asked];
  };

  test("a whole list is what was sent", () => {
    assert.deepEqual(refresh(rows("1"), { rows: rows("3", "2"), whole: true }), [["3", "2"], []]);
  });

  test("the newest come before those held", () => {
    const [shown, asked] = refresh(rows("2", "1"), { rows: rows("3", "2"), whole: false, count: 3 });
    assert.deepEqual([shown, asked], [["3", "2", "1"], []]);
  });

  test("where some are lacking, all are asked for", () => {
    const [, asked] = refresh(rows("1"), { rows: rows("9"), whole: false, count: 5 });
    assert.deepEqual(asked, [["resync", { have: 2, count: 5 }]]);
  });

  test("a row is read aloud without what it lacks", () => {
    assert.equal(spokenEvent({ detail_type: "OrderCreated", source: "order-service", order: "7", text: "", time: "1" }),
      "OrderCreated, order-service, order 7, 1");
  });
});

test("an order is read aloud with the names of its columns", () => {
  const columns = [{ key: "order", label: "Order" }, { key: "outcome", label: "Outcome" }, { key: "next", label: "Next" }];
  assert.equal(spokenOrder({ order: "7", outcome: "✓ Completed", next: "" }, { columns, twin: "7" }),
    "Order 7, Outcome Completed, compared with the chosen one");
});

test("the fields of each choice stand below it", () => {
  const field = { met: true, path: "source", wanted: "a", came: "a" };
  const lines = linesOf({ fields: [field], choices: [{ label: "choice 1 of 2", met: false, fields: [field] }] });
  assert.deepEqual(lines.map(({ kind, path }) => [kind, path]),
    [["field", "source"], ["choice", "choice 1 of 2"], ["field inner", "source"]]);
});

describe("the line below the name of a part of the map", () => {
  const written = (words, width) => {
    const node = { dataset: {}, textContent: "", getComputedTextLength() { return this.textContent.length * 8; } };
    writeSub(node, words, width);
    return node.textContent;
  };

  test("has a count and its unit, or the count alone where there is no room", () => {
    assert.equal(written("153 sent", 80), "153 sent");
    assert.equal(written("153 sent", 48), "153");
    assert.equal(written("12.3 k sent", 60), "12.3 k");
  });
});

test("the lines of a story that tell of an event are numbered, where they can be opened", () => {
  const lines = [{ origin: "catch-all log" }, { origin: "delivery: FUNCTION_ERROR" }, { origin: "catch-all log" }];
  assert.deepEqual(numbered(lines, true).map(({ event }) => event), [0, null, 1]);
  assert.deepEqual(numbered(lines, undefined).map(({ event }) => event), [null, null, null]);
});

test("a story that is not told yet has no heading over nothing", () => {
  const { title, lines } = veil({ title: "Story", lines: [{ time: "", spans: [] }], empty: "" });
  assert.deepEqual([title, lines], ["", []]);
});

test("both answers: a line for what was asked about, then one for each field", () => {
  const same = { field: "status", ours: "SUCCEEDED", aws: "SUCCEEDED", same: true };
  const groups = [
    { title: "isFraud", note: "", rows: [same, { ...same, aws: "FAILED", same: false }] },
    { title: "", note: "", rows: [same] },
  ];
  const kinds = answerLines({ groups }).map(({ kind }) => kind);
  assert.deepEqual(kinds, ["title", "same", "different", "same"]);
});
