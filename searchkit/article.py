"""Articles and quotes: frozen values that know nothing of Whoosh.

In: what a reader of files found, or what a program gives. Out: the same values everywhere, and their one JSON shape.
Offsets count Unicode characters of the article's body and are half-open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

_NO_EXTRA: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Article:
    """One news text.

    `title` may also stand at the start of `body` (a headline line of a text file); it is then counted once.
    `speakers` are names that the source itself gives; `extra` holds plain JSON values of keys searchkit does not know.
    """

    id: str
    body: str
    date: date | None = None
    title: str | None = None
    source: str | None = None
    url: str | None = None
    author: str | None = None
    lang: str | None = None
    speakers: tuple[str, ...] = ()
    story: str | None = None
    extra: Mapping[str, Any] = field(default_factory=lambda: _NO_EXTRA)

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "date": self.date.isoformat() if self.date else None,
            "title": self.title,
            "body": self.body,
            "source": self.source,
            "url": self.url,
            "author": self.author,
            "lang": self.lang,
            "speakers": list(self.speakers),
            "story": self.story,
            "extra": dict(self.extra),
        }


@dataclass(frozen=True, slots=True)
class Quote:
    """Something that was said, in an article.

    `start` and `end` are character offsets into the body, end exclusive, without the quotation marks. `direct` tells words
    inside quotation marks from reported speech. `speaker` is the person in the fullest form of the article, None when the
    text names nobody or the choice is unclear; `mention` is where the text names or points at the speaker, `to` who was
    spoken to, `cue` the reporting word, `said_on` the day the text says it was said. `confidence` is 0 to 1: the share
    of quotes with this value whose speaker is right.
    """

    start: int
    end: int
    text: str
    speaker: str | None = None
    mention: tuple[int, int] | None = None
    to: str | None = None
    cue: str | None = None
    direct: bool = True
    confidence: float = 0.0
    said_on: date | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "speaker": self.speaker,
            "to": self.to,
            "mention": list(self.mention) if self.mention else None,
            "cue": self.cue,
            "direct": self.direct,
            "confidence": round(self.confidence, 3),
            "said_on": self.said_on.isoformat() if self.said_on else None,
        }
