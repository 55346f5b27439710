// A frame is drawn when something has changed, and once for all that changes before it.

export function redraw(state) {
  if (!state.frame && state.canvas.isConnected) {
    state.frame = requestAnimationFrame(() => { state.frame = 0; state.draw(); });
  }
}
