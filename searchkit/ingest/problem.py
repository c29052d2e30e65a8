"""What could not be taken as it is: one Problem for each file, line or article concerned.

Also how odd names are shown: a path may hold bytes that are no text, line ends and escape codes. `shown` is for people,
`safe_id` for article ids; both give valid Unicode on one line.
"""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass

_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_NOT_IN_IDS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_VALUE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """A file, line or article that was skipped, or taken with a change.

    `path` is shown text, not for opening. `altered` is True when the article was taken but something in it was changed or
    dropped, False when it was skipped. `unread` is the start of the names (see Entry.name) whose files could not be looked
    at this time, because a file or folder cannot be read now; articles of such names must not be taken for vanished.
    """

    path: str
    reason: str
    line: int | None = None
    altered: bool = False
    unread: str | None = None

    def to_dict(self) -> dict[str, str]:
        return {"path": self.path if self.line is None else f"{self.path}:{self.line}", "reason": self.reason}

    def __str__(self) -> str:
        return "{path}: {reason}".format(**self.to_dict())


def shown(text: str | bytes | os.PathLike[str]) -> str:
    """A name as valid printable text on one line: controls, direction marks and undecodable bytes as backslash escapes."""
    text = os.fsdecode(text)
    return text if text.isprintable() else "".join(map(_shown_character, text))


def _shown_character(character: str) -> str:
    if "\udc80" <= character <= "\udcff":  # how Python keeps a byte of a file name that is no text
        return f"\\x{ord(character) - 0xDC00:02x}"
    if unicodedata.category(character) in _HIDDEN:
        return character.encode("unicode_escape", "backslashreplace").decode("ascii")
    return character


def shown_value(value: object) -> str:
    """A value from a file as it is named in a reason: short, printable, in quotes."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    text = value if isinstance(value, str) else repr(value)
    return f'"{shown(text if len(text) <= _VALUE_LENGTH else text[:_VALUE_LENGTH] + "…")}"'


def safe_id(text: str) -> str:
    """`text` as an article id: control characters, line ends and bytes that are no text are percent-escaped.

    >>> safe_id("corpus/two\\nlines.txt")
    'corpus/two%0Alines.txt'
    """
    return text if text.isprintable() else _NOT_IN_IDS.sub(_percent, text)


def _percent(match: re.Match[str]) -> str:
    character = match[0]
    if "\udc80" <= character <= "\udcff":
        return f"%{ord(character) - 0xDC00:02X}"
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))
