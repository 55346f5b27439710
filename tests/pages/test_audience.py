"""The audience on the Live page: invited, asked, and seen; phones are seats of its crowd."""

import socket

import pytest

from eda_core.audience.switch import Address
from eda_core.domain.orders import Outcome
from eda_core.presentation.live.flow_map import OF_AUDIENCE
from pages.components.frame import session
from pages.components.live import audience as of_live
from tests.free_port import free_port

pytestmark = pytest.mark.unmeasured


@pytest.fixture
def live(dashboard, monkeypatch):
    monkeypatch.setattr(of_live, "own_addresses", lambda: ("127.0.0.2", "127.0.0.1"))
    return dashboard.open()


def invite(live, address="127.0.0.1"):
    live.store(of_live._ADDRESS, address)
    live.at.run()
    live.field("audience.port").set_value(free_port()).run()
    live.at.button(key="audience.invite").click().run()


@pytest.fixture
def invited(live):
    invite(live)
    return session.audience().invited()


def seat(invited):
    name = invited.invitation.crowd.seat()
    invited.invitation.crowd.enter(name, 1)
    return name


def has(live, key):
    return any(button.key == key for button in live.at.button)


def test_nobody_is_invited_at_first(live):
    assert session.audience().invited() is None
    assert "crowd" not in live.card()
    assert not has(live, "audience.ask")


def test_an_invitation_shows_its_address_and_who_is_in(live, invited):
    assert invited.address.host == "127.0.0.1"
    assert live.at.code[-1].value == invited.url
    seat(invited)
    live.let_pass(1)
    crowd = live.part("crowd")
    assert (crowd["present"], crowd["large"], crowd["code"], crowd["vote"]) == (1, False, "", None)


def test_an_address_others_reach_is_asked_about(live, monkeypatch):
    monkeypatch.setattr(Address, "is_near", property(lambda place: place.host == "127.0.0.1"))
    invite(live, "127.0.0.2")
    assert "Everybody on the network" in live.at.warning[0].value
    assert session.audience().invited() is None
    live.at.button(key="audience.yes").click().run()
    assert session.audience().invited().address.host == "127.0.0.2"


def test_a_port_in_use_is_one_sentence(live):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        live.store(of_live._ADDRESS, "127.0.0.1")
        live.store(of_live._PORT, taken.getsockname()[1])
        live.at.run()
        live.at.button(key="audience.invite").click().run()
    assert live.at.error[0].value.startswith("Port")
    assert session.audience().invited() is None


def test_the_stage_has_the_code_and_the_head_of_the_order(live, invited):
    hall = type(live)(live._clock)
    hall.at.query_params["stage"] = "1"
    hall.open()
    crowd = hall.part("crowd")
    assert (crowd["large"], "".join(crowd["address"])) == (True, invited.url)
    assert crowd["code"].startswith("M4 4h7")
    assert set(hall.card()) == {"world_bar", "summary", "crowd"}


def test_a_vote_closes_when_its_order_is_sent(live, invited):
    name = seat(invited)
    live.at.button(key="audience.ask").click().run()
    crowd = invited.invitation.crowd
    assert crowd.vote(name, 1, Outcome.COMPLETED)
    live.let_pass(1)
    assert live.part("crowd")["vote"]["counts"] is None
    live.at.button(key="audience.ask").click().run()
    live.let_pass()
    assert crowd.state().question.order == 101
    assert live.part("crowd")["vote"]["counts"] == [1, 0]
    assert live.part("summary")["order"] == "101"


def test_the_orders_of_the_audience_are_marked_on_the_map(live, invited):
    live.submit(101, 100)
    assert invited.invitation.place(seat(invited), 100, Outcome.COMPLETED).accepted
    live.let_pass()
    marked = {hop[2] for hop in live.part("flow_map")["hops"] if hop[4] & OF_AUDIENCE}
    assert marked == {"102"}
    hall = type(live)(live._clock)
    hall.at.query_params.update({"stage": "1", "pin": "1", "order": "102"})
    hall.open()
    assert hall.part("summary")["badges"][0] == "from the audience"


def test_a_number_taken_since_it_was_proposed_is_not_used_twice(live, invited):
    assert live.field("submit.id").value == 101
    assert invited.invitation.place(seat(invited), 100, Outcome.COMPLETED).accepted
    live.at.button(key="submit").click().run()
    live.let_pass()
    assert live.part("summary")["order"] == "102"
    assert live.tiles()["completed"] == "2"


def test_another_window_gets_the_button_too(live):
    other = type(live)(live._clock).open()
    invite(live)
    assert not has(other, "audience.ask")
    other.let_pass(1)
    assert has(other, "audience.ask")


def test_ending_it_asks_where_somebody_is_in(live, invited):
    seat(invited)
    live.at.button(key="audience.end").click().run()
    assert session.audience().invited() is invited
    live.at.button(key="audience.yes").click().run()
    assert session.audience().invited() is None
    assert "crowd" not in live.card()


def test_the_end_of_one_that_has_ended_meanwhile_is_asked_about_no_more(live, invited):
    seat(invited)
    live.at.button(key="audience.end").click().run()
    session.audience().end()
    live.let_pass(1)
    assert has(live, "audience.invite")
    assert not has(live, "audience.yes")


def test_agreeing_late_ends_no_later_invitation(live, invited):
    seat(invited)
    live.at.button(key="audience.end").click().run()
    later = session.audience().invite(invited.invitation.settings, Address("127.0.0.1", 0))
    live.at.button(key="audience.yes").click().run()
    assert session.audience().invited() is later


def test_agreeing_late_ends_no_invitation_made_meanwhile(live, invited, monkeypatch):
    settings = invited.invitation.settings
    session.audience().end()
    live.let_pass(1)
    monkeypatch.setattr(Address, "is_near", False)
    live.at.button(key="audience.invite").click().run()
    assert has(live, "audience.yes")
    later = session.audience().invite(settings, Address("127.0.0.1", 0))
    live.at.button(key="audience.yes").click().run()
    assert session.audience().invited() is later
    assert not has(live, "audience.yes")
