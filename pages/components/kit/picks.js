// Numbers what is picked in a component, and sends along what the server has not heard yet: of two picks that wait
// for a run Streamlit (1.67) keeps the newer. The server does each once, and says which it has heard (picks.py). A
// component learns by ``isHeard`` whether its data knows of all of them.

import { isAtRest } from "./base.js";

// What was not heard for so long is sent no more: nobody expects it any longer.
const FORGET_MS = 30_000;

// What is not heard by an answer that comes so long after is lost: a request that comes just when a run begins for
// another one takes its place, presses and all. Sent along with the next pick only, it would be done late.
const AGAIN_MS = 800;

const ownName = Math.random().toString(36).slice(2); // of this window, for numbers begin anew in each
const waiting = new WeakMap(); // the picks that may not have been heard, by the element of the component
let count = 0;

export function withPicks(component, [window, last], now = () => performance.now(), rests = isAtRest) {
  const host = component.parentElement;
  const unheard = () => (waiting.get(host)?.picks ?? []).filter(({ at }) => now() - at < FORGET_MS);
  const keep = (picks) => waiting.set(host, { picks, sentAt: waiting.get(host)?.sentAt ?? now() });
  const send = () => {
    waiting.get(host).sentAt = now();
    component.setTriggerValue("picks", { window: ownName, picks: unheard().map(({ pick }) => pick) });
  };
  keep(window === ownName ? unheard().filter(({ pick: [number] }) => number > last) : unheard());
  if (unheard().length && now() - waiting.get(host).sentAt >= AGAIN_MS && rests()) send();
  const setTriggerValue = (name, value) => {
    count += 1;
    keep([...unheard(), { at: now(), pick: [count, name, value] }]);
    send();
  };
  return { ...component, setTriggerValue, isHeard: !unheard().length };
}
