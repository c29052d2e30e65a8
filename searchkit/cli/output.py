"""Results as JSON, CSV and TREC lines: escaped so that neither a terminal nor a spreadsheet is steered by what an article holds."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from searchkit.cli.terminal import UNSAFE, write

_UNSAFE = re.compile(f"[{UNSAFE}]")
# Carriage returns are quoted. The three direction marks stand in honest Arabic and Hebrew and cannot turn round what follows.
_UNSAFE_IN_CELLS = re.compile(f"(?![\r\u061c\u200e\u200f])[{UNSAFE}]")
_UNFIT_IN_RUNS = re.compile(rf"\s|[{UNSAFE}]")

# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_json(value: Any) -> str:
    """One line of JSON; controls and direction marks are escaped, all other text is as it is."""
    return _UNSAFE.sub(_escape, json.dumps(value, ensure_ascii=False))


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A CSV table with a header. A cell that would be taken for a formula gets an apostrophe in front."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([cell(value) for value in row])
        if buffer.tell() > 1 << 16:
            _flush(buffer)
    _flush(buffer)


def _flush(buffer: io.StringIO) -> None:
    write(buffer.getvalue(), end="")
    buffer.seek(0)
    buffer.truncate()


def cell(value: Any) -> Any:
    """A value as a cell: nothing for None, true or false as in JSON, names joined by "; ", text made harmless."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        value = "; ".join(map(str, value))
    if not isinstance(value, str):
        return value
    if value.startswith(_FORMULA) or value.lstrip().startswith(_FORMULA):
        value = "'" + value
    return _UNSAFE_IN_CELLS.sub(_escape, value)


def trec_line(topic: str, id: str, rank: int, score: float, tag: str = "searchkit") -> str:
    """One line of a TREC run. Blanks separate its fields, so blanks in the ids of topic and article become %20; controls likewise."""
    topic, id = (_UNFIT_IN_RUNS.sub(_percent, text) for text in (topic, id))
    return f"{topic} Q0 {id} {rank} {score:.6f} {tag}"


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogatepass"))


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code >= 0x10000:
        code -= 0x10000
        return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
    return f"\\u{code:04x}"
