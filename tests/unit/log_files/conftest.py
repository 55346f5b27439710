import pytest

from tests.unit.projections.conftest import simulated_log


@pytest.fixture(scope="session")
def log():
    return list(simulated_log())
