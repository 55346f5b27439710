// What is picked in a component is numbered, and sent until it was heard.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { withPicks } from "../../pages/components/kit/picks.js";

// A component as Streamlit shows it: `show` refreshes it with what the server has heard.
function mounted() {
  const host = {}, sent = [], clock = { now: 0, rests: true };
  const show = (heard = ["", 0]) =>
    withPicks({ parentElement: host, setTriggerValue: (...said) => sent.push(said) }, heard,
      () => clock.now, () => clock.rests);
  const values = () => sent.at(-1)[1].picks.map(([, , value]) => value);
  return { sent, clock, show, values };
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

  test("that an answer long after has not heard are sent again, once for each such answer", () => {
    const { sent, clock, show, values } = mounted();
    show().setTriggerValue("pick", "a");
    clock.now = 500;
    show();
    assert.equal(sent.length, 1);
    clock.now = 1000;
    show(), show();
    assert.deepEqual([sent.length, values()], [2, ["a"]]);
    show([sent[0][1].window, numbers(sent[0])[0]]);
    clock.now = 5000;
    show([sent[0][1].window, numbers(sent[0])[0]]);
    assert.equal(sent.length, 2);
  });

  test("are not sent again just after a press, which may lead to another page", () => {
    const { sent, clock, show } = mounted();
    show().setTriggerValue("pick", "a");
    Object.assign(clock, { now: 1000, rests: false });
    show();
    assert.equal(sent.length, 1);
    clock.rests = true;
    show();
    assert.equal(sent.length, 2);
  });

  test("that were lost are not sent again when nobody expects them any longer", () => {
    const { sent, clock, show } = mounted();
    show().setTriggerValue("pick", "a");
    clock.now = 31_000;
    show();
    assert.equal(sent.length, 1);
  });
});
