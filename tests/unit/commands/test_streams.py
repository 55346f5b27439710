"""A stream that is closed or cannot be written ends a command with a sentence, as Ctrl-C does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="closes streams by a shell")

ANSWERING = ["template", "rooms list", "simulate --count 1", "migrate", "--help"]
STOPPED = """
import sys
from eda_core.commands.streams import run_on_streams

def stopped(*streams):
    raise KeyboardInterrupt

sys.exit(run_on_streams(stopped))
"""


def in_shell(command, folder, around="{}"):
    line = around.format(f"{sys.executable} -m eda_core {command}")
    room = {**os.environ, "EDA_DATA": str(folder)}
    done = subprocess.run(line, shell=True, capture_output=True, text=True, env=room, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
@pytest.mark.parametrize("command", ANSWERING)
def test_an_answer_that_a_full_disk_does_not_take_is_a_sentence(command, tmp_path):
    status, _, stderr = in_shell(f"{command} >/dev/full", tmp_path)
    assert (status, stderr) == (2, "Cannot write the answer: No space left on device.\n")


def test_an_answer_without_a_place_to_go_is_a_sentence(tmp_path):
    status, _, stderr = in_shell("rooms list >&-", tmp_path)
    assert (status, stderr) == (2, "Standard output is closed: there is nowhere to answer.\n")


def test_a_standard_input_that_is_closed_is_an_empty_one(tmp_path):
    status, _, stderr = in_shell("match --cases - <&-", tmp_path)
    assert (status, stderr) == (2, "There is no case in standard input.\n")


def test_what_cannot_be_said_is_no_traceback(tmp_path):
    assert in_shell("nosuch 2>&-", tmp_path) == (2, "", "")


def test_a_reader_that_has_gone_hears_no_more(tmp_path):
    line = "({}; echo $? >&2) | head -c 0"
    assert in_shell("template", tmp_path, line) == (0, "", "141\n")


def test_a_file_on_standard_input_is_not_written(tmp_path):
    orders = tmp_path / "orders.jsonl"
    orders.write_text('{"id": 1, "amount": 5}\n', "utf-8")
    command = f"simulate --orders - --log '{orders}' < '{orders}'"
    status, _, stderr = in_shell(command, tmp_path)
    assert (status, "it is read, too" in stderr) == (2, True)
    assert orders.read_text("utf-8") == '{"id": 1, "amount": 5}\n'


def test_every_command_ends_at_ctrl_c_with_a_word():
    done = subprocess.run(
        [sys.executable, "-c", STOPPED], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "\nStopped.\n")
