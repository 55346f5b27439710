import pytest

from tests.rooms import Room


@pytest.fixture
def room():
    return Room()
