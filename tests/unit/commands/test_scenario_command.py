import io
import json
from pathlib import Path

import pytest

from eda_core.commands.cli import main

FOLDER = Path(__file__).parents[3] / "eda_core/scenarios/files"
FILES = sorted(map(str, FOLDER.glob("*.json")))


def scenario(*argv, stdin=b""):
    stdout, stderr = io.StringIO(), io.StringIO()
    status = main(["scenario", *argv], io.BytesIO(stdin), stdout, stderr)
    return status, stdout.getvalue().splitlines(), stderr.getvalue()


def test_the_scenarios_of_the_project_are_met():
    status, lines, _ = scenario("run", *FILES)
    assert status == 0
    assert [line[:4] for line in lines] == ["ok  "] * len(FILES)


def test_another_limit_is_one_failure_with_its_sentence():
    status, lines, _ = scenario("run", "--limit", "400", *FILES)
    assert status == 1
    (failed,) = [line for line in lines if line.startswith("FAIL")]
    assert "Exactly the limit: Order 103 (500) is cancelled, not completed." in failed


def test_a_file_that_cannot_be_used_is_named_with_the_place_before_any_is_run():
    file = json.dumps({"version": 1, "title": "t", "do": [{"order": 1}], "expect": []})
    status, lines, stderr = scenario("run", FILES[0], "-", stdin=file.encode())
    assert (status, lines) == (2, [])
    assert stderr == "-: do[0].order: It must be an object, not a number.\n"


def test_coverage_says_what_is_missing_and_what_adds_it():
    status, lines, _ = scenario("coverage", FILES[0])
    assert status == 1
    assert lines[:2] == ["states    3 of 4 shown", "branches  1 of 2 shown"]
    words = "missing   branch isFraud → Payment Failed: would be added by an order of 900"
    assert words in lines


def test_a_deployed_stack_is_asked_about_first():
    status, _, stderr = scenario("run", "--world", "aws", FILES[0])
    assert status == 2
    assert "--yes" in stderr


OF_A_SIMULATOR = [("--limit", "400"), ("--definition", "{}"), ("--bus", "custom")]


@pytest.mark.parametrize("option", OF_A_SIMULATOR)
def test_a_deployed_stack_keeps_its_definition(option):
    status, _, stderr = scenario("run", "--world", "aws", "--yes", *option, FILES[0])
    assert status == 2
    assert "A deployed stack has its own definition" in stderr
