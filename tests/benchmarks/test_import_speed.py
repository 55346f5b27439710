"""Importing a log of 200 MB, beside the build before other forms than our own were taken.

Target: as fast as that build or faster, for gzip too: it took no gzip, so the ratio is to the
same log unpacked. The earlier build comes from the project's history; each import runs in a
process of its own, and what counts is the processor's time.
"""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
BEFORE = "c7301cd"
MEGABYTES = 200
START_MS = 1_769_860_800_000

RUN = """
import sys, time
from functools import partial
from pathlib import Path
from eda_core.log_files import import_log
path, folder = Path(sys.argv[1]), Path(sys.argv[2])
with path.open("rb") as file:
    pieces, size = iter(partial(file.read, 2**18), b""), path.stat().st_size
    began = time.process_time()
    if sys.argv[3] == "before":
        imported = import_log(pieces, size, folder, "log")
    else:
        from eda_core.log_files import SourceFile
        imported = import_log([SourceFile("log", size, pieces)], folder, "log")
    print(imported.records, time.process_time() - began)
"""


def log_lines():
    """Lines of our export, of some 300 bytes each."""
    for number in range(MEGABYTES * 10**6 // 318):
        envelope = {
            "version": "0",
            "id": f"00000000-0000-4000-8000-{number:012d}",
            "detail-type": "OrderCreated",
            "source": "order-service",
            "account": "123456789012",
            "time": "2026-01-31T12:00:00Z",
            "region": "eu-central-1",
            "resources": [],
            "detail": {"id": number, "amount": number * 37 % 1000},
        }
        line = {"ingestionTime": START_MS + number, "message": json.dumps(envelope)}
        yield json.dumps(line, separators=(",", ":")) + "\n"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("log")
    lines, packed, document = (folder / name for name in ("lines", "gzip", "document"))
    lines.write_text("".join(log_lines()), "ascii")
    packed.write_bytes(gzip.compress(lines.read_bytes(), 6))
    with document.open("w", encoding="ascii") as file:
        file.write('{"events": [\n')
        file.write(",\n".join(line.rstrip() for line in log_lines()))
        file.write('\n], "searchedLogStreams": []}\n')
    return {"lines": lines, "gzip": packed, "document": document}


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    folder = tmp_path_factory.mktemp("before")
    archive = subprocess.run(
        ["git", "archive", BEFORE, "eda_core"], cwd=PROJECT, capture_output=True, check=False
    )
    if archive.returncode:
        pytest.skip(f"commit {BEFORE} is not in the history at hand")
    subprocess.run(["tar", "x", "-C", folder], input=archive.stdout, check=True)
    return folder


def seconds(build, name, file, folder):
    environment = os.environ | {"PYTHONPATH": str(build)}
    done = subprocess.run(
        [sys.executable, "-c", RUN, file, folder, name],
        env=environment, cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    records, spent = done.stdout.split()
    return int(records), float(spent)


@pytest.mark.parametrize(
    ("form", "form_before"), [("lines", "lines"), ("gzip", "lines"), ("document", "document")]
)
def test_import(benchmark, files, before, tmp_path, form, form_before):
    folders = [tmp_path / "now", tmp_path / "then"]
    for folder in folders:
        folder.mkdir()
    now = benchmark.pedantic(
        seconds, args=(PROJECT, "now", files[form], folders[0]), rounds=1, iterations=1
    )
    then = seconds(before, "before", files[form_before], folders[1])
    assert now[0] == then[0]
    benchmark.extra_info[f"of the processor time of {BEFORE}, {form}"] = round(now[1] / then[1], 2)
