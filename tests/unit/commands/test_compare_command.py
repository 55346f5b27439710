import io
import json

import pytest

from eda_core.commands.cli import main
from tests.unit.sets.planted import limit


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    status = main(["compare", *map(str, arguments)], io.BytesIO(), out, err)
    return status, out.getvalue(), err.getvalue()


def _told():
    return io.StringIO(), io.StringIO()


def written(path, records):
    lines = (
        json.dumps({"timestamp": r.ingested_ms, "message": json.dumps(r.event.to_envelope())})
        for r in records
    )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def log():
    return limit(3)


@pytest.fixture(scope="module")
def file(log, tmp_path_factory):
    return written(tmp_path_factory.mktemp("logs") / "shop.jsonl", log.records)


def test_failed_and_succeeded_of_a_log_are_told_apart(log, file):
    status, out, _ = run("--log", file)
    assert status == 1
    assert "One thing sets the failed apart." in out
    assert "1. The amount is over 400" in out
    assert "Only repeat how the sets were chosen: " in out


def test_the_answer_as_json_has_the_counts(file):
    status, out, _ = run("failed", "succeeded", "--log", file, "--json")
    (difference,) = json.loads(out)["differences"]
    assert status == 1
    assert difference["fact"] == "number: amount: over 400"
    assert difference["first"] == {"orders": difference["accounts_for"], "of": 232}


def test_the_same_log_in_another_order_shows_no_difference(log, file, tmp_path):
    shuffled = list(log.records)
    log.random.shuffle(shuffled)
    status, out, _ = run(file, written(tmp_path / "other.jsonl", shuffled))
    assert (status, "Nothing sets them apart." in out) == (0, True)


def test_a_large_log_is_compared_where_it_is_and_within_itself_alone(file, tmp_path, monkeypatch):
    pytest.importorskip("duckdb")
    monkeypatch.setenv("EDA_DATA", str(tmp_path))
    taken = main(["logs", "import", "--large", str(file), "big"], io.BytesIO(), *_told())
    assert taken == 0
    by_file, by_engine = run("--log", file, "--json"), run("--log", "big", "--json")
    one, other = json.loads(by_file[1]), json.loads(by_engine[1])
    assert (one["sets"], one["differences"]) == (other["sets"], other["differences"])
    assert one["no_difference"] == other["no_difference"]
    status, _, said = run("failed@big", f"failed@{file}")
    assert (status, "A large log is compared within itself" in said) == (2, True)


def test_two_logs_are_told_apart_by_what_became_of_their_orders(file, tmp_path, log):
    fine = [r for r in log.records if r.event.detail_type != "OrderCancelled"]
    status, out, _ = run(file, f"all@{written(tmp_path / 'fine.jsonl', fine)}")
    assert (status, "It is cancelled" in out) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("broken@no-such-log",), "There is no set 'broken'"),
        (("before:25",), "'25' is no time such as 09:20"),
        (("failed@no-such-log",), "no imported log no-such-log"),
    ],
)
def test_what_cannot_be_compared_is_said_in_a_sentence(arguments, words):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert words in err
