"""Commits: what one holds, its record on disk, and reading the newest one.

In: an index folder. Out: a Commit, every file of it present with the right length.

    commit_<generation>.json    "searchkit-commit" | format | CRC-32 of what follows, 8 hex digits, newline
                                | JSON: generation, language, files with length and page checksums, segments, the manifest's name
    _MAIN_<generation>.toc     Whoosh's table of contents; appears last, by a rename: that is the commit
    MAIN_<name>.seg            the segments
    manifest_<generation>       what the indexer gave with the commit, as it gave it

The newest table of contents says which commit is in force. Everything searchkit uses it takes from the record, which holds the
checksums of all other files, the table of contents included; so files of different commits never pass for one.
"""

from __future__ import annotations

import json
import re
import zlib
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from searchkit.engines.whoosh import trust
from searchkit.engines.whoosh.mapped import MappedFile, open_regular
from searchkit.engines.whoosh.segment import SegmentInfo
from searchkit.errors import IndexCorruptError, IndexFormatError, IndexMissingError

FORMAT = 1
_MAGIC = b"searchkit-commit"
# A terabyte of segments has 34 MB of checksums.
_LONGEST_RECORD = 1 << 28
_TOC = re.compile(r"_MAIN_([0-9]+)\.toc")
_OURS = re.compile(r"(?:_MAIN_([0-9]+)\.toc(?:\..*)?|commit_([0-9]+)\.json|manifest_([0-9]+)|MAIN_[0-9a-z]+\.[A-Za-z0-9_.]+)")


def toc_name(generation: int) -> str:
    return f"_MAIN_{generation}.toc"


def record_name(generation: int) -> str:
    return f"commit_{generation}.json"


def manifest_name(generation: int) -> str:
    return f"manifest_{generation}"


def is_ours(name: str) -> bool:
    """Whether a file name is one that commits use, leftovers of unfinished ones included."""
    return _OURS.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A file of a commit: its length and the CRC-32 of each page of it (see `mapped`)."""

    name: str
    size: int
    sums: array[int]


@dataclass(frozen=True, slots=True)
class Commit:
    """One committed state. `files` are all files of it but the record itself; `record_size` is the record's length."""

    generation: int
    language: str
    files: Mapping[str, FileInfo]
    segments: tuple[SegmentInfo, ...]
    manifest: str | None
    record_size: int = 0

    @property
    def names(self) -> set[str]:
        """Every file of the commit."""
        return {*self.files, record_name(self.generation)}

    @property
    def bytes(self) -> int:
        return self.record_size + sum(info.size for info in self.files.values())

    @property
    def documents(self) -> int:
        """Records, deleted ones included."""
        return sum(segment.documents for segment in self.segments)

    @property
    def deleted(self) -> int:
        return sum(len(segment.deleted) for segment in self.segments)


def record_bytes(commit: Commit) -> bytes:
    """The record of a commit."""
    shape = {
        "generation": commit.generation,
        "language": commit.language,
        "manifest": commit.manifest,
        "segments": [
            {
                "name": segment.name,
                "documents": segment.documents,
                "articles": segment.articles,
                "lengths": dict(segment.lengths),
                "deleted": _runs(segment.deleted),
            }
            for segment in commit.segments
        ],
        "files": [
            {"name": info.name, "bytes": info.size, "crc32": "".join(f"{value:08x}" for value in info.sums)}
            for info in commit.files.values()
        ],
    }
    body = json.dumps(shape, indent=1).encode()
    return b"%s %d %08x\n" % (_MAGIC, FORMAT, zlib.crc32(body)) + body + b"\n"


def _runs(numbers: Iterable[int]) -> list[int]:
    """Numbers as runs: first, how many, first, how many …"""
    runs: list[int] = []
    for number in sorted(numbers):
        if runs and number == runs[-2] + runs[-1]:
            runs[-1] += 1
        else:
            runs += (number, 1)
    return runs


def parse_record(data: bytes, file: Path) -> Commit:
    """The commit a record describes. Raises IndexCorruptError and IndexFormatError."""
    head, _, body = data.partition(b"\n")
    parts = head.split(b" ")
    if len(parts) != 3 or parts[0] != _MAGIC or not parts[1].isdigit() or not body.endswith(b"\n"):
        raise IndexCorruptError(file, "is not a commit record")
    if head != b"%s %s %08x" % (_MAGIC, parts[1], zlib.crc32(body[:-1])):
        raise IndexCorruptError(file, "its bytes are not those that were written")
    if int(parts[1]) != FORMAT:
        raise IndexFormatError(file.parent, int(parts[1]), FORMAT)
    try:
        return _commit(json.loads(body), len(data))
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        raise IndexCorruptError(file, "does not describe a commit") from None


