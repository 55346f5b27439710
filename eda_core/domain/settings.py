"""Settings, read from the environment and from the address when asked for, never at import.

The environment is the operator's word. An address may be anybody's: what it names is checked more
narrowly, and it can name no folder and no secret.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from eda_core.domain.errors import InvalidSettings

MAX_SEED: Final = 2**63 - 1
MAX_TEXT: Final = 256
DEFAULT_ROOM: Final = "default"
DEFAULT_STACK: Final = "eda-demo"
DATA_FOLDER: Final = Path(".eda-data")
IN_MEMORY: Final = ":memory:"
"""The value of ``EDA_DATA`` that keeps every room in memory only."""

_ENGINES: Final = ("clickhouse://", "clickhouses://", "s3://")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_HOST: Final = re.compile(r"[A-Za-z0-9.:-]{1,253}")
_QUOTED: Final = 60
_LOOPBACK: Final = frozenset(("127.0.0.1", "localhost", "::1"))


class Delays(StrEnum):
    """How long a hop takes in a new room: about what it takes on AWS, or no time at all."""

    AWS = "aws"
    NONE = "none"


class BusKind(StrEnum):
    """Which of EventBridge's two kinds of bus: with rules and targets, or with subscribers.

    AWS's own words are *Custom Event Bus - Classic* and *Custom Event Bus* (since 2026-09-24).
    """

    CLASSIC = "classic"
    CUSTOM = "custom"


class WorldKind(StrEnum):
    """What a dashboard can look at."""

    SIMULATOR = "simulator"
    AWS = "aws"
    FILE = "file"
    RECORDING = "recording"


@dataclass(frozen=True, slots=True)
class Settings:
    """What to connect to, and how.

    ``room`` names a world of the simulator, and ``bus`` the kind of its bus: the same name on the
    other kind is another world. ``file`` names an imported log or a recording. ``stack``,
    ``region``, ``profile`` and ``endpoint`` say which deployed stack, with whose credentials; empty
    leaves it to AWS's own settings. ``data`` is the folder of rooms, imported logs and recordings,
    None for memory only. ``seed`` decides the ids and delays of a new room, None draws one;
    ``delays`` how long its hops take. ``log_engine`` is the address of what answers about large
    logs, with its password, or where they are; empty for DuckDB, in this process, and files here.
    """

    world: WorldKind = WorldKind.SIMULATOR
    room: str = DEFAULT_ROOM
    bus: BusKind = BusKind.CLASSIC
    file: str = ""
    stack: str = DEFAULT_STACK
    region: str = ""
    profile: str = ""
    endpoint: str = ""
    seed: int | None = None
    delays: Delays = Delays.AWS
    data: Path | None = None
    log_engine: str = field(default="", repr=False)

    @property
    def room_title(self) -> str:
        """The room in words: its name, and its kind of bus where that is not the classic one."""
        return self.room if self.bus is BusKind.CLASSIC else f"{self.room} · {self.bus} bus"

    @property
    def is_read_only(self) -> bool:
        """Whether the world can be looked at only: an imported log, or a recording."""
        return self.world in (WorldKind.FILE, WorldKind.RECORDING)


VARIABLES: Final = {
    "EDA_WORLD": "world",
    "EDA_ROOM": "room",
    "EDA_BUS": "bus",
    "EDA_STACK": "stack",
    "EDA_REGION": "region",
    "EDA_PROFILE": "profile",
    "EDA_ENDPOINT": "endpoint",
    "EDA_DELAYS": "delays",
    "EDA_LOG_ENGINE": "log_engine",
}
"""Settings by the name of their environment variable."""

IN_ADDRESS: Final = ("world", "room", "bus", "file", "stack", "region", "profile", "endpoint")
"""Settings a link can name, each by the parameter of its name."""


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Settings from ``EDA_...`` variables; raises `InvalidSettings` naming one that is no use.

    ``AWS_ENDPOINT_URL`` counts as ``EDA_ENDPOINT``: boto3 obeys it, so we must know of it too.
    """
    seed, data = environment.get("EDA_SEED", "").strip(), environment.get("EDA_DATA", "").strip()
    settings = Settings(
        seed=seed_from(seed, "EDA_SEED") if seed else None,
        data=None if data == IN_MEMORY else Path(data) if data else DATA_FOLDER,
    )
    environment = {"EDA_ENDPOINT": environment.get("AWS_ENDPOINT_URL", ""), **environment}
    named = ((which, name, environment.get(name, "").strip()) for name, which in VARIABLES.items())
    return _with(settings, [(which, name, text) for which, name, text in named if text])


