"""Which reader reads a file, by its name and the first bytes of its content."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from searchkit.article import Article
from searchkit.ingest.delimited import read_csv
from searchkit.ingest.fields import About, Unusable
from searchkit.ingest.jsonlines import read_json_lines
from searchkit.ingest.problem import Problem
from searchkit.ingest.streams import Stream, peek, whole
from searchkit.ingest.text import read_text

FORMATS = ("auto", "text", "jsonl", "csv")

_BY_SUFFIX = {".txt": "text", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv"}
_STREAMED: dict[str, Callable[[Iterator[bytes], About], Iterator[Article | Problem]]] = {
    "jsonl": read_json_lines,
    "csv": read_csv,
}
_WHOLE: dict[str, Callable[[bytes, About], Iterator[Article | Problem]]] = {"text": read_text}
_HEAD = 4096


def articles_of(stream: Stream, size: int | None, format: str, about: About) -> Iterator[Article | Problem]:
    """The articles of an open file of `size` raw bytes, through the reader that `format` names or that fits."""
    try:
        head, chunks = peek(stream.chunks, _HEAD)
        if format == "auto":
            format = choose(about.name, head)
        if format in _STREAMED:
            yield from _STREAMED[format](chunks, about)
        else:
            too_large = size is not None and size > about.max_size
            data = None if too_large else whole(chunks, about.max_size)
            if data is None:
                raise Unusable(f"is larger than the limit of {about.max_size:,} bytes for one article (--max-size)")
            yield from _WHOLE[format](data, about)
    except Unusable as error:
        yield Problem(about.path, str(error))
    for note in stream.notes:
        yield Problem(about.path, note, altered=True)


def choose(name: str, head: bytes) -> str:
    """The format of a file called `name` (endings .gz and .xz do not count) whose content begins with `head`."""
    stem = name.lower().removesuffix(".gz").removesuffix(".xz")
    suffix = stem[stem.rfind(".") :] if "." in stem else ""
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return "jsonl"
    return "text"
