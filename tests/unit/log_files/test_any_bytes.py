"""Whatever the bytes are: our sentences only, and rows read + rows refused = rows there."""

import gzip
import json
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eda_core.domain.errors import InvalidLogFile
from eda_core.log_files import BadRow, LeftOut, LogRow, SourceFile, import_log, read_rows
from tests.examples import examples

CASES = Path(__file__).parents[2] / "conformance" / "log_files" / "forms.json"
TEXTS = [case["text"] for case in json.loads(CASES.read_text("utf-8"))]
EVENT = (
    '{"version":"0","id":"1","detail-type":"T","source":"s","time":"2026-11-01T10:00:01Z",'
    '"detail":{"a":"} {,["}}'
)
PREFIXES = {
    "bare events": "",
    "S3 export": "2026-11-01T10:00:01.123Z ",
    "aws logs tail": "2026-11-01T10:00:01.123000+00:00 s ",
    "aws logs tail --format short": "2026-11-01T10:00:01 ",
    "awslogs get": "eda-demo-all s ",
    "columns of a --query": "1793527201123\t",
}
NONE = st.text(st.characters(codec="utf-8", exclude_characters='\n\r\t[{"'), max_size=20).map(
    lambda text: f"1, {text}"
)


def pieces(data, size=50):
    return (data[at : at + size] for at in range(0, len(data), size))


def taken_in(data):
    """What an import came to, and how many rows it refused; neither for a file refused whole."""
    with tempfile.TemporaryDirectory() as folder:
        return import_log([SourceFile("log", len(data), pieces(data))], Path(folder), "log")


def is_a_sentence(text):
    return text.endswith(".") and "Traceback" not in text and not re.match(r"[A-Z]\w+Error", text)


def check(data):
    try:
        result = taken_in(data)
    except InvalidLogFile as refusal:
        assert is_a_sentence(str(refusal))  # noqa: PT017 - one of both is right
    else:
        assert result.records > 0
        assert all(is_a_sentence(row.reason) for row in result.listed)


@given(st.binary(max_size=400))
def test_any_bytes_get_a_sentence(data):
    check(data)


@given(
    st.sampled_from([b"\x1f\x8b\x08", b"PK\x03\x04", b"\xff\xfe", b"BZh"]), st.binary(max_size=99)
)
def test_bytes_that_begin_as_a_packed_file_get_a_sentence(mark, data):
    check(mark + data)


@given(st.data(), st.sampled_from(TEXTS))
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=examples(300))
def test_a_damaged_log_gets_a_sentence(data, text):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 30)))
    put = data.draw(st.text(alphabet='[]{},:"\\\n\t |-ax1', max_size=8))
    check((text[:start] + put + text[end:]).replace("<<1>>", EVENT).encode())


@pytest.mark.parametrize("form", PREFIXES)
@given(others=st.lists(st.one_of(st.just(EVENT), NONE), max_size=20))
def test_every_line_is_a_row_that_is_read_or_refused(form, others):
    prefix = PREFIXES[form]
    each = [EVENT, *others]
    data = "".join(f"{prefix}{line}\n" for line in each).encode()
    rows = list(read_rows(pieces(data)))
    assert len(rows) == len(each)
    assert sum(isinstance(row, LogRow) for row in rows) >= each.count(EVENT)


@given(
    st.lists(st.sampled_from([EVENT, "{oops}", "7", "[1 2]", '{"message": {"x": }}']), min_size=1)
)
def test_every_element_is_a_row_that_is_read_or_refused(elements):
    log_event = f'{{"timestamp": 1793527201123, "message": {json.dumps(EVENT)}}}'
    written = [log_event if each == EVENT else each for each in elements]
    for text in (
        f'{{"events": [{", ".join(written)}], "nextToken": "t"}}',
        f"[{','.join(written)}]",
    ):
        rows = list(read_rows(pieces(text.encode())))
        good = [row for row in rows if isinstance(row, LogRow)]
        assert len(good) == elements.count(EVENT)
        assert len(rows) == len(elements)


@given(st.integers(1, 2000), st.integers(1, 40))
def test_a_gzip_file_that_ends_early_keeps_what_came_before_and_says_so(cut, count):
    lines = [f"2026-11-01T10:00:01.{number:03d}Z {EVENT}\n" for number in range(count)]
    packed = gzip.compress("".join(lines).encode(), 1)
    rows = list(read_rows(pieces(packed[: max(0, len(packed) - cut)])))
    if len(packed) - cut < 2:
        return  # no byte says that it is gzip
    assert isinstance(rows[-1], BadRow)
    assert "gzip" in rows[-1].reason
    read = [row.ingested_ms for row in rows if isinstance(row, LogRow)]
    assert read == sorted(read)


@given(st.lists(NONE, min_size=1, max_size=20))
def test_text_that_is_no_log_is_refused_line_by_line(each):
    lines = [line for line in "\n".join(each).encode().decode().split("\n") if line.strip()]
    rows = list(read_rows(pieces("\n".join(each).encode())))
    assert not any(isinstance(row, LeftOut) for row in rows)
    assert len(rows) == len(lines)
