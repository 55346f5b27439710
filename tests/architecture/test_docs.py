"""What the documents name exists, and what exists is documented."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
REQUIREMENTS = sorted(path.name for path in ROOT.glob("requirements*.txt"))
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#]+)(?:#[^)]*)?\)")
NPM_FILES = ("package.json", "package-lock.json")
PINNED_ELSEWHERE = {"boto3"}  # by MiniStack, in the environment of both
PATH = re.compile(r"`((?:eda_core|pages|tests|docs)/[\w./-]*)`")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_links_lead_somewhere(document):
    links = LINK.findall(document.read_text(encoding="utf-8"))
    local = [link for link in links if not link.startswith(("http:", "https:"))]
    assert [link for link in local if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_named_files_exist(document):
    named = PATH.findall(document.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_readme_names_every_verb_of_the_makefile():
    verbs = re.findall(r"^([a-z]+):.*##", _read("Makefile"), re.MULTILINE)
    assert [verb for verb in verbs if f"make {verb}" not in _read("README.md")] == []


def test_readme_names_every_page():
    titles = re.findall(r'st.Page\(.*title="([^"]+)"', _read("dashboard.py"))
    assert [title for title in titles if f"*{title}*" not in _read("README.md")] == []


def test_readme_names_every_option_of_the_command_line():
    commands = sorted((ROOT / "eda_core" / "commands").glob("*.py"))
    options = re.findall(r'"(--[a-z-]+)"', "".join(path.read_text("utf-8") for path in commands))
    assert [option for option in options if option not in _read("README.md")] == []


def _requirements(name):
    """The lines of a file that ask for a package, with their reasons."""
    return [line for line in _read(name).splitlines() if line and line[0] not in "#-"]


def _npm_packages(name):
    """What one of npm's two files says the project itself asks for."""
    said = json.loads(_read(name))
    return said.get("packages", {"": said})[""]


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_dependency_is_pinned_with_its_reason(name):
    lines = [line for line in _requirements(name) if line.split()[0] not in PINNED_ELSEWHERE]
    assert [line for line in lines if not re.match(r"[\w\[\],-]+==[\w.]+ +# \w", line)] == []


@pytest.mark.parametrize("name", NPM_FILES)
def test_npm_installs_what_the_tests_need_alone(name):
    asked = _npm_packages(name)
    assert "dependencies" not in asked
    assert [v for v in asked["devDependencies"].values() if not re.fullmatch(r"[\d.]+", v)] == []


def test_the_lock_file_fits_what_is_asked_of_npm():
    wanted, locked = (_npm_packages(name)["devDependencies"] for name in NPM_FILES)
    assert locked == wanted


def test_every_dependency_is_in_the_decision_on_dependencies():
    decision = _read("docs/decisions/0002-dependencies.md")
    names = re.findall(
        r"^([\w-]+)(?:\[.*\])?==",
        "\n".join(map(_read, REQUIREMENTS)),
        re.MULTILINE,
    )
    names += _npm_packages("package.json")["devDependencies"]
    assert [name for name in names if name not in decision] == []


def test_each_test_that_the_gate_names_is_there():
    """Of a name that is gone pytest runs nothing at all, not even what is named beside it."""
    named = re.findall(r"(tests/\S+\.py)::(\w+)", (ROOT / ".ci" / "pythons").read_text("utf-8"))
    assert named
    for path, test in named:
        assert f"def {test}(" in (ROOT / path).read_text("utf-8"), f"{path}::{test}"
