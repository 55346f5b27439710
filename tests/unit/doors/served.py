"""The API over HTTP in this process, on worlds of a clock by hand."""

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from eda_core.app.bootstrap import Connection
from eda_core.app.worlds import Worlds
from eda_core.domain.settings import BusKind, Settings
from eda_core.doors.beside import routes_beside
from eda_core.doors.protection import protecting
from eda_core.read_model import ReadModel
from eda_core.simulator.backend import simulated_backend
from eda_core.simulator.world import World
from eda_core.stack import demo_stack

START_MS = 1_769_860_800_000


class Served:
    """An application as the server has it, with a page where Streamlit would be."""

    def __init__(self, prefix="", hosts=("127.0.0.1", "localhost"), usual=None):
        self.now_ms = START_MS
        self.usual = usual or Settings(data=None)
        self.worlds = Worlds(self._connected)
        routes = [*routes_beside(lambda: self.worlds, lambda: self.usual, prefix), Route(
            "/{rest:path}", lambda _: PlainTextResponse("<html>"))]  # fmt: skip
        self.app = Starlette(routes=routes, middleware=protecting(hosts))

    def _connected(self, settings, _progress):
        stack = demo_stack(settings.bus)
        world = World(stack, self.now_ms, seed=7)
        backend = self.backend(simulated_backend(world, lambda: self.now_ms), settings)
        return Connection(settings, backend, ReadModel(backend, stack), lambda: self.now_ms)

    def backend(self, backend, settings):
        return backend

    def of(self, room="default", bus=BusKind.CLASSIC):
        """The backend of a room, as a page would have it."""
        return self.worlds.connection(Settings(room=room, bus=bus, data=None)).backend
