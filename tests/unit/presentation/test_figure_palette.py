import re
import tomllib
from pathlib import Path

import pytest

from eda_core.presentation.orders.figure_palette import DARK, LIGHT
from eda_core.read_model.order_status import Fate

ROOT = Path(__file__).parents[3]
CONFIG = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
SHEET = (ROOT / "pages/components/frame/shell.css").read_text()
COLOURS = {
    name: {"light": light, "dark": dark}
    for name, light, dark in re.findall(r"--([a-z-]+): light-dark\((#\w+), (#\w+)\);", SHEET)
}
TONES = {
    Fate.COMPLETED: "completed",
    Fate.CANCELLED: "cancelled",
    Fate.WAITING: "waiting",
    Fate.OVERDUE: "overdue",
    Fate.STUCK: "stuck",
    Fate.UNKNOWN: "faint",
}
OF_STREAMLIT = {
    "primaryColor": "accent",
    "backgroundColor": "page",
    "secondaryBackgroundColor": "panel",
    "textColor": "text",
    "linkColor": "accent-text",
    "borderColor": "line",
    "codeBackgroundColor": "soft",
    "codeTextColor": "text",
}


@pytest.mark.parametrize(("name", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_figures_have_the_colours_of_the_page(name, palette):
    assert palette.tones == {fate: COLOURS[tone][name] for fate, tone in TONES.items()}
    shown = (palette.text, palette.dim, palette.line, palette.accent, palette.ground)
    names = ("text", "dim", "line", "accent-text", "panel")
    assert shown == tuple(COLOURS[each][name] for each in names)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_streamlit_and_our_components_have_the_same_colours(name):
    assert CONFIG["theme"][name] == {key: COLOURS[ours][name] for key, ours in OF_STREAMLIT.items()}


def test_a_colour_a_canvas_uses_is_worked_out_by_the_browser():
    assert set(COLOURS) == set(re.findall(r"@property --([a-z-]+) ", SHEET))
