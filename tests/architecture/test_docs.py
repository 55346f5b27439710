"""What the documents name exists, and what exists is documented."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#]+)(?:#[^)]*)?\)")
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


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_dependency_is_pinned_with_its_reason(name):
    lines = [line for line in _read(name).splitlines() if line and line[0] not in "#-"]
    assert [line for line in lines if not re.match(r"[\w\[\],-]+==[\w.]+ +# \w", line)] == []


def test_every_dependency_is_in_the_decision_on_dependencies():
    decision = _read("docs/decisions/0002-dependencies.md")
    names = re.findall(
        r"^([\w-]+)(?:\[.*\])?==",
        "\n".join(map(_read, REQUIREMENTS)),
        re.MULTILINE,
    )
    assert [name for name in names if name not in decision] == []
