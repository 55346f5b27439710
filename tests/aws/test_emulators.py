from pathlib import Path

import pytest

from tests.aws import emulators


@pytest.fixture
def nowhere(monkeypatch, tmp_path):
    monkeypatch.setattr(emulators, "BIN", tmp_path)


def test_missing_emulator_is_skipped_with_its_reason(nowhere, monkeypatch):
    monkeypatch.delenv("EDA_EMULATORS", raising=False)
    with pytest.raises(pytest.skip.Exception, match="ministack is not installed"):
        emulators._program("ministack")


def test_missing_emulator_fails_where_it_is_required(nowhere, monkeypatch):
    monkeypatch.setenv("EDA_EMULATORS", "required")
    with pytest.raises(pytest.fail.Exception, match="ministack is not installed"):
        emulators._program("ministack")


def test_emulators_are_pinned():
    lines = (Path(emulators.ROOT) / "requirements-emulators.txt").read_text("utf-8").splitlines()
    pinned = {line.partition("==")[0] for line in lines if "==" in line}
    assert pinned == {"ministack", "moto[server]"}
