"""Every form that is taken, as its tool writes it: cases as data, each with its source.

In the texts of ``forms.json`` ``<<1>>`` stands for the first event and ``<<2>>`` for the second;
behind the number stands how it is written: ``s`` as a JSON text, ``c`` in a cell of CSV, ``p``
indented, ``y`` as a YAML text. ``<<gzip>>`` is a subscription's payload, packed, as Base64.
"""

import base64
import codecs
import gzip
import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from eda_core.log_files import SourceFile, import_log, log_backend
from tests.news import all_news

CASES = json.loads((Path(__file__).parent / "forms.json").read_text("utf-8"))
TIMES = [1793527201123, 1793527202234]
EVENTS = [
    {
        "version": "0",
        "id": str(number),
        "detail-type": f"T{number}",
        "source": "order-service",
        "account": "123456789012",
        "time": f"2026-11-01T10:00:0{number}Z",
        "region": "eu-central-1",
        "resources": [],
        "detail": {"id": 100 + number, "name": 'Zoé\'s | "x", {y}'},
    }
    for number in (1, 2)
]
MESSAGES = [json.dumps(event, separators=(",", ":"), ensure_ascii=False) for event in EVENTS]
PAYLOAD = {
    "messageType": "DATA_MESSAGE",
    "logEvents": [
        {"id": "x", "timestamp": at_ms, "message": message}
        for at_ms, message in zip(TIMES, MESSAGES, strict=True)
    ],
}
WRITTEN = {
    "": str,
    "s": json.dumps,
    "c": lambda text: '"' + text.replace('"', '""') + '"',
    "p": lambda text: json.dumps(json.loads(text), indent=4),
    "y": lambda text: "'" + text.replace("'", "''") + "'",
}


def text_of(case):
    packed = base64.b64encode(gzip.compress(json.dumps(PAYLOAD).encode())).decode()
    return re.sub(
        r"<<([12])([scpy]?)>>",
        lambda found: WRITTEN[found[2]](MESSAGES[int(found[1]) - 1]),
        case["text"].replace("<<gzip>>", packed),
    )


def pieces(data):
    return (data[at : at + 7] for at in range(0, len(data), 7))


def imported(folder, *files):
    """What came of these files, and the records: (time, id) of the events among them."""
    sources = [
        SourceFile(f"{number}", len(data), pieces(data)) for number, data in enumerate(files)
    ]
    result = import_log(sources, folder, "log")
    records = all_news(log_backend(folder, "log")).log
    return result, [(r.ingested_ms, r.event.id) for r in records if hasattr(r, "event")]


def expected(case):
    times = case.get("times", TIMES)
    return [(at_ms, str(number)) for number, at_ms in enumerate(times, 1)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_form_is_recognised_and_read(case, tmp_path):
    result, events = imported(tmp_path, text_of(case).encode())
    counts = {"malformed": result.malformed, "bad_rows": result.bad_rows}
    counts["steps"] = result.steps
    counts["left_out"] = sum(count for count, _ in result.left_out)
    assert result.forms == (case["form"],)
    assert events == expected(case)
    assert counts == {name: case.get(name, 0) for name in counts}


PACKED = {
    "gzip": gzip.compress,
    "gzip in two members": lambda data: gzip.compress(data[:50]) + gzip.compress(data[50:]),
    "gzip of gzip": lambda data: gzip.compress(gzip.compress(data)),
    "a mark": lambda data: codecs.BOM_UTF8 + data,
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "UTF-16 without a mark": lambda data: data.decode().encode("utf-16-le"),
    "UTF-16, the other way": lambda data: codecs.BOM_UTF16_BE + data.decode().encode("utf-16-be"),
    "UTF-32": lambda data: data.decode().encode("utf-32"),
}


@pytest.mark.parametrize("packing", PACKED)
def test_every_form_is_read_however_it_is_packed(packing, tmp_path):
    for number, given in enumerate(CASES):
        data = PACKED[packing](text_of(given).encode())
        result, events = imported(tmp_path / str(number), data)
        assert (given["name"], result.forms) == (given["name"], (given["form"],))
        assert (given["name"], events) == (given["name"], expected(given))


def zipped(files):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()


EXPORT = [f"2026-11-01T10:00:0{n}.000Z {MESSAGES[n - 1]}\n".encode() for n in (1, 2)]


def test_an_archive_is_read_file_by_file(tmp_path):
    files = {
        "task/s1/000000.gz": gzip.compress(EXPORT[1]),
        "task/s2/000000.gz": gzip.compress(EXPORT[0]),
        "__MACOSX/._x": b"\x00\x05",
        "aws-logs-write-test": b"Permission Check Successful",
    }
    result, events = imported(tmp_path, zipped(files))
    assert [event for _, event in events] == ["1", "2"]
    assert (result.forms, result.files, result.events) == (("S3 export",), 2, 2)
    assert result.left_out == ((1, "test of the bucket"),)


def test_several_files_may_be_of_several_forms(tmp_path):
    result, events = imported(tmp_path, EXPORT[0], MESSAGES[1].encode(), EXPORT[1])
    assert (result.forms, result.files) == (("S3 export", "bare events"), 3)
    assert len(events) == 3


def test_windows_1252_is_read(tmp_path):
    imported(tmp_path, MESSAGES[0].encode("cp1252"))
    (record,) = all_news(log_backend(tmp_path, "log")).log
    assert record.event.detail["name"].startswith("Zoé")
