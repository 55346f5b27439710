import tomllib
from pathlib import Path

import pytest

from eda_core.presentation.figure_palette import DARK, LIGHT
from eda_core.projections.order_standing import Fate

CONFIG = tomllib.loads((Path(__file__).parents[3] / ".streamlit/config.toml").read_text())
TONES = {
    Fate.COMPLETED: "greenColor",
    Fate.CANCELLED: "orangeColor",
    Fate.WAITING: "yellowColor",
    Fate.STUCK: "violetColor",
    Fate.UNKNOWN: "grayColor",
}


@pytest.mark.parametrize(("name", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_figures_have_the_colours_of_the_theme(name, palette):
    theme = CONFIG["theme"][name]
    assert palette.tones == {fate: theme[key] for fate, key in TONES.items()}
    assert (palette.text, palette.dim, palette.line, palette.accent, palette.ground) == tuple(
        theme[key]
        for key in (
            "textColor",
            "grayTextColor",
            "borderColor",
            "linkColor",
            "secondaryBackgroundColor",
        )
    )
