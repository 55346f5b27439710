"""A room is a backend like any other, also when its older part is in the file only."""

import pytest

from eda_core.rooms.opening import open_room
from eda_core.stack import demo_stack
from tests.contract.backend_contract import BackendContract
from tests.news import all_news

START_MS = 1_769_860_800_000
LONG_MS = 600_000


class TestRoom(BackendContract):
    @pytest.fixture(autouse=True)
    def _backend(self, tmp_path):
        self.now_ms = START_MS
        self.room = open_room(tmp_path / "a.room", demo_stack(), lambda: self.now_ms, seed=7)
        self.backend = self.room.backend()
        yield
        self.room.close()

    def settle(self):
        self.now_ms += LONG_MS
        all_news(self.backend)


class TestWrittenDownRoom(TestRoom):
    def settle(self):
        super().settle()
        self.room.checkpoint()
