"""A record (JSON object, CSV row) → an Article: which keys are known, which values are legal, what is reported.

Known keys: id, date, title, body (or text), source, url, author, lang, speakers, story. Others are kept in `extra`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from searchkit.article import Article
from searchkit.ingest.dates import DateError, parse_day
from searchkit.ingest.problem import Problem, safe_id, shown_value

_KNOWN = frozenset({"id", "date", "title", "body", "source", "url", "author", "lang", "speakers", "story"})
_LONGEST_ID, _DEEPEST = 4096, 64


@dataclass(slots=True)
class Place:
    """Where in its file the last article stands: in a line, or in a part such as "entry 3"."""

    line: int | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What a reader knows of the file besides its bytes.

    `name` is the article's id, or the start of it; `path` is how problems show the file; `max_size` bounds the bytes of one
    article; `source_name` is the article's source where the file names none; `needs_ids` is True when a record without an id
    is refused. `place` is kept up by `with_notes`.
    """

    name: str
    path: str
    max_size: int
    source_name: str | None = None
    needs_ids: bool = False
    place: Place = field(default_factory=Place, compare=False)


class Unusable(Exception):
    """This file or record gives no article, for the reason given."""


def with_notes(
    article: Article, notes: list[str], about: About, line: int | None = None, part: str = ""
) -> Iterator[Article | Problem]:
    """The article, and one Problem for everything that was altered in it; `part` says where in the file it stands."""
    about.place.line, about.place.part = line, part
    yield article
    if notes:
        yield Problem(about.path, part + ": " * bool(part) + "; ".join(dict.fromkeys(notes)), line, altered=True)


def article_of(record: Mapping[str, Any], fallback_id: str | None, about: About, notes: list[str]) -> Article:
    """The article of a record whose keys are as in the contract. Raises Unusable; adds what it had to change to `notes`."""
    given = _text_of(record, "id", notes)
    identifier = given.strip() if given else fallback_id
    if identifier is None:
        raise Unusable("has no id")
    if len(identifier) > _LONGEST_ID:
        raise Unusable(f"has an id of {len(identifier):,} characters (the limit is {_LONGEST_ID:,})")
    if safe_id(identifier) != identifier:
        identifier = safe_id(identifier)
        notes.append("control characters in its id written as %XX")
    body_key = "text" if not record.get("body") and record.get("text") else "body"
    body = record.get(body_key)
    if not isinstance(body, str) or not body.strip():
        raise Unusable(
            "has no body" if body is None or isinstance(body, str) else f"has a body that is not text: {shown_value(body)}"
        )
    return Article(
        id=identifier,
        body=clean(body, notes, "body"),
        date=day_of(record.get("date"), notes),
        title=_text_of(record, "title", notes),
        source=_text_of(record, "source", notes) or about.source_name,
        url=_text_of(record, "url", notes),
        author=_text_of(record, "author", notes),
        lang=_text_of(record, "lang", notes),
        speakers=_speakers(record.get("speakers"), notes),
        story=_text_of(record, "story", notes),
        extra={
            str(plain(key, notes)): plain(value, notes) for key, value in record.items() if key not in _KNOWN and key != body_key
        },
    )


def day_of(value: Any, notes: list[str]) -> date | None:
    """The day a record gives; None, with a note, when it gives something that cannot be read as a day."""
    if value is None or value == "":
        return None
    if isinstance(value, int) and not isinstance(value, bool) and len(str(value)) == 8:
        value = str(value)  # 20240715
    try:
        if not isinstance(value, str):
            raise DateError(f"date {shown_value(value)} cannot be read (use YYYY-MM-DD)")
        return parse_day(value) if value.strip() else None
    except DateError as error:
        notes.append(f"{error}: indexed without a date")
        return None


def _text_of(record: Mapping[str, Any], key: str, notes: list[str]) -> str | None:
    """A field of one line of text; None when it is missing, empty or of a wrong type (which is noted)."""
    value = record.get(key)
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value) and key == "author":
        value = "; ".join(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = plain(value, notes)
        value = value if value is None else str(value)
    if value is None or isinstance(value, str):
        return (clean(value, notes, key).strip() or None) if value else None
    notes.append(f"{key} is not text and was left out: {shown_value(value)}")
    return None


def _speakers(value: Any, notes: list[str]) -> tuple[str, ...]:
    names = value.split(";") if isinstance(value, str) else [] if value is None else value
    if not isinstance(names, list):
        notes.append(f"speakers is neither a list nor text and was left out: {shown_value(value)}")
        return ()
    for name in names:
        if not isinstance(name, str):
            notes.append(f"a speaker that is not text was left out: {shown_value(name)}")
    kept = (" ".join(clean(name, notes, "speakers").split()) for name in names if isinstance(name, str))
    return tuple(dict.fromkeys(name for name in kept if name))


def plain(value: Any, notes: list[str], depth: int = 0) -> Any:
    """A JSON value that can be written as JSON and UTF-8 again. Raises Unusable when it is nested too deep."""
    if depth > _DEEPEST:
        raise Unusable(f"is nested more than {_DEEPEST} levels deep")
    if isinstance(value, str):
        return clean(value, notes, "other fields")
    if isinstance(value, float) and not math.isfinite(value):
        notes.append("a number that is not finite was left out")
        return None
    if isinstance(value, list):
        return [plain(one, notes, depth + 1) for one in value]
    if isinstance(value, dict):
        return {str(plain(key, notes)): plain(one, notes, depth + 1) for key, one in value.items()}
    return value


# Controls other than tab and line ends, and halves of surrogate pairs: no text has them, and they harm what shows the text.
UNSAFE = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff]")


def clean(text: str, notes: list[str], where: str) -> str:
    """The same text, of the same length, with U+FFFD for what no text has; `where` is the field, for the note."""
    if UNSAFE.search(text) is None:
        return text
    text, count = UNSAFE.subn("\ufffd", text)
    notes.append(f"{count} control character{'s' * (count > 1)} or surrogate{'s' * (count > 1)} in its {where} replaced")
    return text
