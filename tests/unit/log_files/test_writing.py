import csv
import io
import json

import pytest

from eda_core.domain.events import LogRecord, MalformedRecord, event_from_envelope
from eda_core.log_files import csv_export, lines_export

ENVELOPE = {"id": "1", "detail-type": "T", "source": "s", "time": "2026-01-31T12:00:00Z"}


def record(**fields):
    return LogRecord(1, 5, event_from_envelope(ENVELOPE | {"detail": {"id": 7}} | fields))


def table(*records):
    return list(csv.DictReader(io.StringIO(csv_export(records).content.decode())))


def test_a_line_holds_the_time_and_the_message():
    (line,) = lines_export([record()]).content.splitlines()
    assert json.loads(line) == {"ingestionTime": 5, "message": record().text}


def test_a_table_has_a_column_for_each_field():
    (row,) = table(record())
    assert (row["source"], row["order"], row["logged"]) == ("s", "7", "1970-01-01T00:00:00.005Z")
    assert json.loads(row["message"])["detail"] == {"id": 7}


def test_a_malformed_record_keeps_its_text():
    assert table(MalformedRecord(3, 5, "nonsense", "why"))[0]["message"] == "nonsense"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-cmd", "@SUM(A1)", "\tx", "\rx"])
def test_a_formula_is_disarmed(text):
    assert table(record(source=text))[0]["source"] == f"'{text}"


def test_a_negative_number_stays_a_number():
    assert table(record(detail={"id": -7}))[0]["order"] == "-7"


def test_an_export_stops_before_it_is_too_large():
    export = lines_export([record()] * 10, most_bytes=1000)
    assert 0 < export.records < 10
    assert len(export.content) <= 1000


def test_a_lone_surrogate_does_no_harm():
    assert csv_export([record(source="\ud800")]).records == 1
