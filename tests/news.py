"""What a backend tells, as tests ask for it."""

from eda_core.ports import Cursor


def all_news(backend, **after):
    """The news of a backend after a cursor of these numbers; all there is without any."""
    return backend.news.after(Cursor(**after))
