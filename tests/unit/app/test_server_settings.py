"""How the web server is set, where a page would show only now and then that it is set otherwise."""

import tomllib
from pathlib import Path

SETTINGS = Path(__file__).parents[3] / ".streamlit" / "config.toml"


def test_one_thread_runs_the_pages_of_a_session():
    """With two, a run that ends late forgets the live fragment of the page that came after it."""
    settings = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))
    assert settings["runner"]["fastReruns"] is False
