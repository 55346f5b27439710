import pytest

from tests.unit.doors.served import Served


@pytest.fixture
def served():
    return Served()
