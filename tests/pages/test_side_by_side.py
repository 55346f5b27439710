import pytest

BOTH = "buses.both"


@pytest.fixture
def page(dashboard):
    return dashboard.open("pages/side_by_side.py")


def test_an_experiment_is_shown_in_two_columns_with_its_reasons(page):
    shown = page.shown(BOTH)
    assert shown["title"] == "An order sent twice"
    payments = next(row for row in shown["rows"] if row["what"] == "payments started")
    assert (payments["classic"], payments["custom"], payments["differs"]) == ("200", "100", True)
    assert any("DEDUPLICATED" in row["why"] for row in shown["rows"])
    assert [each["holds"] for each in shown["statements"]] == [True]


def test_what_no_page_says_is_marked_as_assumed(page):
    page.field("buses.experiment").set_value("poison").run()
    statements = page.shown(BOTH)["statements"]
    assumed = [each["grade"] for each in statements if each["assumed"]]
    assert assumed == ["inferred", "assumed"]
    assert all(each["holds"] for each in statements)
    assert not page.at.exception


def test_a_link_names_the_experiment_and_the_orders(dashboard):
    dashboard.at.query_params["experiment"] = "outage"
    dashboard.at.query_params["orders"] = "10"
    shown = dashboard.open("pages/side_by_side.py").shown(BOTH)
    assert shown["sentence"].endswith("between the two runs of 10 orders.")
