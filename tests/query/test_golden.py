"""docs/query-language.md is the reference: every row of its tables is parsed and must mean what it says."""

import re
from datetime import date
from pathlib import Path

import pytest

from searchkit.errors import LimitError, QueryError
from searchkit.query.parse import parse
from searchkit.query.show import show

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "query-language.md"
TODAY = date(2024, 7, 15)


def rows() -> list[str]:
    """The rows of all tables headed `query | means`."""
    found, inside = [], False
    for line in REFERENCE.read_text(encoding="utf-8").splitlines():
        if line == "| query | means |":
            inside = True
        elif not line.startswith("|"):
            inside = False
        elif inside and not line.startswith("|--"):
            found.append(line)
    return found


def query_of(row: str) -> str:
    cell = re.match(r"\| `((?:[^|\\]|\\.)*)` \|", row)
    assert cell, f"no query in the row {row}"
    return cell[1].replace("\\|", "|")


def code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")


def prose(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*")


def row_of(query: str) -> str:
    """The row as the reference must have it."""
    try:
        parsed = parse(query, today=TODAY)
    except QueryError as error:
        place = query[error.position : error.position + error.length]
        return f"| {code(query)} | error at {code(place)}: {prose(error.message)} |"
    except LimitError as error:
        return f"| {code(query)} | limit {code(error.limit)}: {error} |"
    meaning = code(show(parsed.tree)) if show(parsed.tree) else "nothing"
    notes = f" *note:* {prose('; '.join(parsed.notes))}" if parsed.notes else ""
    return f"| {code(query)} | {meaning}{notes} |"


@pytest.mark.parametrize("row", rows(), ids=query_of)
def test_a_query_means_what_the_reference_says(row):
    assert row_of(query_of(row)) == row


def test_the_reference_has_each_query_once():
    queries = [query_of(row) for row in rows()]
    assert len(queries) >= 250
    assert len(set(queries)) == len(queries)
