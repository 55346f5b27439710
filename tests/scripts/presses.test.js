// Presses of Streamlit's buttons, one after the other.

import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

import { Presses } from "../../pages/components/frame/presses.js";

describe("a press", () => {
  let now, pressed, presses;
  beforeEach(() => {
    [now, pressed] = [0, []];
    presses = new Presses((name) => name !== "gone" && pressed.push(name), () => now);
  });

  test("goes at once, where none is on its way", () => {
    assert.ok(presses.mayGo("one"));
    presses.hear(1);
    assert.ok(presses.mayGo("one"));
  });

  test("waits until the one before was heard", () => {
    presses.mayGo("one");
    assert.ok(!presses.mayGo("two") && !presses.mayGo("three"));
    presses.hear(0); // what the page said before it heard of it
    assert.deepEqual(pressed, []);
    presses.hear(1);
    presses.hear(1);
    assert.deepEqual(pressed, ["two"]);
    presses.hear(2);
    assert.deepEqual(pressed, ["two", "three"]);
  });

  test("does not overtake those that wait", () => {
    presses.mayGo("one");
    presses.mayGo("two");
    now = 1200;
    assert.ok(!presses.mayGo("three"));
    presses.goOn();
    presses.hear(1);
    assert.deepEqual(pressed, ["two", "three"]);
  });

  test("waits no longer for one that was lost", () => {
    presses.mayGo("one");
    presses.mayGo("two");
    now = 1199;
    presses.goOn();
    assert.deepEqual(pressed, []);
    now = 1200;
    presses.goOn();
    assert.deepEqual(pressed, ["two"]);
  });

  test("waits for none whose button is gone", () => {
    for (const name of ["one", "gone", "two", "gone", "gone"]) presses.mayGo(name);
    presses.hear(1);
    assert.deepEqual(pressed, ["two"]);
    presses.hear(2);
    assert.ok(presses.mayGo("three"));
  });

  test("is heard in a session that begins anew, too", () => {
    presses.hear(7);
    presses.mayGo("one");
    presses.hear(0);
    assert.ok(presses.mayGo("two"));
  });

  test("is nobody's where twenty others wait", () => {
    for (let count = 0; count < 30; count += 1) presses.mayGo("one");
    for (let count = 1; count < 30; count += 1) presses.hear(count);
    assert.equal(pressed.length, 20);
  });
});
