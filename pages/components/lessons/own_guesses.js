// What was answered in a lesson, kept by the tab: a page that is loaded anew begins a session that knows of no answer, and
// would ask again. It is told once in a window, and decides what of it is still so.

const KEPT = "eda-guesses:";
const told = new Map(); // whether a session has known of answers, by what they are kept under

const isEmpty = (guesses) => !Object.keys(guesses).length;

export function keepGuesses({ draft, guesses }, pick, store = globalThis.sessionStorage) {
  const name = KEPT + draft;
  try {
    if (!isEmpty(guesses)) store.setItem(name, JSON.stringify(guesses));
    else if (told.get(name)) store.removeItem(name); // the lesson has begun again
    else if (!told.has(name) && store.getItem(name)) pick({ guessed: JSON.parse(store.getItem(name)) });
  } catch { /* a browser that keeps nothing */ }
  told.set(name, !isEmpty(guesses));
}