def _commit(shape: dict[str, Any], size: int) -> Commit:
    files = {}
    for entry in shape["files"]:
        name = str(entry["name"])
        if not is_ours(name):
            raise ValueError("a file of another name")
        sums = entry["crc32"]
        values = array("I", [int(sums[at : at + 8], 16) for at in range(0, len(sums), 8)])
        files[name] = FileInfo(name, int(entry["bytes"]), values)
    segments = tuple(_segment(entry, files) for entry in shape["segments"])
    if toc_name(int(shape["generation"])) not in files:
        raise ValueError("a file without checksums")
    manifest = shape["manifest"]
    if manifest is not None and manifest not in files:
        raise ValueError("a manifest without checksums")
    return Commit(int(shape["generation"]), str(shape["language"]), files, segments, manifest, size)


def _segment(entry: dict[str, Any], files: Mapping[str, FileInfo]) -> SegmentInfo:
    documents = int(entry["documents"])
    if not 0 <= documents <= files[f"{entry['name']}.seg"].size:
        raise ValueError("more documents than bytes")
    deleted: set[int] = set()
    runs = entry["deleted"]
    for first, count in zip(runs[::2], runs[1::2], strict=True):
        if first < 0 or count < 0 or first + count > documents:
            raise ValueError("deleted documents beyond the segment")
        deleted.update(range(first, first + count))
    lengths = {str(field): int(total) for field, total in entry["lengths"].items()}
    return SegmentInfo(str(entry["name"]), documents, int(entry["articles"]), lengths, frozenset(deleted))


def generations(names: Iterable[str]) -> list[int]:
    """The generations that have a table of contents, oldest first."""
    return sorted(int(found.group(1)) for name in names if (found := _TOC.fullmatch(name)))


def newest(folder: Path) -> int:
    """The generation in force. Raises IndexMissingError, IndexCorruptError when only other files of an index are left."""
    try:
        names = [entry.name for entry in folder.iterdir()]
    except FileNotFoundError:
        raise IndexMissingError(folder) from None
    except NotADirectoryError:
        raise IndexMissingError(folder, "this is a file, not the folder of an index") from None
    except PermissionError:
        raise IndexMissingError(folder, "this folder may not be read") from None
    found = generations(names)
    if found:
        return found[-1]
    # Making an index leaves nothing but its first record when it is cut off; anything more was an index once.
    lost = sorted(name for name in names if is_ours(name) and not name.startswith("_") and name != record_name(0))
    if lost:
        raise IndexCorruptError(folder / lost[-1], "belongs to a commit whose table of contents is missing")
    if any(not name.startswith(".") for name in names):
        raise IndexMissingError(folder, "no index is in this folder")
    raise IndexMissingError(folder, "this folder is empty")


def last_generation(folder: Path) -> int:
    """The highest generation any file of the folder belongs to, -1 when there is none."""
    found = [_OURS.fullmatch(entry.name) for entry in folder.iterdir()]
    return max((int(number) for match in found if match for number in match.groups() if number), default=-1)


def read_commit(folder: Path) -> Commit:
    """The newest commit: its record read, its table of contents checked, all its files there with the right length.

    A writer may finish another commit at the same time and delete files of this one: then the next is read. Raises
    IndexMissingError, IndexCorruptError, IndexFormatError, IndexUntrustedError.
    """
    while True:
        generation = newest(folder)
        try:
            return _read(folder, generation)
        except FileNotFoundError as problem:
            if newest(folder) == generation:
                raise IndexCorruptError(Path(str(problem.filename)), "is missing") from None


def read_record(file: Path) -> bytes:
    """The bytes of a record. Raises FileNotFoundError, IndexCorruptError."""
    with open(open_regular(file), "rb") as stream:
        data = stream.read(_LONGEST_RECORD + 1)
    if len(data) > _LONGEST_RECORD:
        raise IndexCorruptError(file, "is longer than any commit record")
    return data


def _read(folder: Path, generation: int) -> Commit:
    file = folder / record_name(generation)
    commit = parse_record(read_record(file), file)
    if commit.generation != generation:
        raise IndexCorruptError(file, f"describes commit {commit.generation}")
    for info in commit.files.values():
        size = (folder / info.name).stat().st_size
        if size != info.size:
            raise IndexCorruptError(folder / info.name, f"has {size} bytes, should have {info.size}")
    data = read_file(folder, commit.files[toc_name(generation)])
    trust.check_toc(data, file=folder / toc_name(generation))
    return commit


def read_file(folder: Path, info: FileInfo) -> bytes:
    """The bytes of a file of a commit, checked. Raises FileNotFoundError and IndexCorruptError."""
    if not info.size:
        return b""
    return MappedFile(folder / info.name, info.size, info.sums).take(0, info.size)
