"""Logs at S3: files taken in from there, large logs put there and asked there, on moto."""

import gzip
import io
from secrets import token_hex
from uuid import uuid4

import pytest

from eda_core.aws.s3_files import S3Files
from eda_core.aws.target import target_from
from eda_core.commands.cli import main
from eda_core.domain.errors import BackendError, InvalidSettings
from eda_core.log_files.folder import large_path
from eda_core.log_files.imported_log import large_backend
from eda_core.log_files.writing import line_from
from tests import clickhouse
from tests.aws import stacks
from tests.contract.large_logs import MESSAGES, STACK, START_MS, answers, source_of
from tests.unit.read_model.conftest import simulated_log

pytest.importorskip("duckdb", reason="large logs need requirements-big.txt")

from eda_core.large_logs import stored_tables
from eda_core.large_logs.asked_tables import AskedModel
from eda_core.large_logs.engines import DuckEngine, stored_engine
from eda_core.large_logs.taking_in import import_large, put_away

LINES = b"".join(line_from(record.ingested_ms, record.text) for record in simulated_log())


@pytest.fixture
def bucket(moto, aws_environment, monkeypatch, tmp_path):
    """A bucket of its own, and the settings by which it is found."""
    monkeypatch.setenv("EDA_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("EDA_ENDPOINT", moto)
    monkeypatch.setenv("EDA_REGION", "us-east-1")
    name = f"logs-{uuid4()}"
    stacks.client("s3", moto).create_bucket(Bucket=name)
    return name


@pytest.fixture
def put(moto, bucket):
    client = stacks.client("s3", moto)
    return lambda key, content: client.put_object(Bucket=bucket, Key=key, Body=content)


def files_at(moto, address):
    return S3Files(address, target_from(region="us-east-1", endpoint_url=moto))


def run(*argv):
    stdout, stderr = io.StringIO(), io.StringIO()
    status = main([*argv], io.BytesIO(), stdout, stderr)
    return status, stdout.getvalue(), stderr.getvalue()


def test_files_below_an_address_are_taken_in_as_if_they_were_here(bucket, put, tmp_path):
    half = len(LINES) // 2 + LINES[len(LINES) // 2 :].index(b"\n") + 1
    put("export/a/000.gz", gzip.compress(LINES[:half]))
    put("export/b/000.jsonl", LINES[half:])
    put("export/", b"")
    put("export-of-another/000.jsonl", b"nonsense")
    (tmp_path / "here.jsonl").write_bytes(LINES)
    status, said, progress = run("logs", "import", f"s3://{bucket}/export/", "there")
    assert (status, progress.splitlines()[-1][:5]) == (0, "100 %")
    assert "records imported as there" in said
    run("logs", "import", str(tmp_path / "here.jsonl"), "here")
    assert run("logs", "totals", "there") == run("logs", "totals", "here")


def test_an_order_in_a_file_at_s3_is_explained(bucket, put):
    put("log.jsonl", LINES)
    status, said, _ = run("explain", "102", "--log", f"s3://{bucket}/log.jsonl")
    assert (status, said[:9]) == (0, "Order 102")


def test_a_large_log_is_put_at_s3_and_asked_there(bucket, put, monkeypatch, tmp_path):
    put("log.jsonl", LINES)
    run("logs", "import", "--large", f"s3://{bucket}/log.jsonl", "november")
    here = [run(*asked) for asked in _questions("november")]
    monkeypatch.setenv("EDA_LOG_ENGINE", f"s3://{bucket}/large/")
    status, said, progress = run("logs", "send", "november")
    assert (status, said) == (0, "The log november is there.\n")
    assert progress.splitlines()[-1].startswith("Putting about.json")
    monkeypatch.setenv("EDA_DATA", str(tmp_path / "another machine"))
    assert [run(*asked) for asked in _questions("november")] == here
    monkeypatch.setenv("EDA_LOG_ENGINE", "duckdb")
    by_address = run("explain", "102", "--log", f"s3://{bucket}/large/november.parquet")
    assert by_address == here[-1]


def _questions(name):
    yield "logs", "totals", name
    yield "logs", "orders", name, "--sort=-amount"
    yield "logs", "find", name, "--text=detail.amount>500"
    yield "compare", "--log", name
    yield "explain", "102", "--log", name


def test_all_questions_have_the_same_answers_at_s3(moto, bucket, tmp_path):
    import_large(source_of(MESSAGES), tmp_path, "large", STACK)
    path, store = large_path(tmp_path, "large"), files_at(moto, f"s3://{bucket}/large.parquet")
    put_away(path, store, lambda _: None)
    said = []
    for engine in (DuckEngine(path), stored_engine(store)):
        model = AskedModel(large_backend("large"), engine, STACK)
        said.append(answers(model, START_MS + 40_000))
        engine.close()
    assert said[0] == said[1]


def test_a_cluster_reads_a_large_log_at_s3_itself(bucket, put, monkeypatch, tmp_path):
    put("log.jsonl", LINES)
    run("logs", "import", "--large", f"s3://{bucket}/log.jsonl", "november")
    here = run("logs", "totals", "november")
    monkeypatch.setenv("EDA_LOG_ENGINE", f"s3://{bucket}/large")
    run("logs", "send", "november")
    monkeypatch.setenv("EDA_DATA", str(tmp_path / "another machine"))
    with clickhouse.running(tmp_path) as port:
        monkeypatch.setenv("EDA_LOG_ENGINE", f"clickhouse://default@127.0.0.1:{port}")
        status, said, progress = run("logs", "send", f"s3://{bucket}/large/november.parquet")
        assert (status, said) == (0, "The log november is there.\n"), progress
        assert run("logs", "totals", "november") == here


def test_a_file_that_was_written_again_is_not_read_on(moto, bucket, put):
    put("log.jsonl", b"one")
    store = files_at(moto, f"s3://{bucket}/log.jsonl")
    (file,) = store.list_files()
    assert store.read(file, 1, 9) == b"ne"
    put("log.jsonl", b"two")
    with pytest.raises(BackendError, match="was written again while it was read"):
        store.read(file, 0, 3)


def test_what_cannot_be_read_while_a_log_is_asked_is_said(moto, bucket, tmp_path, monkeypatch):
    monkeypatch.setattr(stored_tables, "BLOCK", 4096)  # no more than the index of these files
    odd = [(START_MS + number, token_hex(99)) for number in range(1000)]
    import_large(source_of(odd), tmp_path, "large", STACK)
    store = files_at(moto, f"s3://{bucket}/large.parquet")
    put_away(large_path(tmp_path, "large"), store, lambda _: None)
    model = AskedModel(large_backend("large"), stored_engine(store), STACK)
    stacks.client("s3", moto).delete_object(Bucket=bucket, Key="large.parquet/log.parquet")
    with pytest.raises(BackendError, match=r"large\.parquet: There is no such file any more\."):
        model.record(1)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("s3://no-such-bucket-here/x", "s3://no-such-bucket-here/x: There is no such bucket"),
        ("s3://{bucket}/nothing", "There is no file at s3://{bucket}/nothing."),
        ("s3://UPPER/x", "An S3 address must look like s3://bucket/folder, not 's3://UPPER/x'."),
        ("s3://b", "An S3 address must look like"),
    ],
)
def test_an_address_with_nothing_to_read_is_refused(bucket, address, words):
    status, _, said = run("logs", "import", address.format(bucket=bucket), "a")
    assert (status, words.format(bucket=bucket) in said) == (2, True), said


