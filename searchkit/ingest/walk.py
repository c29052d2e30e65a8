"""Named files and folders → the regular files in them, in a fixed order, with size and time of change.

Links are never followed, except a root that is a link itself: its user named it. Hidden files and what editors
and downloads leave behind are left out quietly, and so are search indexes; everything else that is not a regular file is named
as a Problem.
"""

from __future__ import annotations

import fnmatch
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from searchkit.errors import InputError
from searchkit.ingest.problem import Problem, safe_id, shown

# Left out quietly: hidden files, what editors and downloads leave behind, what systems put into folders, our own configuration.
_LEFTOVER_STARTS, _LEFTOVER_ENDS = (".", "~$"), ("~", ".bak", ".swp", ".tmp", ".part", ".crdownload")
_LEFTOVER_NAMES = frozenset({"__pycache__", "__MACOSX", "Thumbs.db", "desktop.ini", "searchkit.toml"})
# A folder below a root that holds such a file is a search index, not articles.
_INDEX_FILE = re.compile(r"_MAIN_[0-9]+\.toc")


class Entry(NamedTuple):
    """One file found: how to open it, and what tells whether it has changed.

    `file` is the path from the current folder, `relative` its end below the root (empty for a file named alone). `name`
    begins at the named folder's own name and uses `/`; it is the id of the file's article, or the start of the ids of its
    articles, where the source gives none. `root` is the real path of the named file or folder.
    """

    file: str
    name: str
    size: int
    mtime_ns: int
    root: str
    relative: str

    @property
    def path(self) -> Path:
        return Path(self.file)


def walk(roots: Iterable[str | os.PathLike[str]], *, exclude: Sequence[str] = ()) -> Iterator[Entry | Problem]:
    """Every regular file below `roots`; the files of a folder sorted by name, then its folders sorted by name.

    `exclude` holds globs in the manner of .gitignore, matched below each named folder: without a slash they match a name at
    any depth, with one a path from the named folder on; `*` and `?` stop at a slash, `**` does not; a slash at the end means
    folders only; what lies in an excluded folder is excluded.

    Raises InputError, before anything is yielded, when a root is missing: its articles must not be taken for vanished. Raises it
    at a root that cannot be listed, or that is a search index.
    """
    found = [(os.fspath(root), _root_status(os.fspath(root))) for root in roots]
    return _walk_roots(found, _matcher(exclude))


def _root_status(root: str) -> os.stat_result:
    try:
        return os.stat(root)
    except (OSError, ValueError) as error:
        raise InputError(f"{shown(root)}: {reason_of(error)}. Nothing was done; name files and folders that exist.") from error


def _walk_roots(roots: list[tuple[str, os.stat_result]], excluded: Callable[[str], object] | None) -> Iterator[Entry | Problem]:
    for root, status in roots:
        real = os.path.realpath(root)
        own_name = safe_id(os.path.basename(os.path.abspath(root)))
        if stat.S_ISDIR(status.st_mode):
            yield from _walk_folder(root, real, own_name, excluded)
        elif stat.S_ISREG(status.st_mode):
            yield Entry(root, own_name, status.st_size, status.st_mtime_ns, real, "")
        else:
            yield Problem(shown(root), f"is {kind_of(status.st_mode)}, not a regular file; to read a stream, use -")


def _walk_folder(root: str, real: str, own_name: str, excluded: Callable[[str], object] | None) -> Iterator[Entry | Problem]:
    pending = [("", f"{own_name}/" if own_name else "")]
    by_name = attrgetter("name")
    while pending:
        below, prefix = pending.pop()  # the path from the root and the start of names, each with its last slash
        folder = os.path.join(root, below)
        try:
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=by_name)
        except OSError as error:
            if not below:
                raise InputError(f"{shown(root)}: {reason_of(error)}. Nothing of it was read.") from error
            yield Problem(shown(folder), f"folder cannot be listed: {reason_of(error)}", unread=prefix)
            continue
        if any(entry.name[0] == "_" and _INDEX_FILE.fullmatch(entry.name) for entry in entries):
            if not below:
                raise InputError(f"{shown(root)}: is a search index, not a folder of articles. Name a folder with articles")
            continue
        folders = []
        for entry in entries:
            name = entry.name
            if _is_leftover(name):
                continue
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError as error:
                yield Problem(shown(folder + name), f"cannot be read: {reason_of(error)}", unread=prefix + safe_id(name))
                continue
            is_folder = stat.S_ISDIR(status.st_mode)
            if excluded is not None and excluded(_slashes(below + name) + "/" * is_folder):
                continue
            if is_folder:
                folders.append((f"{below}{name}{os.sep}", f"{prefix}{safe_id(name)}/"))
            elif stat.S_ISREG(status.st_mode):
                yield Entry(folder + name, prefix + safe_id(name), status.st_size, status.st_mtime_ns, real, below + name)
            elif stat.S_ISLNK(status.st_mode):
                yield Problem(shown(folder + name), "is a link; links are not followed (name its target to index it)")
            else:
                yield Problem(shown(folder + name), f"is {kind_of(status.st_mode)}, not a regular file")
        pending.extend(reversed(folders))


def _is_leftover(name: str) -> bool:
    if name.startswith(_LEFTOVER_STARTS) or name.endswith(_LEFTOVER_ENDS) or name in _LEFTOVER_NAMES:
        return True
    return name[0] == "#" == name[-1]  # Emacs


def _slashes(relative: str) -> str:
    return relative if os.sep == "/" else relative.replace(os.sep, "/")


def kind_of(mode: int) -> str:
    """What a file is that is not regular, with its article."""
    kinds = {stat.S_IFDIR: "a folder", stat.S_IFLNK: "a link", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}
    return kinds.get(stat.S_IFMT(mode), "a device")


def reason_of(error: OSError | ValueError) -> str:
    """The system's own words for an error, without number and path."""
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return words[:1].lower() + words[1:]


def _matcher(globs: Sequence[str]) -> Callable[[str], object] | None:
    """A test of `folder/file` (folders end in a slash) against all globs at once, None when there are none."""
    patterns = [_pattern(glob) for glob in globs if glob.strip("/")]
    return re.compile("|".join(patterns), re.DOTALL).fullmatch if patterns else None


def _pattern(glob: str) -> str:
    anywhere = "/" not in glob.rstrip("/")
    end = "/" if glob.endswith("/") else "/?"
    return ("(?:.*/)?" if anywhere else "") + _GLOB_TOKEN.sub(_translate, glob.strip("/")) + end


# One of: folders at any depth, anything, a name's rest, one character, a set of characters, a plain character.
_GLOB_TOKEN = re.compile(r"\*\*/|\*\*+|\*|\?|\[[!^]?\]?[^\]/]*\]|.", re.DOTALL)


def _translate(match: re.Match[str]) -> str:
    token = match[0]
    if token == "**/":
        return "(?:.*/)?"
    if token.startswith("**"):
        return ".*"
    if token in ("*", "?"):
        return "[^/]*" if token == "*" else "[^/]"
    if len(token) > 1:
        return "(?!/)" + fnmatch.translate(token.replace("[^", "[!", 1)).removesuffix(r"\Z")
    return re.escape(token)
