"""Logs as people brought them, where the cases from public reports are at hand.

They are read from beside the project and never copied into it; elsewhere these tests skip.
"""

import base64
import json
from pathlib import Path

import pytest

from eda_core.log_files import SourceFile, import_log, log_backend
from tests.news import all_news

PROJECT = Path(__file__).parents[3]
BROUGHT = PROJECT.parent / "shared" / "conformance" / "field_cases.jsonl"
LOGS = 22

pytestmark = pytest.mark.skipif(
    not BROUGHT.exists(), reason="the cases from public reports are not beside the project"
)


def brought():
    lines = BROUGHT.read_text("utf-8").splitlines() if BROUGHT.exists() else []
    cases = [case for case in map(json.loads, lines) if case["kind"] == "log"]
    return [pytest.param(case, id=case["name"]) for case in cases]


def test_all_logs_of_the_reports_are_here():
    assert len(brought()) == LOGS


@pytest.mark.parametrize("case", brought())
def test_a_log_is_read_as_its_report_says(tmp_path, case):
    data = base64.b64decode(case["base64"]) if "base64" in case else case["text"].encode()
    imported = import_log([SourceFile("-", 0, [data])], tmp_path, "log")
    found = {
        "records": imported.records,
        "no_events": imported.malformed,
        "bad_rows": imported.bad_rows,
    }
    right = dict(case["right"])
    first_ms = right.pop("first_ms_at_least", 0)
    assert found == right
    assert all_news(log_backend(tmp_path, "log")).log[0].ingested_ms >= first_ms
