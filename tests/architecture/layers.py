"""Who may import whom: the one table, walked by `test_layers` and written into ARCHITECTURE.md.

``python -m tests.architecture.layers`` writes it there; a test says when that was forgotten.
"""

from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "ARCHITECTURE.md"
BEGIN, END = "<!-- imports: begin -->\n", "<!-- imports: end -->\n"


@dataclass(frozen=True)
class Layer:
    """One package: the packages of ``eda_core`` and the third-party ones it may import."""

    name: str
    imports: str = ""
    third_party: frozenset[str] = field(default_factory=frozenset)

    @property
    def allowed(self) -> set[str]:
        return {self.name, *self.imports.split()}


LAYERS = (
    Layer("domain", third_party=frozenset({"isal", "orjson"})),
    Layer("patterns", "domain"),
    Layer("asl", "domain", frozenset({"jsonata", "orjson", "re2"})),
    Layer("stack", "domain patterns asl"),
    Layer("ports", "domain asl"),
    Layer("simulator", "domain patterns asl stack ports"),
    Layer("rooms", "domain patterns asl stack ports simulator"),
    Layer("aws", "domain patterns asl stack ports", frozenset({"boto3", "botocore"})),
    Layer("log_files", "domain asl ports", frozenset({"yaml"})),
    Layer("read_model", "domain patterns asl stack ports"),
    Layer("sets", "domain stack read_model", frozenset({"numpy"})),
    Layer(
        "large_logs",
        "domain asl stack ports log_files read_model sets",
        frozenset({"duckdb", "fsspec", "numpy", "pyarrow"}),
    ),
    Layer(
        "recordings",
        "domain asl stack ports log_files read_model",
        frozenset({"jsonschema"}),
    ),
    Layer("experiments", "domain asl stack ports simulator read_model"),
    Layer(
        "presentation",
        "domain patterns asl stack ports read_model recordings sets",
        frozenset({"plotly"}),
    ),
    Layer("scenarios", "domain asl stack ports simulator read_model presentation", frozenset()),
    Layer("lessons", "domain stack ports read_model presentation scenarios"),
    Layer(
        "app",
        "domain stack ports simulator rooms aws log_files read_model recordings large_logs",
    ),
    Layer(
        "commands",
        "domain patterns asl stack simulator rooms aws log_files read_model experiments sets "
        "presentation scenarios recordings app",
    ),
    Layer("doors", "domain patterns asl ports app", frozenset({"starlette"})),
    Layer(
        "audience",
        "domain stack ports read_model presentation scenarios app doors",
        frozenset({"segno", "starlette", "uvicorn"}),
    ),
    Layer("__main__", "commands"),
    Layer("__init__"),
)
"""From the floor up: no package imports one that stands below it in this table."""

PAGES = Layer(
    "pages",
    "domain stack ports read_model sets presentation experiments scenarios lessons log_files aws "
    "recordings app doors audience",
    frozenset({"streamlit"}),
)
"""The pages with their components, and ``dashboard.py``."""


def table() -> str:
    """The table as Markdown, as it stands in ARCHITECTURE.md."""
    rows = [layer for layer in (*LAYERS, PAGES) if not layer.name.startswith("__init")]
    return "".join(("| package | may import | and |\n|---|---|---|\n", *map(_row, rows)))


def _row(layer: Layer) -> str:
    imports = ", ".join(f"`{name}`" for name in layer.imports.split()) or "nothing"
    return f"| `{layer.name}` | {imports} | {', '.join(sorted(layer.third_party))} |\n"


def written() -> str:
    """ARCHITECTURE.md with the table as it is now."""
    text = DOCUMENT.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    return f"{head}{BEGIN}{table()}{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    DOCUMENT.write_text(written(), encoding="utf-8")
