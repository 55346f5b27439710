from eda_core.ports import Backend
from eda_core.simulator.backend import simulated_backend
from eda_core.simulator.world import World
from eda_core.stack import demo_stack
from tests.contract.backend_contract import BackendContract

START_MS = 1_769_860_800_000
LONG_MS = 600_000


class TestSimulator(BackendContract):
    def make(self) -> Backend:
        self.now_ms = START_MS
        return simulated_backend(World(demo_stack(), START_MS, seed=7), lambda: self.now_ms)

    def settle(self) -> None:
        self.now_ms += LONG_MS
