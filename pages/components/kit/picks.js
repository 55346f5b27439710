// Numbers what is picked in a component, and sends along what the server has not heard yet: of two picks that wait
// for a run Streamlit (1.67) keeps the newer. The server does each once, and says which it has heard (picks.py).

// What was not heard for so long is sent no more: nobody expects it any longer.
const FORGET_MS = 30_000;

const ownName = Math.random().toString(36).slice(2); // of this window, for numbers begin anew in each
const waiting = new WeakMap(); // the picks that may not have been heard, by the element of the component
let count = 0;

export function withPicks(component, [window, last], now = () => performance.now()) {
  const host = component.parentElement;
  const unheard = () => (waiting.get(host) ?? []).filter(({ at }) => now() - at < FORGET_MS);
  if (window === ownName) waiting.set(host, unheard().filter(({ pick: [number] }) => number > last));
  const setTriggerValue = (name, value) => {
    count += 1;
    waiting.set(host, [...unheard(), { at: now(), pick: [count, name, value] }]);
    component.setTriggerValue("picks", { window: ownName, picks: waiting.get(host).map(({ pick }) => pick) });
  };
  return { ...component, setTriggerValue };
}
