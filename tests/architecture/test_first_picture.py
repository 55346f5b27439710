"""What the first picture does not need is not loaded for it, so that it comes early."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

FIRST_PICTURE = """
import sys
import pages.components.frame.shell
import pages.components.lessons.panel
import pages.components.live.order_form
import pages.components.live.scenario_buttons
import pages.components.live.view
print(*sorted({"boto3", "jsonschema", "numpy", "pandas", "pyarrow", "segno"} & set(sys.modules)))
"""


def test_the_live_page_loads_nothing_large():
    done = subprocess.run(
        [sys.executable, "-c", FIRST_PICTURE], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == []
