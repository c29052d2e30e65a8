"""The Whoosh schema of an index, and how an article and its quotes become the records of one group.

In: an Article with its quotes. Out: records, each a stored document and its terms per field; the article first, its quotes after
it. Stored values are plain (str, int, float, bool, list, dict): nothing that needs a class when it is read back; days are ISO text.

| field | kind | articles | quotes |
|---|---|---|---|
| kind | ID, stored | "a" | "q" |
| id / article | ID, stored | its id | `article`: id of its article |
| date | DATETIME, column, stored | its day, at midnight | the day of the article: column only |
| said_on | DATETIME, column, stored | | the day it was said |
| title | TEXT, stored | words of the title | |
| body | TEXT, stored | words of body and title | |
| speakers | TEXT of names, values, stored | who is quoted | |
| author | TEXT of names, stored | who wrote it | |
| source | ID, values, stored | where it is from | |
| lang, story, origin | ID, stored | | |
| quote | TEXT, stored | | the words |
| speaker, to | TEXT of names, values, stored | | who said it, to whom |
| cue, direct | ID, stored | | the reporting word; "yes" or "no" |
| url, digest, extra, given, start, end, mention, confidence | stored | | |

`body` counts the words of the title three times in term frequency and in length. A title that is the start of the body has its
words there already; another title stands POSITION_GAP positions after the body. Names in one field are as far apart, so that no
phrase reaches from one to the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from searchkit.analysis import name_analyzer, text_analyzer

if TYPE_CHECKING:
    from whoosh.fields import Schema

POSITION_GAP = 100
TITLE_WEIGHT = 3

TEXT_FIELDS = ("body", "quote", "title")
NAME_FIELDS = ("author", "speaker", "speakers", "to")
KEYWORD_FIELDS = ("article", "cue", "direct", "id", "kind", "lang", "origin", "source", "story")
DATE_FIELDS = ("date", "said_on")
VALUE_FIELDS = ("source", "speaker", "speakers", "to")
STORED_FIELDS = ("confidence", "digest", "end", "extra", "given", "mention", "start", "url")


@lru_cache(maxsize=8)
def schema_for(language: str) -> Schema:
    """The schema of an index whose bodies, titles and quotes are in `language`. Raises ValueError for an unknown language."""
    from whoosh.fields import DATETIME, ID, STORED, TEXT, Schema

    text = text_analyzer(language).whoosh()
    names = name_analyzer().whoosh()
    fields: dict[str, object] = {name: TEXT(analyzer=text, stored=True) for name in TEXT_FIELDS}
    fields |= {name: TEXT(analyzer=names, stored=True) for name in NAME_FIELDS}
    fields |= {name: ID(stored=True, unique=name == "id") for name in KEYWORD_FIELDS}
    fields |= {name: DATETIME(stored=True, sortable=True) for name in DATE_FIELDS}
    fields |= {name: STORED() for name in STORED_FIELDS}
    return Schema(**fields)  # type: ignore[arg-type]


def name_positions(names: Iterable[list[str]]) -> Iterable[tuple[str, int]]:
    """(term, position) of the terms of several names, POSITION_GAP apart."""
    start = 0
    for terms in names:
        for place, term in enumerate(terms):
            yield term, start + place
        start += len(terms) + POSITION_GAP