def test_a_log_that_is_not_at_s3_is_said(bucket, monkeypatch):
    monkeypatch.setenv("EDA_LOG_ENGINE", f"s3://{bucket}/large")
    said = run("logs", "totals", "november")[2]
    assert said == f"There is no large log at s3://{bucket}/large/november.parquet.\n"


def test_without_credentials_it_is_said(bucket, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    status, _, said = run("logs", "import", f"s3://{bucket}/log.jsonl", "a")
    assert (status, said) == (2, f"s3://{bucket}/log.jsonl: There are no AWS credentials.\n")


def test_a_cluster_is_named_for_what_it_is_to_read(bucket, monkeypatch):
    assert run("logs", "send", f"s3://{bucket}/a.parquet")[2].startswith("Set EDA_LOG_ENGINE")
    monkeypatch.setenv("EDA_LOG_ENGINE", "clickhouse://127.0.0.1:1")
    assert "NAME.parquet, not log" in run("logs", "send", f"s3://{bucket}/log")[2]


def test_a_server_finds_files_by_host_at_aws_and_by_path_elsewhere():
    at_aws = S3Files("s3://shop/a b", target_from(region="eu-central-1"))
    assert at_aws.url == "https://shop.s3.eu-central-1.amazonaws.com/a%20b"
    assert files_at("http://127.0.0.1:9", "s3://shop/x").url == "http://127.0.0.1:9/shop/x"


@pytest.mark.parametrize("text", ["s3:/shop", "s3://", "s3://shop/*", "s3://shop/a{b}", "x"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(InvalidSettings):
        S3Files(text, target_from())
