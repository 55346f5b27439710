"""The colours of figures, which are drawn on the server: those of ``.streamlit/config.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from eda_core.read_model.order_status import Fate


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme, as ``.streamlit/config.toml`` has them."""

    tones: Mapping[Fate, str]
    text: str
    dim: str
    line: str
    accent: str
    ground: str


LIGHT: Final = Palette(
    {
        Fate.COMPLETED: "#00795a",
        Fate.CANCELLED: "#c2410c",
        Fate.WAITING: "#8a6100",
        Fate.OVERDUE: "#a8174f",
        Fate.STUCK: "#7d3c98",
        Fate.UNKNOWN: "#858b94",
    },
    "#23262b",
    "#686d75",
    "#e3e2de",
    "#2f61c4",
    "#ffffff",
)
DARK: Final = Palette(
    {
        Fate.COMPLETED: "#4cc9a0",
        Fate.CANCELLED: "#ff9a62",
        Fate.WAITING: "#e5b94e",
        Fate.OVERDUE: "#ff8fb3",
        Fate.STUCK: "#c792e0",
        Fate.UNKNOWN: "#747c87",
    },
    "#e8eaed",
    "#9aa1ab",
    "#31353c",
    "#7aa5f5",
    "#1c1f24",
)
