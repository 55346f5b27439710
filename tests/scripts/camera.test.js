// The camera: where it looks, how it gets there, and what the other parts hear of it.

import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

import { isOn, listenToShots, shot, show, switchCamera, WHOLE as ALL } from "../../pages/components/kit/camera.js";
import { switches } from "../../pages/components/live/map_camera.js";
import { boxOfHop, numbersOf } from "../../pages/components/live/map_hops.js";
import {
  boxOf, eased, HOLD_MS, mainWay, nextShot, REST_MS, WHOLE,
} from "../../pages/components/live/shots.js";

const EDGES = [["customer", "api"], ["api", "create-order"], ["create-order", "bus"], ["bus", "rule/pay"],
  ["rule/pay", "payment"], ["bus", "rule/all"], ["rule/all", "log"], ["payment", "bus"],
  ["bus", "rule/update"], ["rule/update", "update-order"], ["update-order", "bus"]].map(([from, to]) => ({ from, to }));
const SIZE = [864, 326];
const PLACES = new Map([["customer", [4, 53, 60, 34]], ["api", [84, 50, 80, 40]], ["payment", [690, 31, 156, 54]],
  ["bus", [456, 42, 64, 270]], ["update-order", [184, 234, 108, 44]], ["rule/update", [326, 257, 104, 30]]]);

const dot = (from, to, { order = "7", start = 0 } = {}) => ({ order, start, edge: { from, to } });
const seen = (more) => ({ dots: [], arrived: [], streams: 0, main: mainWay(EDGES), ring: null, now: 100, ...more });
const inside = ([x, y, w, h]) => x >= 0 && y >= 0 && x + w <= SIZE[0] + 1e-9 && y + h <= SIZE[1] + 1e-9;

describe("where the camera looks", () => {
  test("at nothing in particular while nothing happens", () => assert.equal(nextShot(WHOLE, seen({})), WHOLE));

  test("at the newest dot, and at the way of the order before what lies beside it", () => {
    const dots = [dot("bus", "rule/all", { start: 90 }), dot("bus", "rule/pay", { start: 80 }),
      dot("create-order", "bus", { start: 10 }), dot("rule/pay", "payment", { start: 400 })];
    const found = nextShot(WHOLE, seen({ dots }));
    assert.deepEqual([found.kind, found.at, found.part], ["close", ["bus", "rule/pay"], "rule_grid"]);
    const beside = nextShot(WHOLE, seen({ dots: dots.slice(0, 1) }));
    assert.deepEqual(beside.at, ["bus", "rule/all"]);
  });

  test("at a decision, and it holds there whatever sets off meanwhile", () => {
    const held = nextShot(WHOLE, seen({ arrived: [dot("rule/pay", "payment")] }));
    assert.deepEqual([held.kind, held.at, held.part], ["held", ["payment"], "state_graph"]);
    const dots = [dot("payment", "bus")];
    assert.equal(nextShot(held, seen({ dots, now: 99 + HOLD_MS })), held);
    assert.equal(nextShot(held, seen({ dots, now: 100 + HOLD_MS })).kind, "close");
  });

  test("at the whole for a burst, also while it held", () => {
    const dots = ["1", "2", "3", "4"].map((order) => dot("customer", "api", { order }));
    const held = nextShot(WHOLE, seen({ arrived: [dot("rule/pay", "payment")] }));
    assert.equal(nextShot(held, seen({ dots })), WHOLE);
    assert.equal(nextShot(held, seen({ streams: 4 })), WHOLE);
    assert.equal(nextShot(WHOLE, seen({ dots: dots.slice(1) })).kind, "close");
  });

  test("rests where it was for a while, then at what is lost, or the whole", () => {
    const close = nextShot(WHOLE, seen({ dots: [dot("customer", "api")] }));
    assert.equal(nextShot(close, seen({ now: 99 + REST_MS })), close);
    assert.equal(nextShot(close, seen({ now: 100 + REST_MS })), WHOLE);
    assert.equal(nextShot(close, seen({ now: 100 + REST_MS, ring: [443, 272] })).kind, "lost");
  });
});

