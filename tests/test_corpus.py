"""The sample corpus keeps what the documentation, the demo and other tests show with it.

Everything in `corpus/` was written for this project: people, places, organisations and events are invented. The articles are
set in 2030 to 2032, most of them in Skerland, a coastal republic with the capital Aldmoor and the port Port Halder, and in
its neighbours: Lorvania (landlocked), Tamboro (islands), Altacora, Tembaru, and the provinces Qarem and Belisk on the river Ardu.

Stories told over weeks or years, in parts that repeat and correct each other:

- the tram strike in Port Halder, April to July 2031: ballot, three takes of the first day (UPDATE 1, UPDATE 2), talks,
  parliament, an interview, court, readers' letters, an editorial without any quotation, the deal (again with an UPDATE),
  the vote; `2032/venn-leaves-ministry.txt` looks back a year later
- the Harbour Bridge: the accident of November 2030, the captain, the inquiry, the report of March 2032, an election after it
- herring quotas, a lasting quarrel of Skerland and Tamboro; the central bank of Lorvania; a mine accident and rescue;
  a ceasefire between Qarem and Belisk; a space probe; a football club
- single pieces: flood, hospital merger, school reform, a trial, eels, a theatre, a song

People worth searching for:

- Orla Venn, the harbour minister, speaks and is spoken to in most of the Skerland articles; Jonas Venn is a trawler skipper,
  Ilario Venn a footballer
- Tobin Harrack leads the tram crews, Lidia Harrack is the judge of the inquiry, Lucan Harrack a nephew of Tobin
- Dawud Jerkhani, Daoud Jirkhani and Daud Jerkhany are one man in three transliterations
- Sakhune, Temirlo and Wirayu have a single name

`archive/the-lamps-of-saltgate.txt` has no date, `2030/school-reform.txt` has a byte order mark and Windows line ends,
`wire/` holds one file of JSON lines and one of CSV. The table `FEATURES` below says which article shows what.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

CORPUS = Path(__file__).parent.parent / "corpus"
UNDATED = "corpus/archive/the-lamps-of-saltgate.txt"
WITHOUT_QUOTES = "corpus/2031/tram-strike-editorial.txt"
WINDOWS = "corpus/2030/school-reform.txt"

QUOTATION_MARKS = re.compile("[\"“”„«»]|''|(?<!\\w)‘")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Sample:
    """One article as the file gives it; `text` is title and body, in Unix line ends."""

    id: str
    day: date | None
    text: str


def text_files() -> list[Path]:
    return sorted(CORPUS.rglob("*.txt"))


def article_id(path: Path) -> str:
    return f"corpus/{path.relative_to(CORPUS).as_posix()}"


def text_sample(path: Path) -> Sample:
    text = path.read_text(encoding="utf-8-sig")
    header = re.match(r" date (\d{4}-\d\d-\d\d) ", text)
    return Sample(article_id(path), date.fromisoformat(header[1]) if header else None, text[header.end() if header else 0 :])


def records() -> list[dict[str, object]]:
    lines = (CORPUS / "wire/tidewire.jsonl").read_text(encoding="utf-8").splitlines()
    with (CORPUS / "wire/courier.csv").open(encoding="utf-8", newline="") as file:
        return [*(json.loads(line) for line in lines), *csv.DictReader(file)]


@cache
def samples() -> dict[str, Sample]:
    wire = [Sample(str(r["id"]), date.fromisoformat(str(r["date"])), f"{r['title']}\n\n{r['body']}") for r in records()]
    return {sample.id: sample for sample in [*map(text_sample, text_files()), *wire]}


def texts_with(pattern: str) -> list[str]:
    return [sample.id for sample in samples().values() if re.search(pattern, sample.text, re.MULTILINE)]


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return set(zip(*(words[n:] for n in range(5)), strict=False))


def overlap(one: str, other: str) -> float:
    """Share of the shorter text's five-word runs that the longer one has too."""
    a, b = shingles(samples()[one].text), shingles(samples()[other].text)
    return len(a & b) / min(len(a), len(b))


# --- the folder as a whole


def test_there_are_between_40_and_60_articles_in_under_400_kB() -> None:
    assert 40 <= len(samples()) <= 60
    assert sum(path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()) < 400_000


