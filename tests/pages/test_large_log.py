"""A large log shows what the same log in memory shows, and says what it has not."""

import pytest

from eda_core.app.bootstrap import stack_of_logs
from eda_core.log_files import SourceFile, import_log, logs_folder
from eda_core.log_files.writing import line_of
from pages.components.orders import session as orders_session
from pages.components.orders import sets_panel
from tests.pages.test_sets import given
from tests.unit.read_model.conftest import simulated_log

pytest.importorskip("duckdb", reason="large logs need requirements-big.txt")

from eda_core.large_logs.taking_in import import_large

LINES = b"".join(map(line_of, simulated_log(40)))
PAGES = ("orders", "event_log", "rules", "payment_service", "what_if")


@pytest.fixture
def log(dashboard, monkeypatch, tmp_path):
    """Opens a page on the log called so: ``plain`` is in memory, ``asked`` is on disk."""
    monkeypatch.setenv("EDA_DATA", str(tmp_path))
    folder = logs_folder(tmp_path)
    folder.mkdir(parents=True)
    import_log([SourceFile("log", len(LINES), [LINES])], folder, "plain")
    import_large([SourceFile("log", len(LINES), [LINES])], folder, "asked", stack_of_logs())

    def opened(name, page):
        session = type(dashboard)(dashboard._clock)
        parameters = {"world": "file", "file": name, "order": "102", "groups": "By amount"}
        for parameter, value in parameters.items():
            session.at.query_params[parameter] = value
        session.open(f"pages/{page}.py")
        assert not session.at.exception
        return session

    return opened


def shown(page):
    """What the components of a page were given, by their keys, and its captions.

    The bar of a recording's acts is left out: a large log has no moments to record.
    """
    components = page.at.get("bidi_component")
    given = sorted((c.proto.id.rpartition("-")[2], repr(page.given(c))) for c in components)
    given = [each for each in given if each[0] != "library" and "'acts':" not in each[1]]
    return given, [caption.value for caption in page.at.caption]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_what_it_shows_of_the_log_in_memory(log, page):
    plain, large = (
        repr(shown(log(name, page))).replace(f"log {name}", "log NAME")
        for name in ("plain", "asked")
    )
    large = large.replace("of the newest, ", "")
    assert large == plain


def test_bars_of_all_orders_stand_in_place_of_the_timeline(log):
    live = log("asked", "live")
    parts = live.shown("live.watch")["parts"]
    assert "timeline" not in parts
    assert sum(height > 0 for height, _, _ in parts["density"]["bars"])
    assert parts["density"]["note"].startswith("42 orders, a bar for each second")
    assert live.tiles() == log("plain", "live").tiles()


def test_sets_are_counted_by_the_engine_and_a_sentence_filters_the_table(log):
    cards, tables = [], []
    for name in ("plain", "asked"):
        page = log(name, "orders")
        page.store(orders_session.LOOK, orders_session.SETS)
        page.at.run()
        cards.append(given(page, "set_card"))
        page.store(orders_session.FACT, cards[-1]["sentences"][0]["key"])
        page.at.run()
        tables.append(given(page, "table"))
        notes = [each.value for each in page.at.caption]
        assert (sets_panel.NOT_KEPT in notes) == (name == "asked")
    assert cards[0]["sentences"]
    assert cards[1] == cards[0]
    assert tables[1]["rows"] == tables[0]["rows"]
