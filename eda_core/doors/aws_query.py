"""DescribeStacks, by which clients find the parts of a stack (CloudFormation API Reference).

CloudFormation speaks the older AWS Query protocol (Smithy, "AWS query protocol"): the request is a
form, the answer XML. It is here for the dashboard itself: with `EDA_WORLD=aws` and this address as
`EDA_ENDPOINT` it shows this world as it shows a deployed stack.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

from eda_core.domain.errors import BackendError, InvalidRequest
from eda_core.domain.events import ACCOUNT, REGION, iso_seconds
from eda_core.doors.exchange import HttpRequest, HttpResponse
from eda_core.doors.handlers import WorldOverHttp

if TYPE_CHECKING:  # they bring every backend along, and the server starts without
    from eda_core.app.bootstrap import Connection

FORM: Final = "application/x-www-form-urlencoded"

MOST_FIELDS: Final = 20

_XML: Final = {"Content-Type": "text/xml"}
_NAMESPACE: Final = "http://cloudformation.amazonaws.com/doc/2010-05-15/"


class AwsQuery:
    """Answers actions on the world, or the room, that an endpoint's path names."""

    def __init__(self, world: WorldOverHttp) -> None:
        self._world = world

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Do the action that the form names; answer as AWS does, an error too."""
        try:
            return HttpResponse(200, self._do(request), _XML)
        except InvalidRequest as fault:
            return HttpResponse(400, _error("Sender", fault.code, str(fault)), _XML)
        except BackendError as fault:
            return HttpResponse(503, _error("Receiver", "ServiceUnavailable", str(fault)), _XML)

    def _do(self, request: HttpRequest) -> str:
        fields = _fields(request.text)
        if fields.get("Action") != "DescribeStacks":
            action = fields.get("Action", "")[:64]
            raise InvalidRequest("InvalidAction", f"Could not find operation {action}")
        connection = self._world.connection(request)
        name, wanted = connection.model.stack.bus, fields.get("StackName")
        if wanted not in (None, name):
            raise InvalidRequest("ValidationError", f"Stack with id {wanted} does not exist")
        return _stacks(connection, request.address)


def _fields(text: str) -> Mapping[str, str]:
    try:
        return dict(parse_qsl(text, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise InvalidRequest("MalformedQueryString", "The form has too many fields.") from None


def _stacks(connection: "Connection", address: str) -> str:
    """Return the one stack, its outputs as a deployed one has them; its API is at this address."""
    stack = connection.model.stack
    parts = urlsplit(address)
    outputs = {
        "NamePrefix": stack.bus,
        "ApiEndpoint": f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}",
        "EventBusName": stack.bus,
        "LogGroupName": stack.log_group,
        "TableName": stack.table,
        "StateMachineArn": f"{_arn('states')}:stateMachine:{stack.state_machine}",
    }
    room = connection.room_state()
    made_ms = connection.clock() if room is None else room.created_ms
    return _element(
        "DescribeStacksResponse",
        "<DescribeStacksResult><Stacks><member>"
        + _texts({
            "StackId": f"{_arn('cloudformation')}:stack/{stack.bus}/simulated",
            "StackName": stack.bus,
            "CreationTime": iso_seconds(made_ms // 1000),
            "StackStatus": "CREATE_COMPLETE",
        })
        + f"<Outputs>{''.join(map(_output, outputs.items()))}</Outputs>"
        + "</member></Stacks></DescribeStacksResult>",
    )  # fmt: skip


def _arn(service: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}"


def _output(output: tuple[str, str]) -> str:
    key, value = output
    return f"<member>{_texts({'OutputKey': key, 'OutputValue': value})}</member>"


def _texts(texts: Mapping[str, str]) -> str:
    return "".join(f"<{name}>{escape(text)}</{name}>" for name, text in texts.items())


def _element(name: str, content: str) -> str:
    return f'<{name} xmlns="{_NAMESPACE}">{content}</{name}>'


def _error(who: str, code: str, message: str) -> str:
    said = _texts({"Type": who, "Code": code, "Message": message})
    return _element("ErrorResponse", f"<Error>{said}</Error>")
