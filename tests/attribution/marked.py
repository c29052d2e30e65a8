"""Labelled cases in one line each.

`[…]` is the quote, `<…>` its reporting word, `{*…}` the words that name its speaker, `{…}` another person and
`{Short|Full Name}` a person whose full name stands elsewhere. `\\n` is a line break.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from searchkit.article import Quote
from searchkit.attribution.clause import ReportingSentence, anchor_of, reporting_sentence

DATA = Path(__file__).parent.parent / "data"
_MARK = re.compile(r"\[|\]|<|>|\{\*?|(?:\|[^}]*)?\}")


@dataclass(frozen=True)
class Case:
    body: str
    quote: Quote
    cue_span: tuple[int, int] | None
    people: list[tuple[int, int, str]]


def parse(marked: str) -> Case:
    """The plain text of a marked line, and what its marks say."""
    marked = marked.replace("\\n", "\n")
    parts: list[str] = []
    length = 0
    position = 0
    quote_start = quote_end = 0
    cue_start = name_start = 0
    cue_span = mention = None
    is_mention = False
    people = []
    for mark in _MARK.finditer(marked):
        parts.append(marked[position : mark.start()])
        length += len(parts[-1])
        position = mark.end()
        match mark[0][0]:
            case "[":
                quote_start = length
            case "]":
                quote_end = length
            case "<":
                cue_start = length
            case ">":
                cue_span = cue_start, length
            case "{":
                name_start, is_mention = length, mark[0] == "{*"
            case _:
                if is_mention:
                    mention = name_start, length
                name = "".join(parts)[name_start:length]
                if name[:1].isupper():
                    people.append((name_start, length, mark[0][1:-1] or name))
    parts.append(marked[position:])
    body = "".join(parts)
    direct = body[:quote_start].rstrip()[-1:] in tuple("“„«\"‘'")
    quote = Quote(quote_start, quote_end, body[quote_start:quote_end], mention=mention, direct=direct)
    return Case(body, quote, cue_span, people)


def sentence(body: str, quote: Quote, cue_span: tuple[int, int] | None) -> ReportingSentence:
    """The reporting sentence of `quote`, as attribution finds it."""
    return reporting_sentence(body, quote, anchor_of(body, quote, cue_span))


def rows(file: str) -> list[dict[str, str]]:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
