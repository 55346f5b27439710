"""What a log may be packed in, gzip and zip also within each other, and how its text is encoded."""

import codecs
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from eda_core.domain.errors import InvalidLogFile

PIECE: Final = 2**18
LONGEST_MARK: Final = 262
SAMPLE: Final = 2**16
"""Bytes by which the encoding is recognised."""

IN_MEMORY: Final = 8 * 2**20
MOST_WHOLE: Final = 16 * 2**20
"""Bytes that one wrapped payload unpacks to at most: Lambda, Kinesis and Firehose take 6 MiB."""

DEEPEST: Final = 3
"""Archives within each other that are opened."""

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
"""How a zip archive begins; the second is one with nothing in it."""

_OFFICE: Final = "[Content_Types].xml"
_OTHERS: Final = {
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"(\xb5/\xfd": "Zstandard",
    b"7z\xbc\xaf'\x1c": "7z",
    b"PAR1": "Parquet",
    b"ustar": "tar",
}


class Damaged(InvalidLogFile):
    """A file that cannot be unpacked, or not to its end: what was read of it counts."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file as it was before it was packed: its name and its bytes, piece by piece.

    Reading them raises `Damaged` where the packing is damaged.
    """

    name: str
    chunks: Iterable[bytes]


def parts_of(part: Part, depth: int = 0) -> Iterator[Part]:
    """Yield what is in a file: itself, or what is packed in it; by its bytes, not by its name.

    Raises `Damaged` for packing that is not taken.
    """
    begins, chunks = _peek(part.chunks, LONGEST_MARK)
    if depth < DEEPEST and begins.startswith(_GZIP):
        yield from parts_of(Part(part.name.removesuffix(".gz"), _gunzipped(chunks)), depth + 1)
    elif depth < DEEPEST and begins.startswith(_ZIP):
        yield from _zipped(part.name, chunks, depth)
    else:
        for mark, name in _OTHERS.items():
            if begins.startswith(mark) or (name == "tar" and begins[257:].startswith(mark)):
                raise Damaged(f"It is {name}: unpack it first, or pack it as gzip or zip.")
        yield Part(part.name, chunks)


def _peek(chunks: Iterable[bytes], least: int) -> tuple[bytes, Iterator[bytes]]:
    pieces = iter(chunks)
    begins = b""
    for piece in pieces:
        begins += piece
        if len(begins) >= least:
            break
    return begins, chain((begins,) if begins else (), pieces)


def _gunzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what a gzip stream of one or more members holds (RFC 1952); zeros may follow
    the last.
    """
    member, ended = zlib.decompressobj(31), False
    for chunk in chunks:
        data = chunk
        while data:
            if ended:
                data = data.lstrip(b"\0")
                if not data:
                    break
                member, ended = zlib.decompressobj(31), False
            try:
                yield member.decompress(data, PIECE)
            except zlib.error as fault:
                raise Damaged(f"The gzip data is damaged: {fault}.") from None
            ended = member.eof
            data = member.unused_data if ended else member.unconsumed_tail
    if not ended:
        raise Damaged("The gzip data ends early.")


def unpacked_whole(data: bytes) -> bytes:
    """Return the bytes of a payload, unpacked if they are gzip; raises `Damaged` if too many."""
    if not data.startswith(_GZIP):
        return data
    held = bytearray()
    for piece in _gunzipped((data,)):
        held += piece
        if len(held) > MOST_WHOLE:
            raise Damaged(f"it unpacks to more than {MOST_WHOLE // 2**20} MiB")
    return bytes(held)


def _zipped(name: str, chunks: Iterable[bytes], depth: int) -> Iterator[Part]:
    with SpooledTemporaryFile(IN_MEMORY) as file:
        for chunk in chunks:
            file.write(chunk)
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
            raise Damaged(f"The zip archive is damaged: {fault}.") from None
        if _OFFICE in archive.namelist():
            raise Damaged("It is a file of an office program: save it as CSV.")
        for entry in sorted(archive.infolist(), key=lambda entry: entry.filename):
            if entry.is_dir() or entry.filename.startswith("__MACOSX/"):
                continue
            yield from parts_of(Part(f"{name}/{entry.filename}", _read(archive, entry)), depth + 1)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(entry) as file:
            yield from _pieces(file)
    except RuntimeError:
        raise Damaged("It is encrypted: unpack it first.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as fault:
        raise Damaged(f"The zip archive is damaged: {fault}.") from None


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


_MARKS: Final = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_MULTI_BYTE: Final = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")


def decoded(chunks: Iterable[bytes]) -> Iterator[str]:
    """Yield the text of these bytes; a byte that is no text in their encoding shows as U+FFFD.

    The encoding is that of the byte order mark; without one UTF-16 is known by its zeros, and
    Windows-1252 by bytes that are no UTF-8.
    """
    begins, pieces = _peek(chunks, SAMPLE)
    decoder = codecs.getincrementaldecoder(encoding_of(begins))("replace")
    for piece in pieces:
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def encoding_of(begins: bytes) -> str:
    """Return the encoding of a text that begins with these bytes, as Python names it."""
    for mark, encoding in _MARKS.items():
        if begins.startswith(mark):
            return encoding
    sample = begins[:4096]
    pairs = len(sample) // 2
    if pairs > 1 and sample[1::2].count(0) > pairs * 0.8 and 0 not in sample[::2][:pairs]:
        return "utf-16-le"
    if pairs > 1 and sample[::2].count(0) > pairs * 0.8 and 0 not in sample[1::2]:
        return "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(begins)
    except UnicodeDecodeError:
        return "utf-8" if _MULTI_BYTE.search(begins) or b"\0" in begins else "cp1252"
    return "utf-8"
