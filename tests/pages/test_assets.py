from pathlib import Path

import pytest

from pages.components.kit import assets

COMPONENTS = Path(assets.__file__).parents[1]
SCRIPTS = sorted(path for path in COMPONENTS.glob("*/*.js") if path.stem != "base")
NAMES = [path.stem for path in SCRIPTS]


@pytest.mark.parametrize("name", NAMES)
def test_every_component_is_in_the_library(name):
    assert f'"{name}": (() => {{' in assets.library_script()


@pytest.mark.parametrize("script", SCRIPTS, ids=NAMES)
def test_every_script_has_a_style(script):
    assert script.with_suffix(".css").exists()


def test_no_name_stands_in_two_folders():
    assert len(NAMES) == len(set(NAMES))


def test_the_library_has_no_comments():
    lines = assets.library_script().splitlines()
    assert not [line for line in lines if line.startswith("//")]


def test_the_library_exports_once():
    assert assets.library_script().count("export default") == 1


def test_the_parts_of_a_script_come_before_it():
    script = assets.library_script()
    inside = script[script.index('"timeline": (() => {') :]
    assert inside.index("const COLUMNS") < inside.index("const render = function")


def test_a_component_without_files_is_refused():
    with pytest.raises(FileNotFoundError):
        assets.register("nothing")
