// Every key of the dashboard, in one list: where it works, its name, and what it does. No key means
// two things; a test compares the list with what the parts of the page listen to.

export const KEYS = [
  ["Live", "1 2 3 4 5", "play a scenario"],
  ["Live", "6", "play the burst"],
  ["Live", "V", "ask the audience; close the vote"],
  ["Live", "Q", "guess first, or not"],
  ["Live", "C", "camera: go to the newest event, or end it"],
  ["Every page", "Space", "pause, resume"],
  ["Every page", "S", "step: let the next thing happen"],
  ["Every page", "R", "recording: go there, or back to the live world"],
  ["Every page", "M", "mark an act of the recording that is made"],
  ["Every page", "H", "hide the lesson, or show it"],
  ["Every page", "?", "these keys"],
  ["Every page", "Esc", "close what is open"],
  ["Recording", "N B", "next act, act before"],
  ["Recording", "T", "acts by hand, by themselves, in a loop"],
  ["Timeline", "+ −", "zoom in, out"],
  ["Timeline", "A D", "earlier, later"],
  ["Timeline", "F", "fit the order, then all"],
  ["Timeline, recording", ". ,", "next, previous event"],
  ["Timeline", "Enter", "choose the order of the event"],
  ["Timeline", "E", "open the event"],
  ["Timeline", "W", "newest, or last 20 s"],
  ["Timeline", "G", "fold idle time or not"],
  ["Timeline", "L", "lanes by service or by order"],
  ["Timeline", "Esc", "follow what is new"],
  ["Timeline", "wheel", "zoom; with Shift: earlier, later"],
  ["Timeline", "Ctrl wheel", "zoom where the page is narrow"],
  ["Map and lists", "← ↑ → ↓", "go from part to part, from row to row"],
  ["Map and lists", "Enter", "choose it"],
];

export const sections = () => [...new Set(KEYS.map(([where]) => where))]
  .map((where) => [where, KEYS.filter(([place]) => place === where)]);
