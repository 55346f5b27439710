"""What each component is given, by the type that says so; and whether it is given that."""

import types
from typing import Union, get_args, get_origin, get_type_hints, is_typeddict

from eda_core.audience.panel import CrowdData
from eda_core.experiments.both_buses import BothBusesData
from eda_core.lessons.panel_data import LessonData, LessonStripData
from eda_core.presentation.ask_aws import BothAnswersData
from eda_core.presentation.frame.account_banner import AccountBannerData
from eda_core.presentation.frame.world_status import HeaderData, WorldBarData
from eda_core.presentation.graph.order_path import StateGraphData
from eda_core.presentation.live.cover import CoverData
from eda_core.presentation.live.density import DensityData
from eda_core.presentation.live.event_sheet import EventSheetData
from eda_core.presentation.live.flow_map import MarkedMapData
from eda_core.presentation.live.timeline_slices import TimelineData
from eda_core.presentation.live.totals import TotalsData
from eda_core.presentation.log.event_rows import EventFeedData
from eda_core.presentation.order.card import RuleGridData, SummaryData
from eda_core.presentation.order.envelope_fields import EnvelopeFieldsData
from eda_core.presentation.order.narrative import NarrativeData
from eda_core.presentation.order.special import SpecialData
from eda_core.presentation.order.story_sheet import StorySheetData
from eda_core.presentation.order.twins import TwinsData
from eda_core.presentation.orders.listing import FilterChipsData, OrdersTableData
from eda_core.presentation.orders.set_card import SetsCardData
from eda_core.presentation.payment.choice_explainer import ChoiceRulesData
from eda_core.presentation.recording.acts_bar import ActsBarData
from eda_core.presentation.recording.playable import PlayerData
from eda_core.presentation.recording.presenter_view import PresenterViewData
from eda_core.presentation.rules.event_matrix import MatrixData, RuleListData
from eda_core.presentation.rules.pattern_playground import JsonEditorData
from eda_core.presentation.rules.subscriber_detail import SubscriberDetailData
from eda_core.presentation.rules.subscriber_list import SubscriberListData
from eda_core.presentation.rules.verdict import PatternVerdictData
from eda_core.presentation.what_if.outcome_changes import ResultData
from pages.components.kit.column import ColumnData
from pages.components.live.order_links import OrderLinksData

TYPES = {
    "acts_bar": ActsBarData,
    "both_answers": BothAnswersData,
    "account_banner": AccountBannerData,
    "both_buses": BothBusesData,
    "choice_rules": ChoiceRulesData,
    "column": ColumnData,
    "density": DensityData,
    "envelope_fields": EnvelopeFieldsData,
    "crowd": CrowdData,
    "event_feed": EventFeedData,
    "event_sheet": EventSheetData,
    "filter_chips": FilterChipsData,
    "flow_map": MarkedMapData,
    "guess": CoverData,
    "header": HeaderData,
    "json_editor": JsonEditorData,
    "lesson": LessonData,
    "lesson_strip": LessonStripData,
    "list": RuleListData,
    "matrix": MatrixData,
    "narrative": NarrativeData,
    "order_links": OrderLinksData,
    "player": PlayerData,
    "presenter_view": PresenterViewData,
    "pattern_verdict": PatternVerdictData,
    "result": ResultData,
    "rule_grid": RuleGridData,
    "set_card": SetsCardData,
    "special": SpecialData,
    "state_graph": StateGraphData,
    "story_sheet": StorySheetData,
    "subscriber": SubscriberDetailData,
    "subscribers": SubscriberListData,
    "summary": SummaryData,
    "table": OrdersTableData,
    "timeline": TimelineData,
    "totals": TotalsData,
    "twins": TwinsData,
    "world_bar": WorldBarData,
}
"""By the name of the script."""


def faults_of(name, data):
    """Where the data of a component is not what its type says, in words; parts of it included."""
    kind = TYPES[name]
    found = [] if kind is None else list(_faults(data, kind, name))
    if name == "column":
        parts = [*data["parts"].items()]
        parts += [("column", other) for other in data.get("others", {}).values()]
        found += [fault for part, given in parts for fault in faults_of(part, given)]
    return found


def _faults(data, kind, place):
    if is_typeddict(kind):
        yield from _faults_of_dict(data, kind, place)
    elif get_origin(kind) in (Union, types.UnionType):
        inner = [each for each in get_args(kind) if is_typeddict(each)]
        yield from _faults(data, inner[0], place) if inner and data is not None else ()
    elif get_origin(kind) is list:
        for number, each in enumerate(data):
            yield from _faults(each, get_args(kind)[0], f"{place}[{number}]")


def _faults_of_dict(data, kind, place):
    missing = kind.__required_keys__ - data.keys()
    yield from (f"{place} lacks {name}" for name in sorted(missing))
    hints = get_type_hints(kind)
    for name, value in data.items():
        if name in hints:
            yield from _faults(value, hints[name], f"{place}.{name}")
        else:
            yield f"{place} has {name}, which {kind.__name__} does not name"
