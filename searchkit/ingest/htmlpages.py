"""HTML pages: text, title and author as trafilatura finds them, the date only where the page declares it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from searchkit.article import Article
from searchkit.errors import MissingExtraError
from searchkit.ingest.dates import SURE_DATE
from searchkit.ingest.fields import About, Unusable, article_of, with_notes
from searchkit.ingest.problem import Problem, shown
from searchkit.ingest.xmltree import decode_as

# A page of a newspaper has some thousand tags; the time and memory that one costs grow with their number.
_LARGEST, _MOST_TAGS = 16 << 20, 50_000
_LONGEST_SHOWN = 100
_DAY = re.compile(rf"\b(?:{SURE_DATE})", re.IGNORECASE)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9._-]{1,40})""", re.IGNORECASE)
# Where pages say when they were published, the surest first; times of change are not asked for.
_META_DATES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "sailthru.date",
    "date",
)


def read_html(data: bytes, about: About) -> Iterator[Article | Problem]:
    """The one article of a page."""
    notes: list[str] = []
    article = article_of(page_record(data, None, notes), about.name, about, notes)
    yield from with_notes(article, notes, about)


def page_record(data: bytes, charset: str | None, notes: list[str]) -> dict[str, Any]:
    """A page as a record with the keys of our own JSON lines. `charset` is what its transport said. Raises Unusable."""
    try:
        from trafilatura import bare_extraction, load_html
    except ImportError as error:
        raise Unusable(f"was skipped: {MissingExtraError('reading HTML pages', 'ingest')}") from error
    if len(data) > _LARGEST:
        raise Unusable(f"is larger than the limit of {_LARGEST:,} bytes for a page")
    if data.count(b"<") > _MOST_TAGS:
        raise Unusable(f"has more than {_MOST_TAGS:,} tags, too many for a page")
    declared = _CHARSET.search(data, 0, 4096)
    text = decode_as(data, charset or (declared[1].decode("ascii") if declared else None), notes)
    try:
        tree = load_html(text.replace("\x00", "\ufffd"))
        if tree is None:
            raise Unusable("is not an HTML page")
        date, lang, url = _declared_date(tree), tree.get("lang"), _canonical(tree)
        # Dates are declared ones only: the library's search also takes 2024-02-30 for a day of February, and guesses at 03/04/2024.
        found = bare_extraction(
            tree,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True, "max_date": "9999-12-31"},
        )
    except Unusable:
        raise
    except Exception as error:
        raise Unusable(f"cannot be read as an HTML page ({type(error).__name__}: {shown(str(error))[:200]})") from error
    if found is None or isinstance(found, dict) or not found.text:
        raise Unusable("holds no article text that can be told from menus and notices")
    return {
        "date": date,
        "title": found.title,
        "body": found.text.replace("\n", "\n\n"),  # its paragraphs are lines
        "author": found.author,
        "source": found.sitename,
        "url": url or found.url,
        "lang": lang or found.language,
    }


def _canonical(tree: Any) -> str | None:
    for href in tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"):
        if href.strip().lower().startswith(("http://", "https://")):
            return str(href.strip())
    return None


def _declared_date(tree: Any) -> str | None:
    """The page's own word on when it was published: JSON-LD, then meta elements, then a time element."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        if date := _linked_data_date(script):
            return date
    found: dict[str, str] = {}
    for meta in tree.xpath("//meta[@content]"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        found.setdefault(name.lower(), meta.get("content").strip())
    for name in _META_DATES:
        if found.get(name):
            return found[name]
    times = "//time[@itemprop='datePublished' or @pubdate]/@datetime", "//article//time/@datetime", "//time/@datetime"
    for path in times:
        if dates := tree.xpath(path):
            return str(dates[0]).strip() or None
    return _shown_date(tree)


def _shown_date(tree: Any) -> str | None:
    """A day in a short element that is named for dates; None when there are several such days."""
    named = tree.xpath("//*[contains(@class, 'date') or contains(@class, 'publish') or contains(@id, 'date')]")
    texts = (" ".join(element.text_content().split()) for element in named)
    days = {match[0] for text in texts if len(text) <= _LONGEST_SHOWN and (match := _DAY.search(text))}
    return days.pop() if len(days) == 1 else None


def _linked_data_date(script: str) -> str | None:
    try:
        pending = [json.loads(script)]
    except (ValueError, RecursionError):
        return None
    while pending:
        value = pending.pop()
        if isinstance(value, list):
            pending.extend(reversed(value))
        elif isinstance(value, dict):
            if isinstance(date := value.get("datePublished"), str) and date.strip():
                return date
            pending.extend(value[key] for key in ("mainEntity", "@graph") if key in value)
    return None
