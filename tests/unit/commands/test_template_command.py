import io

import pytest

from eda_core.aws.template import template
from eda_core.commands.cli import main
from eda_core.domain.settings import BusKind


def run(*argv):
    stdout, stderr = io.StringIO(), io.StringIO()
    return (
        main(["template", *argv], io.BytesIO(), stdout, stderr),
        stdout.getvalue(),
        stderr.getvalue(),
    )


def test_the_template_goes_to_standard_output():
    assert run() == (0, template(), "")


def test_the_template_has_the_bus_that_is_asked_for():
    assert run("--bus", "custom") == (0, template(kind=BusKind.CUSTOM), "")


def test_the_template_goes_to_a_file(tmp_path):
    target = tmp_path / "template.yaml"
    assert run("--out", str(target)) == (0, "", "")
    assert target.read_text() == template()


@pytest.mark.parametrize("name", ["missing/file", "."])
def test_a_file_that_cannot_be_written_is_one_sentence(name):
    status, stdout, stderr = run("--out", name)
    assert (status, stdout, len(stderr.splitlines())) == (2, "", 1)
