"""``python -m eda_core``: the command line."""

import sys

from eda_core.commands.cli import main

sys.exit(main(sys.argv[1:], sys.stdin.buffer, sys.stdout, sys.stderr))
