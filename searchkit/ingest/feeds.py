"""RSS and Atom files: each entry an article. The file is all that is read; no address in it is ever fetched."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any
from xml.sax import SAXException

from searchkit.article import Article
from searchkit.errors import MissingExtraError
from searchkit.ingest.fields import About, Unusable, article_of, with_notes
from searchkit.ingest.markup import text_of_html
from searchkit.ingest.problem import Problem, shown
from searchkit.ingest.xmltree import xml_text

# An internal subset is where entities are declared; a bare DOCTYPE, as RSS 0.91 has, is harmless to a parser that fetches nothing.
_ENTITIES = re.compile(r"<!ENTITY|<!DOCTYPE[^>\[]{0,2000}\[", re.IGNORECASE)
_LARGEST, _MOST_TAGS = 16 << 20, 500_000


def read_feed(data: bytes, about: About) -> Iterator[Article | Problem]:
    """The articles of a feed, in its order."""
    try:
        import feedparser
    except ImportError as error:
        raise Unusable(f"was skipped: {MissingExtraError('reading feeds', 'ingest')}") from error
    notes: list[str] = []
    if len(data) > _LARGEST:
        raise Unusable(f"is larger than the limit of {_LARGEST:,} bytes for a feed")
    text = xml_text(data, notes)
    if text.count("<") > _MOST_TAGS:
        raise Unusable(f"has more than {_MOST_TAGS:,} tags, too many for a feed")
    if _ENTITIES.search(text):
        raise Unusable("declares entities, which is not read because it can hide attacks; save the feed without its DOCTYPE")
    try:
        # A stream, since a string or bytes could be taken for an address or a file's name. The header says what we decoded to.
        parsed = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except Exception as error:
        raise Unusable(f"cannot be read as a feed ({type(error).__name__}: {shown(str(error))[:200]})") from error
    if not parsed.entries and not parsed.get("version"):
        raise Unusable("is not an RSS or Atom feed")
    if parsed.bozo and parsed.version == "":
        raise Unusable("is not an RSS or Atom feed")
    if parsed.bozo and isinstance(parsed.get("bozo_exception"), Exception) and not _is_about_encoding(parsed.bozo_exception):
        notes.append(f"not well-formed, read as far as possible ({_cause(parsed.bozo_exception)})")
    if notes:
        yield Problem(about.path, "; ".join(notes), altered=True)
    for number, entry in enumerate(parsed.entries, start=1):
        of_entry: list[str] = []
        try:
            article = article_of(_record(entry, parsed.feed), f"{about.name}#{number}", about, of_entry)
        except Unusable as error:
            yield Problem(about.path, f"entry {number} {error}")
            continue
        yield from with_notes(article, of_entry, about, part=f"entry {number}")


def _cause(error: Exception) -> str:
    """What is wrong, without the parser's line, which counts in a copy it has changed."""
    words = error.getMessage() if isinstance(error, SAXException) else str(error)
    return shown(words)[:200]


def _is_about_encoding(error: Exception) -> bool:
    return type(error).__name__ == "CharacterEncodingOverride"


def _record(entry: dict[str, Any], feed: dict[str, Any]) -> dict[str, Any]:
    """An entry as a record with the keys of our own JSON lines. Values are asked for by dict.get: feedparser's own look-up
    answers for `updated` what it knows of `published`."""
    title = _plain(_text(entry, "title"), _detail(entry, "title_detail"))
    body, lang = _body(entry)
    tags = [tag["term"] for tag in dict.get(entry, "tags") or [] if isinstance(tag, dict) and tag.get("term")]
    return {
        "id": _text(entry, "id") or _text(entry, "link"),
        "date": next((_text(entry, key) for key in ("published", "created", "updated") if _text(entry, key)), None),
        "title": title,
        "body": body or title,
        "url": _text(entry, "link"),
        "author": _text(entry, "author"),
        "source": _plain(_text(feed, "title"), _detail(feed, "title_detail")),
        "lang": lang or _text(feed, "language"),
    } | ({"tags": tags} if tags else {})


def _body(entry: dict[str, Any]) -> tuple[str | None, str | None]:
    """Text and language: the entry's content, of several the longest; without content its summary."""
    pieces = [one for one in dict.get(entry, "content") or [] if isinstance(one, dict)]
    pieces = [one for one in pieces if str(one.get("type", "")).startswith(("text/", "application/xhtml"))] or pieces
    texts = [(_plain(str(one.get("value") or ""), one), one.get("language")) for one in pieces]
    text, lang = max(texts, key=lambda pair: len(pair[0] or ""), default=(None, None))
    if text:
        return text, lang if isinstance(lang, str) else None
    return _plain(_text(entry, "summary"), _detail(entry, "summary_detail")), None


def _text(mapping: dict[str, Any], key: str) -> str | None:
    value = dict.get(mapping, key)
    return value if isinstance(value, str) and value.strip() else None


def _detail(mapping: dict[str, Any], key: str) -> dict[str, Any]:
    value = dict.get(mapping, key)
    return value if isinstance(value, dict) else {}


def _plain(text: str | None, detail: dict[str, Any]) -> str | None:
    if text is None:
        return None
    return text if detail.get("type") == "text/plain" and "<" not in text else text_of_html(text)
