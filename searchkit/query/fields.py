"""The fields a query can name, and what kind of value each takes."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from searchkit.query.point import shown

Kind = Literal["text", "names", "exact", "days"]


@dataclass(frozen=True, slots=True)
class Field:
    """`name` is the field of the tree's nodes, `kind` the form of its values: words that are analyzed ("text", "names"), one
    exact value ("exact"), or days. `of_quote` fields speak of one quote; `scores` tells words that are ranked from conditions.
    """

    name: str
    kind: Kind
    of_quote: bool = False
    scores: bool = False


FIELDS = {
    "title": Field("title", "text", scores=True),
    "body": Field("body", "text", scores=True),
    "said": Field("said", "text", of_quote=True, scores=True),
    "by": Field("by", "names", of_quote=True),
    "to": Field("to", "names", of_quote=True),
    "said_on": Field("said_on", "days", of_quote=True),
    "direct": Field("direct", "exact", of_quote=True),
    "speaker": Field("speaker", "names"),
    "author": Field("author", "names"),
    "source": Field("source", "exact"),
    "id": Field("id", "exact"),
    "story": Field("story", "exact"),
    "lang": Field("lang", "exact"),
    "date": Field("date", "days"),
    "since": Field("date", "days"),
    "until": Field("date", "days"),
}
FIELDS["speakers"] = FIELDS["speaker"]


def suggestion(name: str, cutoff: float = 0.6) -> str | None:
    """The field that was perhaps meant."""
    close = get_close_matches(name.lower()[:40], FIELDS, n=1, cutoff=cutoff)
    return close[0] if close else None


def unknown_field(name: str) -> str:
    """What to say about a field that does not exist."""
    close = suggestion(name)
    if close:
        return f'there is no field "{shown(name)}"; did you mean {close}:? To search for these characters, put them in quotes'
    known = " ".join(f"{field}:" for field in FIELDS if field != "speakers")
    return f'there is no field "{shown(name)}"; fields are {known}. To search for these characters, put them in quotes'
