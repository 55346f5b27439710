"""The door to the library: what is imported when the first expression is parsed."""

from eda_core.asl.jsonata.operands import compared
from eda_core.asl.jsonata.program import (
    EvaluationThrew,
    ExpressionRefused,
    parse_program,
)
from eda_core.asl.jsonata.references import ReferenceRefused

__all__ = [
    "EvaluationThrew",
    "ExpressionRefused",
    "ReferenceRefused",
    "compared",
    "parse_program",
]
