"""Files that are kept elsewhere and read in parts, such as the objects below an S3 address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Final, Protocol

S3: Final = "s3://"
"""How an address of S3 begins."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file by its name below the address, and by its whole ``path`` there.

    ``version`` is another once it was written again.
    """

    name: str
    path: str
    size: int
    version: str = ""


class FileStore(Protocol):
    """The files below one address. What cannot be read or written raises `BackendError`."""

    @property
    def address(self) -> str:
        """The address, as an error names it."""

    @property
    def url(self) -> str:
        """The same for a server that reads by HTTP."""

    def list_files(self) -> Sequence[StoredFile]:
        """Return the files, by name; the address of one file has it alone."""

    def read(self, file: StoredFile, first: int, count: int) -> bytes:
        """Return bytes of a file from place ``first`` on, fewer than ``count`` at its end only.

        It fails where the file was written again since it was listed.
        """

    def write(self, name: str, content: IO[bytes]) -> None:
        """Write a file whole, in place of one of this name."""
