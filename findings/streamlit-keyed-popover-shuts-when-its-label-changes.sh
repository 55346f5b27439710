#!/usr/bin/env bash
# A Streamlit popover or expander that tells whether it is open, with a key, whose label counts something.
#
# Guess: the key is who it is, as it is for an input: a number typed under a key stays while its label
# changes, so a menu "1 armed" that becomes "2 armed" while it is open stays open, too.
# What happens: the number stays, and both containers are shut: to them the label is a part of who they are,
# whatever the key. What is drawn only while `open` is gone in the very run that changed the label.
# Tool: streamlit 1.67.0, Python 3.11 (its own AppTest; a browser shows the same).
# Output seen: "before: popover True, expander True, number 3; after: popover False, expander False, number 3".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 300 venv/bin/pip install --quiet --disable-pip-version-check streamlit==1.67.0 2>/dev/null
cat > show.py <<'PY'
from streamlit.testing.v1 import AppTest


def page():
    import streamlit as st

    count = st.session_state.setdefault("count", 1)
    menu = st.popover(f"{count} armed", key="menu", on_change="rerun")
    fold = st.expander(f"{count} kept", key="fold", on_change="rerun")
    number = st.number_input(f"Of {count}", key="number", step=1)
    st.text(f"popover {menu.open}, expander {fold.open}, number {number}")
    st.button("more", on_click=lambda: st.session_state.update(count=count + 1))


app = AppTest.from_function(page).run()
for name, value in (("menu", True), ("fold", True), ("number", 3)):
    app.session_state[name] = value
before = app.run().text[0].value
after = app.button[0].click().run().text[0].value
print(f"before: {before}; after: {after}")
PY
seen=$(timeout 120 venv/bin/python show.py 2>/dev/null)
if [ "$seen" != "before: popover True, expander True, number 3; after: popover False, expander False, number 3" ]; then
  echo "It is not so any more: $seen"
  exit 1
fi
echo "Streamlit shuts a keyed popover whose label changes: $seen"
