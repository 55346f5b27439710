import io
import json

import pytest

from eda_core.commands.cli import main
from tests.unit.sets.planted import START_MS, Planted, limit


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


@pytest.mark.parametrize("side", ["failed", "{file}", "failed@{file}"])
def test_a_set_is_not_compared_with_itself(side, file):
    same = side.format(file=file)
    status, out, err = run(same, same, "--log", file)
    assert (status, out) == (2, "")
    assert err.startswith("Both are ")
    assert err.endswith(": name another set, or another source.\n")


def test_the_same_log_in_another_order_shows_no_difference(log, file, tmp_path):
    shuffled = list(log.records)
    log.random.shuffle(shuffled)
    status, out, _ = run(file, written(tmp_path / "other.jsonl", shuffled))
    assert (status, "Nothing sets them apart." in out) == (0, True)


@pytest.mark.unmeasured
def test_a_large_log_is_compared_where_it_is(file, tmp_path, monkeypatch):
    pytest.importorskip("duckdb")
    monkeypatch.setenv("EDA_DATA", str(tmp_path))
    taken = main(["logs", "import", "--large", str(file), "big"], io.BytesIO(), *_told())
    assert taken == 0
    by_file, by_engine = run("--log", file, "--json"), run("--log", "big", "--json")
    one, other = json.loads(by_file[1]), json.loads(by_engine[1])
    assert (one["sets"], one["differences"]) == (other["sets"], other["differences"])
    assert one["no_difference"] == other["no_difference"]


def test_a_large_log_is_compared_with_another_and_with_one_in_memory(
    file, tmp_path, log, monkeypatch
):
    pytest.importorskip("duckdb")
    monkeypatch.setenv("EDA_DATA", str(tmp_path))
    fine = [r for r in log.records if r.event.detail["id"] % 3 or r.event.detail["id"] > 60]
    other = written(tmp_path / "other.jsonl", fine)
    for source, name in ((file, "big"), (other, "big-other")):
        assert main(["logs", "import", "--large", str(source), name], io.BytesIO(), *_told()) == 0
    assert "Nothing sets them apart." in run("big", file)[1]
    in_memory = json.loads(run(f"failed@{file}", f"succeeded@{other}", "--json")[1])
    for sides in (("big", "big-other"), ("big", other), (file, "big-other")):
        found = json.loads(run(f"failed@{sides[0]}", f"succeeded@{sides[1]}", "--json")[1])
        assert found["differences"] == in_memory["differences"]
        assert [each["orders"] for each in found["sets"]] == [232, in_memory["sets"][1]["orders"]]


def _of_orders(log, more=lambda number: {}, count=60):
    """A straight log of so many orders, with more in the details of some."""
    made = Planted(log)
    for number in range(1, count + 1):
        made.add(
            {"id": number, "amount": 10, **more(number)}, START_MS + number * 60_000, 300, False
        )
    return made.records


def test_a_field_that_one_log_alone_has_tells_them_apart(tmp_path):
    plain = written(tmp_path / "plain.jsonl", _of_orders(1))
    coupons = written(tmp_path / "coupons.jsonl", _of_orders(2, lambda number: {"coupon": "MAY"}))
    (found,) = json.loads(run(coupons, plain, "--json")[1])["differences"]
    assert found["sentence"] == "The coupon is text"
    assert (found["first"], found["second"]) == ({"orders": 60, "of": 60}, {"orders": 0, "of": 60})
    (found,) = json.loads(run(plain, coupons, "--json")[1])["differences"]
    assert found["sentence"] == "The coupon is missing"


def test_an_event_that_one_log_alone_has_tells_them_apart(tmp_path):
    plain = written(tmp_path / "plain.jsonl", _of_orders(1))
    made = Planted(2)
    made.records = _of_orders(2)
    for number in range(1, 31):
        made.event(START_MS + number * 60_000 + 900, "shop", "Refunded", {"id": number})
    refunds = written(tmp_path / "refunds.jsonl", made.records)
    sentences = json.loads(run(refunds, plain, "--json")[1])["differences"]
    assert "Refunded came" in {each["sentence"] for each in sentences}


def test_the_rest_of_the_rest_is_nothing(file):
    status, out, _ = run("rest", "rest", "--log", file)
    assert (status, "There is nothing to compare." in out) == (0, True)


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
        (("failed@./no-such.jsonl",), "There is no file ./no-such.jsonl"),
        (("completed",), "no imported log completed; import it on the Event log page, or by"),
        (("completed",), "If a set was meant: there are failed, succeeded, cancelled, "),
        (("shown", "rest"), "on the Orders page alone"),
    ],
)
def test_what_cannot_be_compared_is_said_in_a_sentence(arguments, words):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert words in err
