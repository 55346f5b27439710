"""What a Map has beside its items: where they are read, in which batches, how many may fail.

ItemReader, ItemBatcher, ResultWriter and the tolerated failures, in both query languages (AWS:
*Using Map state in Distributed mode* and the page on each field; limits reported: floci 3733).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from eda_core.asl.definition.fields import Fields
from eda_core.asl.definition.payload_template import Template
from eda_core.asl.definition.resources import read_resource
from eda_core.asl.model import Distribution, ItemBatcher, ItemReader, Number, ResultWriter

FIELDS: Final = frozenset(("ItemReader", "ItemBatcher", "ResultWriter", "Label"))
TOLERANCES: Final = ("ToleratedFailureCount", "ToleratedFailurePercentage")

MAX_LABEL: Final = 40
"""Longest label in characters (AWS: *Map state*, Label)."""

MAX_ITEMS: Final = 100_000_000
"""Most items a reader may be told to read (reported: floci 3733)."""

_READER_CONFIG: Final = frozenset(
    (
        "InputType", "Transformation", "ManifestType", "ItemsPointer", "CSVDelimiter",
        "CSVHeaderLocation", "CSVHeaders", "MaxItems",
    )
)  # fmt: skip
_WORDS: Final = {
    "InputType": ("JSON", "CSV", "JSONL", "MANIFEST", "PARQUET"),
    "Transformation": ("NONE", "LOAD_AND_FLATTEN"),
    "ManifestType": ("ATHENA_DATA", "S3_INVENTORY"),
    "CSVDelimiter": ("COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"),
    "CSVHeaderLocation": ("FIRST_ROW", "GIVEN"),
}
"""The fields of a ReaderConfig that are one of a few words (AWS: *ItemReader*)."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a query language writes these fields.

    ``arguments`` is the name of a template, ``template`` and ``number`` read one; ``number`` takes
    the name of the field and the most it may be. ``paths`` says whether a number may be a path.
    """

    arguments: str
    template: Callable[[Fields, str], Template | None]
    number: Callable[[Fields, str, int], Number | None]
    paths: bool

    def numbers(self, *names: str) -> tuple[str, ...]:
        """Return the names that fields of numbers have."""
        return (*names, *(f"{name}Path" for name in names)) if self.paths else names


def parse_distribution(fields: Fields, dialect: Dialect) -> Distribution:
    """Return what is said of a Map beside its items. Raises ``InvalidDefinition``."""
    label = fields.text("Label", "")
    if len(label) > MAX_LABEL:
        raise fields.refuse("Label", f"must have at most {MAX_LABEL} characters")
    return Distribution(
        _reader(fields, dialect),
        _batcher(fields, dialect),
        _writer(fields, dialect),
        dialect.number(fields, TOLERANCES[0], MAX_ITEMS),
        _percentage(fields, dialect),
    )


def _reader(fields: Fields, dialect: Dialect) -> ItemReader | None:
    if not fields.has("ItemReader"):
        return None
    reader = fields.object("ItemReader")
    reader.only(("Resource", "ReaderConfig", dialect.arguments))
    resource = read_resource(reader)
    limit = None
    if reader.has("ReaderConfig"):
        config = reader.object("ReaderConfig")
        config.only(_READER_CONFIG | set(dialect.numbers("MaxItems")))
        for name, words in _WORDS.items():
            config.one_word(name, words)
        loads = config.source.get("Transformation") == "LOAD_AND_FLATTEN"
        if loads and not config.has("InputType"):
            raise config.refuse("Transformation", 'LOAD_AND_FLATTEN needs "InputType"')
        limit = dialect.number(config, "MaxItems", MAX_ITEMS)
    return ItemReader(resource, dialect.template(reader, dialect.arguments), limit)


def _batcher(fields: Fields, dialect: Dialect) -> ItemBatcher | None:
    if not fields.has("ItemBatcher"):
        return None
    batcher = fields.object("ItemBatcher")
    limits = dialect.numbers("MaxItemsPerBatch", "MaxInputBytesPerBatch")
    batcher.only(("BatchInput", *limits))
    batcher.at_least_one(limits)
    return ItemBatcher(
        dialect.template(batcher, "BatchInput"),
        dialect.number(batcher, "MaxItemsPerBatch", MAX_ITEMS),
        dialect.number(batcher, "MaxInputBytesPerBatch", 262_144),
    )


def _writer(fields: Fields, dialect: Dialect) -> ResultWriter | None:
    if not fields.has("ResultWriter"):
        return None
    writer = fields.object("ResultWriter")
    writer.only(("Resource", "WriterConfig", dialect.arguments))
    writer.at_least_one(("Resource", "WriterConfig"))
    resource = read_resource(writer) if writer.has("Resource") else None
    transformation = "COMPACT"
    if writer.has("WriterConfig"):
        config = writer.object("WriterConfig")
        config.only(("Transformation", "OutputType"))
        config.one_word("OutputType", ("JSON", "JSONL"))
        transformation = config.one_word("Transformation", ("COMPACT", "NONE", "FLATTEN"))
    return ResultWriter(resource, dialect.template(writer, dialect.arguments), transformation)


def _percentage(fields: Fields, dialect: Dialect) -> Number | float | None:
    name = TOLERANCES[1]
    value = fields.source.get(name)
    if isinstance(value, float):
        return fields.number(name, 0, 0, 100)
    return dialect.number(fields, name, 100)
