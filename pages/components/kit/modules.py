"""The scripts of the components as ES modules, each with what it imports.

A module says what it imports at its head, one statement after another, before anything but
comments of whole lines: ``import { a, b } from "./other.js";``. Only that head is read here. The
browser gets each module as it is written, but with the addresses it gave the other ones in place of
their paths (``library.js``). Where a file imports otherwise, the browser refuses it; a test
compares what is read here with what the JavaScript engine reads.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path, PurePosixPath
from posixpath import normpath

_IMPORT = re.compile(r'import \{[\w\s,]+\} from "(\.{1,2}/[\w./]+\.js)";\n')
_COMMENT = re.compile(r"(?://[^\n]*)?\n")


@dataclass(frozen=True)
class Module:
    """One script: its path in the folder, the paths it imports, its source cut where they stand."""

    name: str
    imports: tuple[str, ...]
    pieces: tuple[str, ...]


def read_modules(folder: Path) -> list[Module]:
    """Return the modules of all scripts in the folder, each after those that it imports.

    Raises ``ValueError`` where one imports a script that is not there, or, by others, itself: an
    address of the browser cannot be known before the text that it is for.
    """
    paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*.js"))
    found = {name: read_module(name, (folder / name).read_text("utf-8")) for name in sorted(paths)}
    missing = [
        f"{m.name} imports {name}"
        for m in found.values()
        for name in m.imports
        if name not in found
    ]
    if missing:
        raise ValueError(f"There is no such script: {'; '.join(missing)}.")
    return [found[name] for name in _in_order(found)]


def with_imports(modules: Sequence[Module], names: Sequence[str]) -> list[Module]:
    """Return the modules of these names, without folder and ending, and all that they import."""
    wanted = {each.name for each in modules if PurePosixPath(each.name).stem in names}
    for each in reversed(modules):  # each comes after what it imports
        wanted |= set(each.imports) if each.name in wanted else set()
    return [each for each in modules if each.name in wanted]


def read_module(name: str, source: str) -> Module:
    """Return the module of this source; ``name`` is its path, from which its imports lead on."""
    imports, pieces, cut = [], [], 0
    for statement in _import_statements(source):
        path = PurePosixPath(name).parent / statement.group(1)
        imports.append(normpath(path.as_posix()))
        pieces.append(source[cut : statement.start(1)])
        cut = statement.end(1)
    return Module(name, tuple(imports), (*pieces, source[cut:]))


def _import_statements(source: str) -> Iterator[re.Match[str]]:
    at = 0
    while found := _IMPORT.match(source, at) or _COMMENT.match(source, at):
        if found.re is _IMPORT:
            yield found
        at = found.end()


def _in_order(modules: Mapping[str, Module]) -> list[str]:
    needs = {name: module.imports for name, module in modules.items()}
    try:
        return list(TopologicalSorter(needs).static_order())
    except CycleError as cycle:
        raise ValueError(f"Scripts import each other in a circle: {cycle.args[1]}.") from cycle
