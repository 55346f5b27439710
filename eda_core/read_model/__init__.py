"""What the screens read: one model for each backend, shared by all browser sessions.

`reading` holds the questions a screen may ask, `live` what keeps the answers up to date, and
`as_of` answers them for an earlier time.
"""

from eda_core.read_model.as_of import MomentModel
from eda_core.read_model.live import ReadModel
from eda_core.read_model.reading import FIRST_ORDER, Reading

__all__ = ["FIRST_ORDER", "MomentModel", "ReadModel", "Reading"]
