// Which act the keys go to while another one's page is on its way.

import assert from "node:assert/strict";
import { test } from "node:test";

import { actAfter, actAimedAt, isToBeSent, newAim, nextAim, noteShown } from "../../pages/components/recording/acts_bar.js";

test("keys go from act to act, and not beyond the first and the last", () => {
  assert.deepEqual([actAfter(1, 3, 1), actAfter(3, 3, 1), actAfter(2, 3, -1), actAfter(1, 3, -1)], [2, 0, 1, 0]);
});

const asked = { ...nextAim(newAim(), 3, 5, 1_000), sentAt: 1_000 };

test("they go on from the act gone to last, for as long as it may come yet", () => {
  assert.deepEqual([actAimedAt(asked, 3, 15_900), actAimedAt(asked, 3, 16_000)], [5, 3]);
  assert.equal(actAimedAt(newAim(), 3, 0), 3);
});

test("an act is asked for again when it is not shown after a while, or was not asked for at all", () => {
  const unsent = { ...asked, sentAt: newAim().sentAt };
  assert.deepEqual([
    isToBeSent(asked, 3, 1_500), isToBeSent(asked, 3, 2_500), isToBeSent(unsent, 3, 1_010),
    isToBeSent(unsent, 5, 1_010), isToBeSent(newAim(), 3, 10),
  ], [false, true, true, false, false]);
  assert.deepEqual([isToBeSent(unsent, 3, 15_000), isToBeSent(unsent, 3, 16_000)], [true, false]);
});

test("an act that was shown is asked for again when one before it comes back soon after", () => {
  const shown = noteShown(asked, 5, 4_000);
  assert.equal(noteShown(shown, 5, 4_900), shown);
  assert.equal(noteShown(asked, 4, 4_000), asked);
  assert.deepEqual([3, 4, 5].map((act) => isToBeSent(shown, act, 4_100)), [true, true, false]);
  assert.deepEqual([actAimedAt(shown, 3, 7_900), actAimedAt(shown, 3, 8_000)], [5, 3]);
});

test("where another act is shown than those on the way, somebody else has led there", () => {
  assert.deepEqual([2, 6].map((act) => actAimedAt(asked, act, 1_500)), [2, 6]);
  const back = nextAim(asked, 3, 4, 1_500);
  assert.deepEqual([back.way, back.to], [[3, 5], 4]);
  assert.deepEqual(nextAim(asked, 8, 9, 60_000).way, [8, 9]);
});
