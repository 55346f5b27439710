import pytest

from eda_core.errors import InvalidSettings
from eda_core.settings import Settings, settings_from


def test_nothing_set_leaves_the_seed_open():
    assert settings_from({}) == Settings(seed=None)


def test_a_seed_may_be_set():
    assert settings_from({"EDA_SEED": " 7 "}) == Settings(seed=7)


@pytest.mark.parametrize("text", ["-1", "x", "1.5", "9" * 30, "٣"])
def test_a_bad_seed_is_named(text):
    with pytest.raises(InvalidSettings, match="EDA_SEED"):
        settings_from({"EDA_SEED": text})
