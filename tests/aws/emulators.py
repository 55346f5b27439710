"""AWS emulators as processes of their own: started once for a test run, ended by their pids.

MiniStack runs the whole choreography; moto has what MiniStack gets wrong on the reading side. Both
listen on 127.0.0.1 only, on a free port, and live in `.venv-emulators`.
"""

import os
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.free_port import free_port

ROOT = Path(__file__).parents[2]
BIN = ROOT / ".venv-emulators" / "bin"
START_SECONDS = 60
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}


def without_aws(environment):
    """An environment in which boto3 finds nothing of whoever runs the tests."""
    return {name: text for name, text in environment.items() if not name.startswith("AWS_")}


def _answers(url):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as response:
            return response.status < 500
    except (urllib.error.URLError, OSError):
        return False


def _wait(url, process):
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends:
        if _answers(url):
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail(f"The emulator did not begin to answer at {url}.")


def _program(name):
    program = BIN / name
    if program.exists():
        return program
    reason = f"{name} is not installed; `make test` installs it where a package index answers"
    if os.environ.get("EDA_EMULATORS") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def _running(name, arguments, environment, health, log):
    command = [str(_program(name)), *arguments]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment, cwd=log.parent, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _wait(health, process)
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(scope="session")
def ministack(tmp_path_factory):
    """The address of a MiniStack of this test run."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        # Its functions begin with `python`, which must be one that has boto3.
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
    }
    environment = {**without_aws(os.environ), **CREDENTIALS, **settings}
    log = tmp_path_factory.mktemp("ministack") / "log"
    with _running("ministack", [], environment, f"{url}/_ministack/health", log):
        yield url


@pytest.fixture(scope="session")
def moto(tmp_path_factory):
    """The address of a moto server of this test run."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {**without_aws(os.environ), **CREDENTIALS}
    log = tmp_path_factory.mktemp("moto") / "log"
    arguments = ["-H", "127.0.0.1", "-p", str(port)]
    with _running("moto_server", arguments, environment, f"{url}/moto-api/data.json", log):
        yield url


@pytest.fixture
def aws_environment(monkeypatch):
    """What boto3 finds: credentials for emulators and nothing of whoever runs the tests."""
    for name in os.environ:
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    for name, text in CREDENTIALS.items():
        monkeypatch.setenv(name, text)
