// Which act the keys go to while another one's page is on its way.

import assert from "node:assert/strict";
import { test } from "node:test";

import { actAfter, actAimedAt, isToBeSent, newAim } from "../../pages/components/recording/acts_bar.js";

test("keys go from act to act, and not beyond the first and the last", () => {
  assert.deepEqual([actAfter(1, 3, 1), actAfter(3, 3, 1), actAfter(2, 3, -1), actAfter(1, 3, -1)], [2, 0, 1, 0]);
});

test("they go on from the act gone to last, for as long as it may come yet", () => {
  const aim = { to: 5, at: 1_000, isSent: true };
  assert.deepEqual([actAimedAt(aim, 3, 1_100), actAimedAt(aim, 3, 5_000)], [5, 3]);
  assert.equal(actAimedAt(newAim(), 3, 0), 3);
});

test("an act is asked for again when it is not shown after a while, or was not asked for at all", () => {
  const sent = { to: 5, at: 0, isSent: true }, unsent = { ...sent, isSent: false };
  assert.deepEqual([
    isToBeSent(sent, 3, 500), isToBeSent(sent, 3, 1_500), isToBeSent(unsent, 3, 10),
    isToBeSent(unsent, 5, 10), isToBeSent(newAim(), 3, 10),
  ], [false, true, true, false, false]);
  assert.deepEqual([isToBeSent(sent, 3, 5_000), isToBeSent(unsent, 3, 14_000), isToBeSent(unsent, 3, 15_000)], [false, true, false]);
});