def settings_in_address(settings: Settings, parameters: Mapping[str, str]) -> Settings:
    """These settings with what an address names instead.

    Raises `InvalidSettings` naming the parameter that is no use. An endpoint must be on this
    machine: requests to it are signed with the user's credentials.
    """
    named = [(name, name, parameters[name].strip()) for name in IN_ADDRESS if name in parameters]
    endpoint = parameters.get("endpoint", "").strip()
    if endpoint and endpoint != settings.endpoint:
        _check_is_here(endpoint_from(endpoint, "endpoint"))
    return _with(settings, [(which, name, text) for which, name, text in named if text])


def address_of(settings: Settings, usual: Settings) -> dict[str, str]:
    """Return the parameters of a link to this world: what differs from the usual settings."""
    fields = ((name, str(getattr(settings, name))) for name in IN_ADDRESS)
    return {name: text for name, text in fields if text != str(getattr(usual, name))}


def seed_from(text: str, name: str) -> int:
    """Return a seed from its text; raises `InvalidSettings` naming the setting."""
    if not text.isdecimal() or not text.isascii() or len(text) > 20 or int(text) > MAX_SEED:
        raise InvalidSettings(f"{name} must be a whole number from 0 to 2^63 - 1, not {text!r}.")
    return int(text)


def room_from(text: str, name: str = "room") -> str:
    """Return the name of a room; raises `InvalidSettings` naming the setting.

    Small letters, digits and hyphens, up to 40: it becomes part of a file's name.
    """
    if not _NAME.fullmatch(text):
        raise InvalidSettings(
            f"{name} must be 1 to 40 small letters, digits or hyphens, not {text[:60]!r}."
        )
    return text


def endpoint_from(text: str, name: str) -> str:
    """Return the address of an emulator; raises `InvalidSettings` naming the setting."""
    try:
        parts = urlsplit(text)
        is_usable = parts.port != 0 and bool(_HOST.fullmatch(parts.hostname or ""))
    except ValueError:
        is_usable = False
    # A name or a password in the address would be shown wherever the address is.
    if not is_usable or parts.scheme not in ("http", "https") or "@" in parts.netloc:
        wanted = "an http or https URL like http://127.0.0.1:4566"
        raise InvalidSettings(f"{name} must be {wanted}, not {shown(text)}.")
    return text


def shown(text: str) -> str:
    """Return a text as a sentence quotes it: its beginning, where it is long."""
    return repr(text) if len(text) <= _QUOTED else f"{text[: _QUOTED - 1]!r}…"


def _delays_from(text: str, name: str) -> Delays:
    if text not in tuple(Delays):
        raise InvalidSettings(f"{name} must be aws or none, not {text[:60]!r}.")
    return Delays(text)


def _bus_from(text: str, name: str) -> BusKind:
    if text not in tuple(BusKind):
        raise InvalidSettings(f"{name} must be classic or custom, not {text[:60]!r}.")
    return BusKind(text)


def _world_from(text: str, name: str) -> WorldKind:
    if text not in tuple(WorldKind):
        kinds = "simulator, aws, file or recording"
        raise InvalidSettings(f"{name} must be {kinds}, not {text[:60]!r}.")
    return WorldKind(text)


def _text_from(text: str, name: str) -> str:
    """Return what names a deployed stack is checked where it is used; here only that it is no
    essay.
    """
    if len(text) > MAX_TEXT:
        raise InvalidSettings(f"{name} must not be longer than {MAX_TEXT} characters.")
    return text


def _engine_from(text: str, name: str) -> str:
    """Return the address of an engine, nothing for DuckDB; it may hold a password, so none of it
    is told again.
    """
    if text == "duckdb":
        return ""
    if not text.startswith(_ENGINES) or text in _ENGINES or len(text) > MAX_TEXT:
        raise InvalidSettings(
            f"{name} must be duckdb, or look like clickhouse://user:password@host:8123 or "
            "s3://bucket/folder."
        )
    return text.rstrip("/")


_READERS: Final[Mapping[str, Callable[[str, str], str]]] = {
    "world": _world_from,
    "room": room_from,
    "bus": _bus_from,
    "file": room_from,
    "stack": _text_from,
    "region": _text_from,
    "profile": _text_from,
    "endpoint": _text_from,
    "delays": _delays_from,
    "log_engine": _engine_from,
}


def _with(settings: Settings, named: list[tuple[str, str, str]]) -> Settings:
    fields: dict[str, Any] = {which: _READERS[which](text, name) for which, name, text in named}
    return replace(settings, **fields)


def _check_is_here(endpoint: str) -> None:
    if urlsplit(endpoint).hostname not in _LOOPBACK:
        raise InvalidSettings(
            "An address can only name an endpoint on this machine; set EDA_ENDPOINT for another."
        )
