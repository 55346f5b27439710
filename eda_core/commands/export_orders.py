"""``export``: orders as a file that another tool opens.

Exit status 0 when done, 1 when one of the orders is not there, 2 when the source cannot be read or
the file cannot be written. All text is masked. Standard output gets the file unless ``--out``
names one.
"""

import argparse
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from eda_core.commands.arguments import words_of
from eda_core.commands.explain import order_named
from eda_core.commands.files import check_not_read, open_to_write
from eda_core.commands.sources import add_source_options, open_source
from eda_core.presentation.export.exporting import (
    FORM_WORDS,
    ExportedFile,
    ExportForm,
    export,
    orders_to_export,
)
from eda_core.presentation.order.card import absence
from eda_core.presentation.wording import counted


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    forms = "; ".join(f"{form}: {words.opened_by}" for form, words in FORM_WORDS.items())
    parser = commands.add_parser("export", help="write orders as other tools open them")
    parser.set_defaults(run=_export)
    parser.add_argument("orders", metavar="ORDER", nargs="+", help="ids of orders")
    parser.add_argument(
        "--as", dest="form", choices=words_of(ExportForm), required=True, help=forms
    )
    parser.add_argument("--out", metavar="FILE", help="where to; else standard output")
    add_source_options(parser)


def _export(arguments: argparse.Namespace, stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    labels = list(dict.fromkeys(arguments.orders))
    named = {label: order_named(label) for label in labels}
    with open_source(arguments, stdin, stderr) as source:
        missing = [label for label in labels if source.model.order(named[label]) is None]
        stderr.writelines(f"{absence(label, live=True)}\n" for label in missing)
        orders = orders_to_export(source.model, named.values())
        if not orders:
            return 1
        form, now_ms = ExportForm(arguments.form), source.now_ms()
        file = export(orders, form, source.identity, now_ms)
    _write(file, arguments, stdout)
    if file.left_out:
        more = counted(file.left_out, "order more was", "orders more were")
        stderr.write(f"{more} left out: one file takes {file.orders}.\n")
    return 1 if missing else 0


def _write(file: ExportedFile, arguments: argparse.Namespace, stdout: TextIO) -> None:
    if arguments.out is None:
        stdout.write(file.text)
        return
    # What is read may be named by the name it was imported by: that is no file.
    named = (arguments.log, arguments.recording)
    check_not_read(arguments.out, [name for name in named if name and Path(name).exists()])
    with open_to_write(arguments.out) as target:
        target.write(file.text)
