"""Which reader reads a file, by its name and the first bytes of its content."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator

from searchkit.article import Article
from searchkit.ingest.delimited import read_csv
from searchkit.ingest.feeds import read_feed
from searchkit.ingest.fields import About, Unusable
from searchkit.ingest.htmlpages import read_html
from searchkit.ingest.jsondocument import read_document
from searchkit.ingest.jsonlines import read_json_lines
from searchkit.ingest.newsml import read_newsml
from searchkit.ingest.problem import Problem, shown_value
from searchkit.ingest.streams import Stream, peek, whole
from searchkit.ingest.text import read_text
from searchkit.ingest.warc import read_warc

_STREAMED: dict[str, Callable[[Iterator[bytes], About], Iterator[Article | Problem]]] = {
    "jsonl": read_json_lines,
    "csv": read_csv,
    "warc": read_warc,
}
_WHOLE: dict[str, Callable[[bytes, About], Iterator[Article | Problem]]] = {
    "text": read_text,
    "html": read_html,
    "feed": read_feed,
    "ninjs": read_document,
    "newsml": read_newsml,
}
FORMATS = ("auto", "text", "jsonl", "csv", "html", "feed", "ninjs", "newsml", "warc")

# What a name settles; other names leave it to the content.
_BY_SUFFIX = {
    ".txt": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".htm": "html",
    ".html": "html",
    ".xhtml": "html",
    ".rss": "feed",
    ".atom": "feed",
    ".warc": "warc",
    ".nitf": "newsml",
}
_BY_ROOT = {
    "rss": "feed",
    "feed": "feed",
    "rdf": "feed",
    "html": "html",
    "nitf": "newsml",
    "newsitem": "newsml",
    "newsmessage": "newsml",
    "packageitem": "newsml",
    "conceptitem": "newsml",
    "knowledgeitem": "newsml",
    "planningitem": "newsml",
}
_HEAD = 4096
_MOST_PROBLEMS_BEFORE_AN_ARTICLE, _MOST_PROBLEMS = 100, 100_000
_ROOT = re.compile(r"<(?:[\w.-]{1,100}:)?([\w.-]{1,100})[\s/>]")
_JSON_OBJECT, _JSON_LIST = re.compile(r'\s*\{\s*["}]'), re.compile(r"\s*\[\s*[\[{]")


def articles_of(stream: Stream, size: int | None, format: str, about: About) -> Iterator[Article | Problem]:
    """The articles of an open file of `size` raw bytes, through the reader that `format` names or that fits."""
    try:
        head, chunks = peek(stream.chunks, _HEAD)
        if format == "auto":
            format = choose(about.name, head)
        if format in _STREAMED:
            items = _STREAMED[format](chunks, about)
        else:
            too_large = size is not None and size > about.max_size
            data = None if too_large else whole(chunks, about.max_size)
            if data is None:
                raise Unusable(f"is larger than the limit of {about.max_size:,} bytes for one article (--max-size)")
            items = _WHOLE[format](data, about)
            del data  # tens of megabytes that the reader lets go of in time
        yield from _bounded(items, about)
    except Unusable as error:
        yield Problem(about.path, str(error))
    for note in stream.notes:
        yield Problem(about.path, note, altered=True)


def _bounded(items: Iterator[Article | Problem], about: About) -> Iterator[Article | Problem]:
    """The same items, with an end to the problems one file can give.

    A file that begins with many problems and no article is not what it was taken for, and is left there. Beyond a large number
    problems are counted and no longer named, since whoever reads them keeps them in memory.
    """
    articles = problems = 0
    for item in items:
        if isinstance(item, Article):
            articles += 1
            yield item
            continue
        problems += 1
        if problems <= _MOST_PROBLEMS:
            yield item
        if not articles and problems >= _MOST_PROBLEMS_BEFORE_AN_ARTICLE:
            yield Problem(about.path, f"gave {problems} problems and no article; the rest of the file was skipped")
            return
    if problems > _MOST_PROBLEMS:
        yield Problem(about.path, f"gave {problems - _MOST_PROBLEMS:,} more problems, which are not named")


def choose(name: str, head: bytes) -> str:
    """The format of a file called `name` (endings .gz and .xz do not count) whose content begins with `head`.

    Raises Unusable for XML of an unknown kind that calls itself XML.
    """
    base = name.lower().removesuffix(".gz").removesuffix(".xz")
    base = base[base.rfind("/") + 1 :]
    suffix = base[base.rfind(".") :] if "." in base else ""
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    text = head[:_HEAD].removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    if suffix == ".json" or _JSON_OBJECT.match(text) or _JSON_LIST.match(text):
        return _lines_or_document(text, is_all=len(head) < _HEAD)
    if text.startswith("WARC/1."):
        return "warc"
    root = _root(text)
    if root.lower() in _BY_ROOT:
        return _BY_ROOT[root.lower()]
    if suffix == ".xml":
        what = f"with the root {shown_value(root)}" if root else "without a root element near its start"
        raise Unusable(f"is XML {what}; feeds, NewsML-G2 and NITF are read")
    return "text"


def _root(text: str) -> str:
    """The local name of the first element, behind declarations and comments; empty when there is none."""
    position = 0
    while True:
        position += len(text[position:]) - len(text[position:].lstrip())
        if text.startswith("<!--", position):
            end = text.find("-->", position)
        elif text.startswith(("<?", "<!"), position):
            subset = text.find("[", position, text.find(">", position))
            end = text.find(">", position if subset < 0 else text.find("]", subset))
        else:
            match = _ROOT.match(text, position)
            return match[1] if match else ""
        if end < 0:
            return ""
        position = text.find(">", end) + 1


def _lines_or_document(text: str, is_all: bool) -> str:
    """JSON lines when the first line is a JSON value with more behind it, or is longer than what is seen here."""
    text = text.lstrip()
    if text.startswith("["):
        return "ninjs"
    first, end, rest = text.partition("\n")
    if not end and not is_all:
        return "jsonl"
    if is_all and not rest.strip():
        return "ninjs"
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return "ninjs"
    return "jsonl"
