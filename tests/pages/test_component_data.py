"""Each component is given what its type says, and its script asks for nothing else."""

import re
from typing import get_type_hints

import pytest

from pages.components.kit import assets
from tests.pages.component_data import TYPES

SCRIPTS = {path.stem: path for path in assets.COMPONENTS.glob("*/*.js")}
PARTS = {name: sorted(path.parent.glob(f"{name}/*.js")) for name, path in SCRIPTS.items()}
READ = re.compile(r"\bdata\??\.(\w+)")
TAKEN_APART = re.compile(r"\{([^{}]*)\} = (?:component|state)\.data\b")
PAGES = ["", "pages/orders.py", "pages/payment_service.py", "pages/rules.py", "pages/event_log.py"]


def asked_for(name):
    """The names a script reads of its data, by `data.name` or by taking the data apart."""
    texts = [path.read_text("utf-8") for path in (SCRIPTS[name], *PARTS[name])]
    code = re.sub(r"//[^\n]*", "", "\n".join(texts)).replace("= {}", "")
    names = set(READ.findall(code))
    for words in TAKEN_APART.findall(code):
        names |= {re.split(r"[:=]", word)[0].strip() for word in words.split(",")}
    return names - {"", "data"}


def test_every_component_has_a_type():
    components = {
        name
        for name, path in SCRIPTS.items()
        if "export default function" in path.read_text("utf-8")
    }
    assert set(TYPES) == components


@pytest.mark.parametrize("name", sorted(TYPES))
def test_a_script_asks_for_what_its_type_names(name):
    asked = asked_for(name)
    assert asked
    assert asked <= set(get_type_hints(TYPES[name]))


def components_of(dashboard):
    for component in dashboard.at.get("bidi_component"):
        name = component.proto.component_name.rpartition(".")[2]
        if name in TYPES:
            yield name, dashboard.given(component)


@pytest.fixture
def orders(dashboard):
    dashboard.open()
    for order, amount in ((101, 100), (102, 900)):
        dashboard.submit(order, amount)
    dashboard.let_pass()
    return dashboard


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_gives_is_what_the_types_say(orders, page):
    if page:
        orders.at.switch_page(page)
        orders.at.run()
    given = list(components_of(orders))
    assert len(given) > 1