def test_the_folder_holds_nothing_but_articles_and_hidden_files() -> None:
    names = {path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*") if path.is_file()}
    others = {name for name in names if not name.endswith(".txt") and not name.startswith(".")}
    assert others == {"wire/tidewire.jsonl", "wire/courier.csv"}


@pytest.mark.parametrize("path", text_files(), ids=article_id)
def test_every_text_file_is_a_dated_article_of_readable_size(path: Path) -> None:
    sample = text_sample(path)
    assert 1_000 < path.stat().st_size < 20_000
    assert (sample.day is None) == (sample.id == UNDATED)
    headline, blank, *rest = sample.text.split("\n", 2)
    assert 10 < len(headline) < 120
    assert not blank
    assert rest
    if sample.day and "/20" in sample.id:
        assert sample.id.split("/")[1] == str(sample.day.year)


def test_no_id_is_given_twice() -> None:
    ids = [*map(article_id, text_files()), *(str(record["id"]) for record in records())]
    assert len(ids) == len(set(ids))


def test_the_articles_spread_over_three_years() -> None:
    years = [sample.day.year for sample in samples().values() if sample.day]
    assert {year: years.count(year) >= 8 for year in years} == {2030: True, 2031: True, 2032: True}


def test_records_of_the_wire_files_fill_the_fields_of_an_article() -> None:
    for record in records():
        assert all(record[key] for key in ("id", "date", "title", "body", "source", "url", "author", "lang"))
        assert str(record["url"]).split("/")[2].endswith(".example")
    assert sum(bool(record.get("speakers")) for record in records()) >= 4


def test_windows_line_ends_and_the_byte_order_mark_are_in_the_file_that_shows_them() -> None:
    data = (CORPUS.parent / WINDOWS).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf date 2030-05-21 ")
    assert data.count(b"\n") == data.count(b"\r\n") > 10
    assert not any(b"\r" in path.read_bytes() for path in text_files() if article_id(path) != WINDOWS)


# --- days


def test_datelines_name_the_day_of_the_header() -> None:
    dateline = re.compile(r"^[A-Z][^\n(]{3,40}, ([A-Z][a-z]+)\.? (\d{1,2})\.? \((?:Tidewire|LPA|Qarem State Bulletin)\)", re.M)
    found = {s.id: m.groups() for s in samples().values() if (m := dateline.search(s.text))}
    assert len(found) >= 20
    for name, (month, day) in found.items():
        header = samples()[name].day
        assert header is not None
        assert (header.strftime("%B")[:3], header.day) == (month[:3], int(day)), name


def test_agency_reports_open_with_the_weekday_of_their_header() -> None:
    opening = re.compile(r"\((?:Tidewire|LPA|Agence Méridienne|Qarem State Bulletin)\)[^\n]*")
    found = {s.id: set(re.findall(r"\bon (\w+day)\b", m[0])) for s in samples().values() if (m := opening.search(s.text))}
    named = {name: days for name, days in found.items() if days}
    assert len(named) >= 20
    assert {name: days for name, days in named.items() if weekday(samples()[name].day) not in days} == {}


def weekday(day: date | None) -> str:
    assert day is not None
    return WEEKDAYS[day.weekday()]


# --- what the corpus shows

JERKHANI = ("Dawud Jerkhani", "Daoud Jirkhani", "Daud Jerkhany")
CLOSING = "[\"”’“»]|''"

FEATURES: dict[str, Callable[[], bool]] = {
    "straight quotes": lambda: len(texts_with(r'"[A-Z][^"\n]{20,}"')) >= 15,
    "curly double quotes": lambda: len(texts_with("“[A-Z][^”\n]{20,}”")) >= 10,
    "curly single quotes": lambda: len(texts_with("‘[A-Z][^‘\n]{20,}’")) >= 6,
    "angle quotes": lambda: len(texts_with("« [A-Z][^»\n]{20,} »")) >= 1,
    "low quotes": lambda: len(texts_with("„[A-Z][^“\n]{20,}“")) >= 2,
    "doubled apostrophes": lambda: len(texts_with("''[A-Z][^'\n]{15,}''")) >= 2,
    "quotes inside quotes": lambda: len(texts_with("“[^”\n]*‘[^’\n]+’|“[^”\n]*“|\"[^\"\n]*'[A-Z][^'\n]+,' ")) >= 1,
    "a quote over paragraphs": lambda: len(texts_with("(?:“[^”\n]+|„[^“\n]+)\n\n[“„]")) >= 4,
    "a speaker before the quote": lambda: (
        len(texts_with(r"[A-Z]\w+,? (?:[^.:\n]+, )?(?:said|told|put it|replied)\b[^.\n]{0,60}: [\"“‘„]")) >= 5
    ),
    "a speaker after the quote": lambda: len(texts_with(rf",(?:{CLOSING}) (?:said|added) [A-Z]")) >= 15,
    "a speaker inside the quote": lambda: len(texts_with(rf",(?:{CLOSING}) (?:she|he|[A-Z]\w+) \w+, [\"“‘„«]")) >= 6,
    "he and she in turn": lambda: (
        len(texts_with(r"(?s)[Hh]e (?:said|added|told).+[Ss]he (?:said|added|told).+[Hh]e (?:said|told)")) >= 4
    ),
    "titles for names": lambda: (
        len(texts_with(r"[Tt]he (?:minister|president-elect|judge|captain|governor) (?:said|told|added)")) >= 8
    ),
    "according to": lambda: len(texts_with(r"[Aa]ccording to (?:[A-Z]\w+|the|his|her) ")) >= 20,
    "reported speech": lambda: len(texts_with(r"\b(?:said|added|warned|denied|argued) (?:that )?(?:he|she|the) ")) >= 30,
    "an interview with turns": lambda: (
        len(re.findall(r"^VENN: ", samples()["corpus/2031/interview-orla-venn.txt"].text, re.M)) >= 10
    ),
    "names after a bar": lambda: len(re.findall("― [A-Z]", samples()["corpus/2031/tram-strike-readers.txt"].text)) >= 6,
    "two Harracks in one article": lambda: (
        "corpus/2031/harbour-bridge-inquiry-opens.txt" in set(texts_with("Lidia Harrack")) & set(texts_with("Tobin Harrack"))
    ),
    "two Venns in one article": lambda: len(set(texts_with("Orla Venn")) & set(texts_with("Jonas Venn"))) >= 4,
    "three spellings of one name": lambda: (
        all(len(texts_with(name)) >= 1 for name in JERKHANI)
        and not any(set(texts_with(a)) & set(texts_with(b)) for a in JERKHANI for b in JERKHANI if a != b)
    ),
    "people of a single name": lambda: all(texts_with(rf"\b{name}\b") for name in ("Sakhune", "Temirlo", "Wirayu")),
    "addressees": lambda: len(texts_with(r"\btold (?:[A-Z][\w-]+ )*[A-Z][\w-]+ (?:that|in|on|by|she|he)\b")) >= 12,
    "a weekday": lambda: len(texts_with(rf"\bon (?:{'|'.join(WEEKDAYS)})\b")) >= 30,
    "officials without a name": lambda: len(texts_with("not authorised|asked not to be named|condition of anonymity")) >= 6,
    "titles of works in quotation marks": lambda: (
        len(texts_with("[“‘](?:The Lamps of Saltgate|Nine Ropes|The Narrow Boat)[”’]")) >= 3
    ),
    "updates of one story": lambda: len(texts_with(r"\AUPDATE \d-")) >= 6,
    "near copies": lambda: (
        overlap("corpus/2031/tram-strike-begins.txt", "corpus/2031/tram-strike-begins-update1.txt") > 0.7
        and overlap("corpus/2031/tram-strike-deal.txt", "corpus/2031/tram-strike-deal-update1.txt") > 0.6
    ),
    "times and rules of a live page": lambda: len(texts_with(r"^___\n\n\d{4}$")) == 1,
    "an article without quotes": lambda: (
        [s.id for s in samples().values() if not QUOTATION_MARKS.search(s.text)] == [WITHOUT_QUOTES]
    ),
}


@pytest.mark.parametrize("feature", FEATURES)
def test_the_corpus_shows(feature: str) -> None:
    assert FEATURES[feature]()


# --- what the documentation asks of it


def test_the_tram_strike_of_may_2031_is_told_in_many_articles() -> None:
    may = [name for name in texts_with(r"[Tt]ram strike") if (day := samples()[name].day) and day.strftime("%Y-%m") == "2031-05"]
    assert len(may) >= 8


def test_the_first_half_of_may_2031_ends_inside_the_story() -> None:
    last = date(2031, 5, 14)
    days = {sample.day for sample in samples().values() if sample.day and "strike" in sample.text}
    assert {last, last + timedelta(days=2)} <= days


def test_the_harbour_bridge_is_a_phrase_of_articles_of_all_years() -> None:
    found = [samples()[name].day for name in texts_with("(?i)harbour bridge")]
    assert len(found) >= 12
    assert {day.year for day in found if day} == {2030, 2031, 2032}


def test_orla_venn_is_quoted_in_many_articles_and_speaks_to_several_people() -> None:
    assert len(texts_with(rf"(?:{CLOSING}) (?:Venn (?:said|told|added|confirmed)|(?:said|asked) Venn)")) >= 10
    told = {m for s in samples().values() for m in re.findall(r"\bVenn(?: herself| then)? told (?:[A-Z]\w+ )*([A-Z]\w+)", s.text)}
    assert len(told) >= 3
