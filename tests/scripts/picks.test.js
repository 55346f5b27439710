// What is picked in a component is numbered, and sent until it was heard.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { withPicks } from "../../pages/components/kit/picks.js";

// A component as Streamlit shows it: `show` refreshes it with what the server has heard; `pass` lets time pass.
function mounted() {
  const host = { isConnected: true }, sent = [], timers = [];
  const clock = { now: 0, rests: true };
  const ask = { now: () => clock.now, later: (run, wait) => timers.push({ run, at: clock.now + wait }), rests: () => clock.rests };
  const show = (heard = ["", 0]) =>
    withPicks({ parentElement: host, setTriggerValue: (...said) => sent.push(said) }, heard, ask);
  const next = (ends) => timers.sort((one, other) => one.at - other.at)[0]?.at <= ends && timers.shift();
  const pass = (ms) => {
    const ends = clock.now + ms;
    for (let due = next(ends); due; due = next(ends)) {
      clock.now = due.at;
      due.run();
    }
    clock.now = ends;
  };
  const values = () => sent.at(-1)[1].picks.map(([, , value]) => value);
  return { host, sent, clock, pass, show, values };
}

const numbers = ([, { picks }]) => picks.map(([number]) => number);

describe("picks", () => {
  test("are sent with their names and values, each with a higher number", () => {
    const { sent, show } = mounted();
    show().setTriggerValue("map_pick", { element: "rule" });
    const [[trigger, { window, picks: [[number, name, value]] }]] = sent;
    assert.deepEqual([trigger, name, value], ["picks", "map_pick", { element: "rule" }]);
    assert.ok(window);
    show([window, number]).setTriggerValue("pick", 2);
    assert.deepEqual(numbers(sent[1]), [number + 1]);
  });

  test("that were not heard are sent along, also after a refresh", () => {
    const { show, values } = mounted();
    const component = show();
    component.setTriggerValue("pick", "a");
    component.setTriggerValue("pick", "b");
    assert.deepEqual(values(), ["a", "b"]);
    show().setTriggerValue("pick", "c");
    assert.deepEqual(values(), ["a", "b", "c"]);
  });

  test("that were heard are not", () => {
    const { sent, show, values } = mounted();
    const component = show();
    component.setTriggerValue("pick", "a");
    component.setTriggerValue("pick", "b");
    const { window } = sent[0][1];
    show([window, numbers(sent[0])[0]]).setTriggerValue("pick", "c");
    assert.deepEqual(values(), ["b", "c"]);
  });

  test("a component knows whether its data is of after all of them", () => {
    const { sent, show } = mounted();
    const component = show();
    assert.ok(component.isHeard);
    component.setTriggerValue("pick", "a");
    component.setTriggerValue("pick", "b");
    const { window } = sent[0][1], [first, second] = numbers(sent[1]);
    assert.deepEqual([show().isHeard, show([window, first]).isHeard, show([window, second]).isHeard], [false, false, true]);
  });

  test("another window's number says nothing of them", () => {
    const { show, values } = mounted();
    show().setTriggerValue("pick", "a");
    show(["another", 1e9]).setTriggerValue("pick", "b");
    assert.deepEqual(values(), ["a", "b"]);
  });

  test("that nobody expects any longer are sent no more", () => {
    const { clock, show, values } = mounted();
    show().setTriggerValue("pick", "a");
    clock.now = 31_000;
    show().setTriggerValue("pick", "b");
    assert.deepEqual(values(), ["b"]);
  });

  test("that were not heard are sent again, each time after twice as long", () => {
    const { sent, pass, show, values } = mounted();
    show().setTriggerValue("pick", "a");
    const sentBy = [700, 100, 1500, 100, 3200, 6400, 12_800, 60_000].map((ms) => (pass(ms), sent.length));
    assert.deepEqual([sentBy, values()], [[1, 2, 2, 3, 4, 5, 6, 6], ["a"]]);
  });

  test("that were heard meanwhile are not sent again", () => {
    const { sent, pass, show } = mounted();
    show().setTriggerValue("pick", "a");
    pass(500);
    show([sent[0][1].window, numbers(sent[0])[0]]);
    pass(60_000);
    assert.equal(sent.length, 1);
  });

  test("that were sent along with a newer one are not sent again by themselves", () => {
    const { sent, pass, show, values } = mounted();
    show().setTriggerValue("pick", "a");
    pass(700);
    show().setTriggerValue("pick", "b");
    pass(700);
    assert.equal(sent.length, 2);
    pass(100);
    assert.deepEqual([sent.length, values()], [3, ["a", "b"]]);
  });

  test("are not sent again where something is pressed or runs", () => {
    const { sent, clock, pass, show } = mounted();
    show().setTriggerValue("pick", "a");
    clock.rests = false;
    pass(5000);
    assert.equal(sent.length, 1);
    clock.rests = true;
    pass(200);
    assert.equal(sent.length, 2);
  });

  test("of what is no more are not sent again", () => {
    const { host, sent, pass, show } = mounted();
    show().setTriggerValue("pick", "a");
    host.isConnected = false;
    pass(5000);
    assert.equal(sent.length, 1);
  });
});
