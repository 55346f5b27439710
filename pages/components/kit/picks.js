// Numbers what is picked in a component, and sends along what the server has not heard yet: of two picks that wait
// for a run Streamlit (1.67) keeps the newer. The server does each once, and says which it has heard (picks.py). A
// component learns by ``isHeard`` whether its data knows of all of them.

import { isAtRest, isRunning } from "./base.js";

// What was not heard for so long is sent no more: nobody expects it any longer.
const FORGET_MS = 30_000;

// What was not heard so long after it was sent may be lost: a request that comes just when a run begins for another one
// takes its place, presses and all. So it is sent again, and each time waits twice as long. Not while the server is at
// work: that may be for this, and would begin anew. Nor just after a press, which may lead to another page.
const AGAIN_MS = 800, LOOK_MS = 200;

const CLOCK = { now: () => performance.now(), later: setTimeout, rests: () => isAtRest() && !isRunning() };

const ownName = Math.random().toString(36).slice(2); // of this window, for numbers begin anew in each
const waiting = new WeakMap(); // the picks that may not have been heard, by the element of the component
let count = 0;

export function withPicks(component, [window, last], { now, later, rests } = CLOCK) {
  const host = component.parentElement;
  const unheard = () => (waiting.get(host) ?? []).filter(({ at }) => now() - at < FORGET_MS);
  const send = () => component.setTriggerValue("picks", { window: ownName, picks: unheard().map(({ pick }) => pick) });
  const sendUntilHeard = (number, wait = AGAIN_MS) => {
    send();
    const look = () => {
      if (!host.isConnected || unheard().at(-1)?.pick[0] !== number) return;
      if (rests()) sendUntilHeard(number, 2 * wait);
      else later(look, LOOK_MS);
    };
    later(look, wait);
  };
  waiting.set(host, unheard().filter(({ pick: [number] }) => window !== ownName || number > last));
  const setTriggerValue = (name, value) => {
    count += 1;
    waiting.set(host, [...unheard(), { at: now(), pick: [count, name, value] }]);
    sendUntilHeard(count);
  };
  return { ...component, setTriggerValue, isHeard: !unheard().length };
}
