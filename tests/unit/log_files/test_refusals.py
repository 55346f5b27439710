"""What is said of files that are no log, of times that cannot be, and of what is left out."""

import io
import json
import zipfile

import pytest

from eda_core.domain.errors import InvalidLogFile
from eda_core.log_files import OldTimes, SourceFile, import_log, importing, log_backend
from tests.news import all_news

NAMED = {
    "CSV without a message": (
        b"@timestamp,order\n2026-11-01,1\n",
        "most like CSV without a column",
    ),
    "a web page": (b"<html></html>", "most like a web page"),
    "a binary file": (b"\x7fELF\x00\x01\x00\x05\n\x00\x00", "most like a binary file"),
    "a date and no message": (b"2026-11-01 nothing\n", "most like an S3 export or aws logs tail"),
    "words": (b"nothing at all\n", "most like bare messages. Row 1: Not JSON"),
    "JSON of another kind": (b'{"name": "x"}', "most like JSON. Row 1: No message."),
    "log events without a message": (
        b'{"events": [{"a": 1}]}',
        "aws logs (JSON). Row 1: No message",
    ),
    "bzip2": (b"BZh91AY&SY", "bzip2: unpack it first"),
    "tar": (b"a" * 257 + b"ustar\x0000", "tar: unpack it first"),
    "a recording": (
        b'{"format": "eda-live recording", "version": 1}\n["log", 1, "x"]\n',
        "most like a recording, which the menu Record takes in",
    ),
    "a room": (
        b'{"format": "eda-live room", "version": 1}\n',
        "a room, which the menu Room takes in",
    ),
    "columns in another language, by a row of the log": (
        b'Zeit;Nachricht\n2026-11-01 10:00;"{""detail-type"":""T""}"\n',
        "Row 2:",
    ),
    "zip with nothing in it": (b"PK\x05\x06" + bytes(18), "There are no rows in it."),
    "zip that is none": (b"PK\x03\x04nothing", "zip archive is damaged"),
    "gzip that is none": (b"\x1f\x8bnothing.", "gzip data is damaged"),
    "a payload that is none": (b'{"awslogs": {"data": "%%%"}}', "not Base64 of a payload"),
    "a bus log without details": (
        b'{"resource_arn": "arn", "message_timestamp_ms": 1793527201123, "message_type": "X"}',
        "only 1 step of a bus log. Include the detail of events in the bus log, or take it in",
    ),
}


def taken_in(folder, *files, **options):
    sources = [SourceFile(f"{number}.log", len(file), [file]) for number, file in enumerate(files)]
    return import_log(sources, folder, "log", **options)


@pytest.mark.parametrize("case", NAMED)
def test_a_file_that_fits_no_form_gets_the_nearest_and_the_row(case, tmp_path):
    data, words = NAMED[case]
    with pytest.raises(InvalidLogFile) as refusal:
        taken_in(tmp_path, data)
    assert words in str(refusal.value)


def test_a_file_of_an_office_program_is_refused_by_what_it_is(tmp_path):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(InvalidLogFile, match="save it as CSV"):
        taken_in(tmp_path, held.getvalue())


def test_a_bad_row_names_its_file_where_there_are_several(tmp_path):
    good = b'{"timestamp": 1793527201123, "message": "m"}\n'
    (row,) = taken_in(tmp_path, good, good + b"nonsense\n").listed
    assert row.place == "row 2 of 1.log"


OLD = json.dumps({"timestamp": 1234567, "message": "m"}).encode()


def test_a_time_before_2014_is_asked_about(tmp_path):
    with pytest.raises(OldTimes, match=r"Row 1 is of 1970-01-01T00:20:34.567Z.* begins “m”\."):
        taken_in(tmp_path, OLD)
    assert list(tmp_path.iterdir()) == []


def test_a_time_before_2014_is_taken_when_it_is_right(tmp_path):
    taken_in(tmp_path, OLD, old_times=True)
    assert all_news(log_backend(tmp_path, "log")).log[0].ingested_ms == 1234567


def test_files_that_unpack_to_too_much_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "UNPACKED_TIMES", 0)
    with pytest.raises(InvalidLogFile, match="unpacks to more than"):
        taken_in(tmp_path, OLD)
