"""Fields of a distributed Map with values of any kind: read or refused, and run to an end."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eda_core.asl import Environment, execute, parse_definition
from eda_core.asl.mocks import Mock, MockedAnswer
from eda_core.asl.tasks import TaskResult
from eda_core.domain.errors import InvalidDefinition

VALUES: Any = st.sampled_from([None, True, 0, 2, -1, 2.5, "", "$.a", "$$.x", "FLATTEN", [], [1]])
VALUES |= st.sampled_from([{}, {"a": 1}, {"a.$": "$.a"}, "{% $states.input.a %}", "NONE"])
RESOURCE = st.just("arn:aws:states:::s3:getObject")


def some_of(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """An object with some of these fields, or now and then something else."""
    return st.fixed_dictionaries({}, optional=fields) | VALUES


READER_CONFIG = some_of(InputType=st.sampled_from(["CSV", "JSON"]), MaxItems=VALUES, x=VALUES)
WRITER_CONFIG = some_of(Transformation=st.sampled_from(["NONE", "COMPACT", "FLATTEN"]))
FIELDS = {
    "ItemReader": some_of(Resource=RESOURCE, ReaderConfig=READER_CONFIG, Parameters=VALUES),
    "ItemBatcher": some_of(MaxItemsPerBatch=VALUES, BatchInput=VALUES),
    "ResultWriter": some_of(
        Resource=RESOURCE, WriterConfig=WRITER_CONFIG, Parameters=VALUES, Arguments=VALUES
    ),
    "ToleratedFailureCount": VALUES,
    "ToleratedFailurePercentage": VALUES,
    "ToleratedFailureCountPath": VALUES,
    "Label": VALUES,
}
STATES = st.sampled_from([{"Type": "Pass", "End": True}, {"Type": "Fail"}])
ANSWERS = st.sampled_from([[1, 2, 3], [], {"a": 1}, None])


@given(
    st.fixed_dictionaries({}, optional=FIELDS),
    STATES,
    ANSWERS,
    st.sampled_from(["JSONPath", "JSONata"]),
)
@settings(suppress_health_check=[HealthCheck.too_slow])
@pytest.mark.unmeasured
def test_any_fields_are_refused_or_run_to_an_end(fields, state, answer, language):
    config = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    processor = {"ProcessorConfig": config, "StartAt": "P", "States": {"P": state}}
    machine = {"Type": "Map", "ItemProcessor": processor, "End": True, **fields}
    definition = {"QueryLanguage": language, "StartAt": "M", "States": {"M": machine}}
    try:
        parsed = parse_definition(definition)
    except InvalidDefinition:
        return
    mocks = {"M": Mock("any", (MockedAnswer(0, 0, TaskResult(answer)),))}
    execution = execute(parsed, [1, 2], Environment(mocks=mocks))
    assert execution.ended_ms is not None
    assert execution.history == execution.history
