import pytest

from eda_core.presentation.wording import remedy_parts


@pytest.mark.parametrize(
    ("remedy", "words", "command"),
    [
        ("", "", ""),
        ("aws login", "", "aws login"),
        ("python -m eda_core deploy --name x", "", "python -m eda_core deploy --name x"),
        ("ACCOUNT=$(aws sts)\naws logs x", "", "ACCOUNT=$(aws sts)\naws logs x"),
        ("Check the network, then: aws login", "Check the network, then:", "aws login"),
        ("aws login   (or set AWS_PROFILE)", "Or set AWS_PROFILE", "aws login"),
        ("Give an address like http://127.0.0.1:4566.",) * 2 + ("",),
        ('Allow "logs:X"; docs/AWS.md has it.', 'Allow "logs:X"; docs/AWS.md has it.', ""),
        ("Sign in first (aws sso login), or not.", "Sign in first (aws sso login), or not.", ""),
    ],
)
def test_only_a_command_is_one(remedy, words, command):
    assert remedy_parts(remedy) == (words, command)
