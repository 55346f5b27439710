import pytest

from tests.unit.read_model.conftest import simulated_log


@pytest.fixture(scope="session")
def log():
    return list(simulated_log())
