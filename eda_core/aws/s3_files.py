"""Files at an S3 address, ``s3://bucket/folder`` or ``s3://bucket/file``; see `FileStore`.

Nothing but objects is asked for: ListObjectsV2, GetObject by ranges, PutObject (in parts, where a
file is large). A range is of the object that was listed (``If-Match``), so what is read of a file
fits together (Amazon S3 API Reference, GetObject).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, Final
from urllib.parse import quote

from eda_core.aws.calls import CallMeter
from eda_core.aws.clients import Clients
from eda_core.aws.failures.refusal import AwsFailure
from eda_core.aws.target import StackTarget
from eda_core.domain.errors import InvalidSettings
from eda_core.domain.stored_files import S3, StoredFile

MOST_PAGES: Final = 1_000
"""Pages of a thousand files that are listed at most."""

_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
"""Amazon S3 User Guide, "General purpose bucket naming rules"."""

_KEY: Final = re.compile(r"[^\x00-\x1f\x7f*?\[\]{}]{0,900}")
"""A key has up to 1,024 bytes; signs by which files are looked for may not be among them."""


@dataclass(frozen=True, slots=True)
class S3Address:
    """A bucket, and the beginning of keys in it without the slash at its end."""

    bucket: str
    key: str

    @property
    def text(self) -> str:
        """The address as it is written."""
        return f"{S3}{self.bucket}/{self.key}".rstrip("/")


def s3_address(text: str) -> S3Address:
    """Return the address a text is; raises `InvalidSettings` for one that is none."""
    bucket, _, key = text.removeprefix(S3).partition("/")
    key = key.strip("/")
    if not text.startswith(S3) or not _BUCKET.fullmatch(bucket) or not _KEY.fullmatch(key):
        raise InvalidSettings(
            f"An S3 address must look like s3://bucket/folder, not {text[:60]!r}."
        )
    return S3Address(bucket, key)


class S3Files:
    """The objects below an address. Making it calls nobody."""

    def __init__(self, text: str, target: StackTarget) -> None:
        self._place = s3_address(text)
        self._clients = Clients(target, CallMeter())

    @property
    def address(self) -> str:
        """See `FileStore`."""
        return self._place.text

    @property
    def url(self) -> str:
        """See `FileStore`: by path at an endpoint, by host at AWS itself."""
        target, place = self._clients.target, self._place
        if target.is_local:
            host = f"{target.endpoint_url.rstrip('/')}/{place.bucket}"
        else:
            host = f"https://{place.bucket}.s3.{self._clients.region}.amazonaws.com"
        return f"{host}/{quote(place.key)}".rstrip("/")

    def list_files(self) -> Sequence[StoredFile]:
        """See `FileStore`: the object with this very key, else those whose key goes on after a
        slash.
        """
        key = self._place.key
        objects = [each for page in self._pages(key) for each in page]
        files = [_file(each, key) for each in objects if _is_below(each["Key"], key)]
        alone = [file for file in files if file.path == key]
        return alone or sorted(files, key=lambda file: file.name)

    def _pages(self, prefix: str) -> Iterator[Sequence[Any]]:
        pages = self._clients.pages(
            "s3",
            "ListObjectsV2",
            token="ContinuationToken",  # noqa: S106 - the name of a parameter
            answered="NextContinuationToken",
            most=MOST_PAGES,
            Bucket=self._place.bucket,
            Prefix=prefix,
        )
        with self._named():
            for page in pages:
                yield page.get("Contents", ())

    def read(self, file: StoredFile, first: int, count: int) -> bytes:
        """See `FileStore`."""
        if count <= 0 or first >= file.size:
            return b""
        last = min(first + count, file.size) - 1
        given = {"IfMatch": file.version} if file.version else {}
        with self._named():
            return self._clients.body(
                "s3",
                "GetObject",
                Bucket=self._place.bucket,
                Key=file.path,
                Range=f"bytes={first}-{last}",
                **given,
            )

    def write(self, name: str, content: IO[bytes]) -> None:
        """See `FileStore`; boto3 sends a large file in parts."""
        key = f"{self._place.key}/{name}".removeprefix("/")
        with self._named():
            self._clients.call(
                "s3", "UploadFileobj", Fileobj=content, Bucket=self._place.bucket, Key=key
            )

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Have a failure say at which address it was."""
        try:
            yield
        except AwsFailure as failure:
            raise failure.at(self.address) from None


def _is_below(path: str, key: str) -> bool:
    """Return whether a key is the one asked for, or below it; none that only stands for a folder
    is.
    """
    is_within = path == key or not key or path.startswith(f"{key}/")
    return is_within and not path.endswith("/")


def _file(entry: Mapping[str, Any], key: str) -> StoredFile:
    path = str(entry["Key"])
    name = path.rpartition("/")[2] if path == key else path.removeprefix(key).removeprefix("/")
    return StoredFile(name, path, int(entry["Size"]), str(entry.get("ETag", "")))
