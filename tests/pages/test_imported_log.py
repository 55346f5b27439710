"""An imported log looks like what it is: nothing to submit, and what is unknown says so."""

import json

import pytest

from eda_core.log_files import SourceFile, delete_log, import_log, logs_folder
from eda_core.presentation.frame.playhead import Playhead
from eda_core.presentation.live.totals import NO_VALUE
from pages.components.frame import privacy, selection


def line(at, event):
    """A bare event as one line, an order of which half the story is in the log."""
    source, detail_type = event
    return json.dumps(
        {
            "version": "0",
            "id": f"00000000-0000-4000-8000-00000000000{at}",
            "detail-type": detail_type,
            "source": source,
            "account": "123456789012",
            "time": f"2026-01-31T12:00:0{at}Z",
            "region": "eu-west-1",
            "resources": [],
            "detail": {"id": 101, "amount": 100},
        }
    )


BEGAN_MS = 1_769_860_800_000
EVENTS = (("order-service", "OrderCreated"), ("payment-service", "PaymentSucceeded"))


@pytest.fixture
def imported(dashboard, monkeypatch, tmp_path):
    monkeypatch.setenv("EDA_DATA", str(tmp_path))
    text = "\n".join(line(at, event) for at, event in enumerate(EVENTS)).encode()
    folder = logs_folder(tmp_path)
    folder.mkdir(parents=True)
    import_log([SourceFile("exp.jsonl", len(text), [text])], folder, "exp")
    return dashboard


@pytest.fixture
def live(imported):
    imported.at.query_params["world"] = "file"
    imported.at.query_params["file"] = "exp"
    return imported.open()


def keys(live):
    return [button.key for button in live.at.button]


def said(live):
    return " ".join(caption.value for caption in live.at.caption)


@pytest.mark.parametrize(("is_lifted", "count"), [(False, 0), (True, 2)])
def test_what_is_exported_is_masked_as_on_the_page(files, live, monkeypatch, is_lifted, count):
    monkeypatch.setattr(privacy, "is_lifted", lambda: is_lifted)
    live.at.switch_page("pages/event_log.py").run()
    assert files("log.export-jsonl").decode().count("123456789012") == count


def test_there_is_nothing_to_submit_and_a_way_back(live):
    assert not {"submit", "submit.send"} & {*keys(live)}
    assert not [key for key in keys(live) if key.startswith("scenario")]
    said = " ".join(caption.value for caption in live.at.caption)
    assert "2 records, 31 Jan 2026, 12:00:00 to 31 Jan 2026, 12:00:01 UTC" in said
    live.at.button(key="log-card.back").click().run()
    live.at.run()
    assert "submit" in keys(live)


def test_a_log_of_a_custom_bus_is_shown_in_its_words(imported):
    imported.at.query_params.update(world="file", file="exp", bus="custom", order="101")
    page = imported.open("pages/rules.py")
    assert page.shown("subscribers.list")["title"] == "Subscribers of eda-demo"
    assert page.shown("rules.grid")["corner"].startswith("6 of 8 taken")
    page = imported.open("pages/live.py")
    assert page.part("rule_grid")["title"].startswith("Subscribers: 6 of 8 took it")


def test_what_the_log_cannot_tell_is_not_zero(live):
    shown = live.part("flow_map")
    assert shown["note"] == [2, None, 0]
    assert shown["subs"]["payment"] == ["state machine · not known"]
    assert shown["subs"]["topic"] == ["unknown"]  # its box has room for one word
    tiles = live.tiles()
    assert (tiles["failures"], tiles["dead letters"], tiles["submitted"]) == (
        NO_VALUE,
        NO_VALUE,
        "1",
    )
    assert shown["subs"]["log"] == ["log group · ", 2, "record*"]


def test_why_a_record_is_no_event_is_no_markup(imported, tmp_path):
    folder = logs_folder(tmp_path)
    odd = line(1, EVENTS[0]).replace("2026-01-31T12:00:01Z", "![x](http://127.0.0.1/x)")
    messages = (line(0, EVENTS[0]), odd)
    logged = [{"timestamp": BEGAN_MS, "message": each} for each in messages]
    text = json.dumps({"events": logged}).encode()
    import_log([SourceFile("odd.json", len(text), [text])], folder, "odd")
    imported.at.query_params.update(world="file", file="odd", event="2")
    imported.open("pages/event_log.py")
    imported.field("log.how").set_value("JSON").run()
    assert "`time` must look like" in said(imported)
    assert r"\!\[x\]\(http" in said(imported)


def test_its_newest_event_has_a_date(live):
    status = live.part("world_bar")
    assert (status["status"], status["live"]) == ("newest event 31 Jan 2026, 12:00:01", False)


def test_the_connection_page_offers_it(imported):
    imported.open("pages/connection.py")
    world = imported.field("connection.world")
    assert len(world.options) == 4
    world.set_value("file").run()
    imported.at.button(key="connection.use").click().run()
    imported.at.switch_page("pages/live.py").run()
    assert "log-card.back" in keys(imported)


def test_a_log_that_takes_the_name_of_one_that_was_deleted_is_shown(live, tmp_path):
    folder, text = logs_folder(tmp_path), line(7, EVENTS[0]).encode()
    assert "2 records, " in said(live)
    delete_log(folder, "exp")
    import_log([SourceFile("exp.jsonl", len(text), [text])], folder, "exp")
    live.at.run()
    assert "1 record, " in said(live)


def test_a_log_that_was_deleted_is_shown_no_more(live, tmp_path):
    delete_log(logs_folder(tmp_path), "exp")
    live.at.run()
    assert "There is no imported log exp" in " ".join(each.value for each in live.at.error)


def test_its_playhead_plays_by_the_clock_outside(live, clock):
    """The time of an imported log stands still; that of whoever plays it does not."""
    live.store(selection.PLAYHEAD, Playhead(BEGAN_MS + 200, 0.25, clock.ms))
    live.at.run()
    before = live.part("timeline")["at"]
    live.let_pass(1)
    assert live.part("timeline")["at"] - before == 250
