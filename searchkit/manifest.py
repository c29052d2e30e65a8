"""Which files are in the index, and how to see that one has changed.

In: the bytes a commit carries. Out: a Manifest, and the bytes for the next commit. It knows files, not articles: which articles
came from a file stands in the article records, as their `origin`, so the two cannot disagree.

    {"format": 1,
     "roots": {label: {"path", "settings", "files": [...], "sizes": [...], "mtimes": [...], "articles": [...], "digests": [...],
                       "unsettled": [place, …], "problems": {place: [[place, reason, is_altered, id], …]}}},
     "alone": {the same, for files that were named themselves}}

One column for each property, because 50,000 files must load in a moment. A `place` is a position in the columns. The commit's
record holds length and checksum of these bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, NamedTuple

FORMAT = 1

# A file system that keeps whole seconds cannot tell two changes within one; the others are exact to a tick of the clock.
COARSE_NS = 2_000_000_000
FINE_NS = 20_000_000


class FileState(NamedTuple):
    """A file as it was last read: `size` in bytes, `mtime_ns`, how many of its `articles` are in the index, and the BLAKE2b
    `digest` of its bytes (32 hexadecimal digits). Size and time are -1 where only a part of its articles is in the index."""

    size: int
    mtime_ns: int
    articles: int
    digest: str


PARTLY = FileState(-1, -1, 0, "")


class SavedProblem(NamedTuple):
    """Something in a file that was skipped or altered. `place` is where in it: "" for all of it, ":12" for line 12, or a path of
    its own. `id` is the article id that another input holds, where that is why."""

    place: str
    reason: str
    is_altered: bool = False
    id: str | None = None


@dataclass(slots=True)
class Root:
    """A named folder: its real path, what it was read with (`settings`; other settings mean reading all of it again), and its
    files by path below the root. `unsettled` are files to read again although size and time are as before."""

    path: str
    settings: str = ""
    files: dict[str, FileState] = field(default_factory=dict)
    unsettled: set[str] = field(default_factory=set)
    problems: dict[str, list[SavedProblem]] = field(default_factory=dict)

    def is_unchanged(self, relative: str, size: int, mtime_ns: int) -> bool:
        """Whether the file is in the index as it is now on disk, as far as size and time tell."""
        known = self.files.get(relative)
        return known is not None and known[0] == size and known[1] == mtime_ns and relative not in self.unsettled

    def remember(self, relative: str, state: FileState, problems: list[SavedProblem], *, settled: bool) -> None:
        self.files[relative] = state
        (self.unsettled.discard if settled else self.unsettled.add)(relative)
        if problems:
            self.problems[relative] = problems
        else:
            self.problems.pop(relative, None)

    def forget(self, relative: str) -> None:
        self.files.pop(relative, None)
        self.unsettled.discard(relative)
        self.problems.pop(relative, None)


class Manifest:
    """The files in an index, by named folder. Files named themselves share the root `alone`, by their real path."""

    def __init__(self) -> None:
        self.roots: dict[str, Root] = {}
        self.alone = Root("")

    def label(self, path: str, name: str, files: Collection[str], is_gone: Callable[[str], bool]) -> str:
        """The label of the folder at real path `path`, whose own name is `name` and which holds `files`.

        A folder known under its path keeps its label. One that was moved keeps it too: same name, the old place is gone, and
        at least half of the files are those of before. Any other folder of a name that is taken gets a number.
        """
        known = self.label_at(path, name)
        if known is not None:
            return known
        for label in self._labels(name):
            root = self.roots[label]
            if is_gone(root.path) and 2 * sum(file in files for file in root.files) >= len(root.files):
                root.path = path
                return label
        number = 1
        while (label := name if number == 1 else f"{name}#{number}") in self.roots:
            number += 1
        self.roots[label] = Root(path)
        return label

    def label_at(self, path: str, name: str) -> str | None:
        """The label of the folder `name` that is known at real path `path`."""
        return next((label for label in self._labels(name) if self.roots[label].path == path), None)

    def _labels(self, name: str) -> list[str]:
        return [label for label in self.roots if label == name or label.rpartition("#")[0] == name]

    def distrust(self, origin: str) -> None:
        """Another file has taken an article of the file `origin`: should the file come back, it must be read again."""
        if origin in self.alone.files:
            self.alone.remember(origin, PARTLY, [], settled=False)
            return
        label, _, relative = origin.partition("/")
        if label in self.roots and relative in self.roots[label].files:
            self.roots[label].remember(relative, PARTLY, [], settled=False)

    def to_bytes(self) -> bytes:
        shape = {
            "format": FORMAT,
            "roots": {label: _to_columns(root) for label, root in self.roots.items()},
            "alone": _to_columns(self.alone),
        }
        return json.dumps(shape, separators=(",", ":")).encode("ascii")

    @classmethod
    def from_bytes(cls, data: bytes) -> Manifest:
        """Raises ValueError when `data` is no manifest, or one of a format this version cannot read."""
        manifest = cls()
        if not data:
            return manifest
        try:
            shape = json.loads(data)
            if shape["format"] != FORMAT:
                raise ValueError(f"the list of files has format {shape['format']!r}; this version reads {FORMAT}")
            manifest.roots = {label: _from_columns(columns) for label, columns in shape["roots"].items()}
            manifest.alone = _from_columns(shape["alone"])
        except (KeyError, TypeError, AttributeError, IndexError) as error:
            raise ValueError(f"the list of files cannot be read: {error!r}") from error
        return manifest


def origin_of(label: str | None, relative: str) -> str:
    """The origin that the records of a file's articles carry; `relative` is the real path for a file named alone."""
    return relative if label is None else f"{label}/{relative}"


def is_settled(mtime_ns: int, read_ns: int) -> bool:
    """Whether a change made after reading at `read_ns` must show in the file's time; False when both are too close to tell."""
    granularity = FINE_NS if mtime_ns % 1_000_000_000 else COARSE_NS
    return abs(read_ns - mtime_ns) > granularity


def _to_columns(root: Root) -> dict[str, Any]:
    place = {relative: number for number, relative in enumerate(root.files)} if root.unsettled or root.problems else {}
    sizes, mtimes, articles, digests = zip(*root.files.values(), strict=True) if root.files else ((), (), (), ())
    return {
        "path": root.path,
        "settings": root.settings,
        "files": list(root.files),
        "sizes": sizes,
        "mtimes": mtimes,
        "articles": articles,
        "digests": digests,
        "unsettled": sorted(place[relative] for relative in root.unsettled),
        "problems": {place[relative]: problems for relative, problems in root.problems.items()},
    }


def _from_columns(columns: dict[str, Any]) -> Root:
    files: list[str] = columns["files"]
    states = zip(columns["sizes"], columns["mtimes"], columns["articles"], columns["digests"], strict=True)
    return Root(
        columns["path"],
        columns["settings"],
        dict(zip(files, map(FileState._make, states), strict=True)),
        {files[place] for place in columns["unsettled"]},
        {files[int(place)]: [SavedProblem(*one) for one in problems] for place, problems in columns["problems"].items()},
    )
