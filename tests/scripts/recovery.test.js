import assert from "node:assert/strict";
import { test } from "node:test";
import { isEmptied, openAgain } from "../../pages/components/frame/recovery.js";

function opened(states) {
  const kept = new Map(), storage = { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value) };
  const at = [];
  for (const [nowMs, testConnectionState] of states) {
    openAgain({ dataset: { testConnectionState } }, storage, nowMs, () => at.push(nowMs));
  }
  return at;
}

test("a page whose connection has ended for good is opened again, not twice in half a minute", () => {
  const ended = "DISCONNECTED_FOREVER";
  assert.deepEqual(opened([[0, "CONNECTED"], [1, ended], [2, ended], [30_000, ended], [30_001, ended]]), [1, 30_001]);
});

test("one that draws nothing any more is opened again, too", () => {
  const at = [], storage = { getItem: () => null, setItem: () => {} };
  openAgain(null, storage, 7, () => at.push(7));
  assert.deepEqual(at, [7]);
});

test("a page is empty when it is ready and shows nothing of its own", () => {
  const empty = (testScriptState, testConnectionState, shown) =>
    isEmptied({ dataset: { testScriptState, testConnectionState }, querySelector: (selector) => (selector.includes("stMain") ? shown : null) });
  assert.deepEqual([
    empty("notRunning", "CONNECTED", null), empty("running", "CONNECTED", null),
    empty("notRunning", "CONNECTING", null), empty("notRunning", "CONNECTED", {}), isEmptied(null),
  ], [true, false, false, false, false]);
});

test("a page that is on its way, and has not its address yet, is not taken for an empty one", () => {
  const dataset = { testScriptState: "notRunning", testConnectionState: "CONNECTED" };
  const open = (pathname) => ({ dataset, querySelector: (selector) => (selector.includes("aria-current") ? { pathname } : null) });
  assert.deepEqual([isEmptied(open("/orders"), "/"), isEmptied(open("/orders"), "/orders")], [false, true]);
});

test("one that waits for its server is left alone", () => {
  assert.deepEqual(opened([[0, "PINGING_SERVER"], [1, "CONNECTING"], [2, undefined]]), []);
});