describe("the part of the map in view", () => {
  test("has the map's proportions, lies inside of it, and holds what is looked at", () => {
    for (const at of [["customer", "api"], ["payment"], ["bus", "rule/update"], ["update-order", "bus"]]) {
      const box = boxOf({ kind: "close", at }, PLACES, SIZE);
      assert.ok(inside(box) && Math.abs(box[2] / box[3] - SIZE[0] / SIZE[1]) < 1e-9, at.join());
      assert.ok(box[2] < SIZE[0]);
      for (const id of at) {
        const [x, y, w, h] = PLACES.get(id);
        assert.ok(x >= box[0] && x + w <= box[0] + box[2], id);
        assert.ok(id === "bus" || (y >= box[1] && y + h <= box[1] + box[3]), id);
      }
    }
  });

  test("is all of it for the whole, for a part there is not, and around a ring for what is lost", () => {
    assert.deepEqual(boxOf(WHOLE, PLACES, SIZE), [0, 0, ...SIZE]);
    assert.deepEqual(boxOf({ kind: "close", at: ["gone"] }, PLACES, SIZE), [0, 0, ...SIZE]);
    const box = boxOf({ kind: "lost", at: [] }, PLACES, SIZE, [443, 272]);
    assert.ok(inside(box) && box[0] < 443 && box[0] + box[2] > 443 && box[1] + box[3] > 272);
  });

  test("is reached in steps that get smaller, and then stands", () => {
    const wanted = [400, 20, 400, 150];
    let box = [0, 0, ...SIZE], steps = 0;
    for (let far = Infinity; box !== wanted && steps < 500; steps += 1) {
      box = eased(box, wanted, 16);
      const left = Math.abs(wanted[0] - box[0]);
      assert.ok(left <= far);
      far = left;
    }
    assert.equal(box, wanted);
    assert.ok(steps > 20);
  });
});

describe("the switch", () => {
  beforeEach(() => switchCamera(false));

  test("tells of a shot once, and of none while it is off", () => {
    const told = [], end = listenToShots(({ kind }) => told.push(kind));
    show({ kind: "close", part: "summary" });
    assert.equal(shot(), ALL);
    switchCamera(true);
    show({ kind: "close", part: "summary" });
    show({ kind: "close", part: "summary" });
    switchCamera(false);
    end();
    switchCamera(true);
    assert.deepEqual([told, isOn()], [["whole", "close", "whole"], true]);
  });
});

describe("the key", () => {
  const pressed = (key, more = {}) => ({ key, composedPath: () => [{ localName: "canvas" }], ...more });

  test("is C, or Escape while the camera is on, wherever the focus is but in a dialog or a field", () => {
    assert.deepEqual([pressed("c"), pressed("C"), pressed("Escape"), pressed("x")].map((each) => switches(each, false)),
      [true, true, false, false]);
    assert.equal(switches(pressed("Escape"), true), true);
    assert.equal(switches(pressed("c", { ctrlKey: true }), true), false);
    const inside = (node) => pressed("c", { composedPath: () => [node, { localName: "dialog" }] });
    assert.equal(switches(inside({ localName: "button" }), true), false);
    assert.equal(switches(pressed("c", { composedPath: () => [{ closest: () => ({}) }] }), true), false);
  });
});

describe("the hops of an open sheet on the map", () => {
  test("are numbered in their order, several at one part", () => {
    assert.deepEqual([...numbersOf(["api", "table", "bus", "payment", "payment", ""])],
      [["api", [1]], ["table", [2]], ["bus", [3]], ["payment", [4, 5]]]);
  });

  test("stay in the strip above the sheet: what is high stands, what is low moves up", () => {
    assert.deepEqual(boxOfHop(PLACES.get("api"), SIZE), [0, 0, ...SIZE]);
    assert.deepEqual(boxOfHop(PLACES.get("bus"), SIZE), [0, 2, ...SIZE]);
    assert.deepEqual(boxOfHop(PLACES.get("update-order"), SIZE), [0, 176, ...SIZE]);
  });
});
