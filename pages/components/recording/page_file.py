"""A page in one file that plays what a world did last: no network, nothing private.

The scripts are those of the Live page, put into the file. Its policy (CSP Level 3) lets it load
nothing; it runs one script, known by its hash, and the modules that this makes of its own text.
"""

import json
import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from typing import Final

from eda_core.domain.unseen import write_halves
from eda_core.presentation.recording.card_stories import PARTS
from eda_core.presentation.recording.playable import PlayerData
from pages.components.kit import assets

_SHOWN: Final = ("player", "column", "flow_map", "timeline", *PARTS)
_COLOURS: Final = re.compile(r"@property --page.*?\n\.stApp \{.*?\n\}", re.DOTALL)
"""What the frame's style sheet says of colours: nothing else of it is for this page."""

_PAGE: Final = """
:root {
  color-scheme: light dark;
  --st-font: "Source Sans 3", "Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", sans-serif;
  --st-code-font: ui-monospace, "Liberation Mono", monospace;
}
html { background: var(--page); }
body { margin: 0; }
noscript { display: block; padding: 40px; font: 16px/1.5 var(--st-font); }
"""
_START: Final = """
const render = await open(%s);
const data = new TextEncoder().encode(`[["",0],${document.getElementById("played").textContent}]`);
render("player", { parentElement: document.body, data, setTriggerValue() {} });
"""


def page_file(data: PlayerData) -> str:
    """Return the page. The data is kept as JSON, which is read and never run."""
    script, style = _script(), _style()
    policy = (
        f"default-src 'none'; script-src {_hash(script)} blob:; style-src {_hash(style)}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{escape(data['title'])} of {escape(data['world'])}</title>"
        f'<style>{style}</style></head><body><div class="root player"></div>'
        "<noscript>This page plays by JavaScript, which is off in this browser.</noscript>"
        f'<script type="application/json" id="played">{_inert(data)}</script>'
        f'<script type="module">{script}</script></body></html>'
    )
    return write_halves(page)


def _inert(data: PlayerData) -> str:
    """Return the data as JSON in which nothing ends or begins an element."""
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _script() -> str:
    library = json.dumps(assets.library(_SHOWN), separators=(",", ":")).replace("<", "\\u003c")
    return f"{assets.opening_script()}{_START % library}"


def _style() -> str:
    frame = (assets.COMPONENTS / "frame" / "shell.css").read_text("utf-8")
    found = _COLOURS.search(frame)
    if found is None:
        raise ValueError("frame/shell.css has no colours where they are looked for.")
    return found[0].replace(".stApp {", ":root {") + _PAGE


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
