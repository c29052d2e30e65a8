"""XML → elements by their local names, hardened: no DOCTYPE, so no entities; nothing fetched; depth and count bounded."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from searchkit.ingest.fields import Unusable
from searchkit.ingest.text import decode

_MOST_ELEMENTS, _DEEPEST = 1_000_000, 200
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
# What a document may declare; others (utf-7, punycode and the like) are no encodings of texts.
_ENCODINGS = re.compile(
    r"utf-?8|us-ascii|iso[-_]?8859-?\d{1,2}|latin-?1|windows-\d{3,4}|cp\d{3,4}|koi8-[ru]|macintosh|gb(?:k|2312|18030)|big5"
    r"|euc-(?:jp|kr)|shift[-_]jis|tis-620",
    re.IGNORECASE,
)


def xml_text(data: bytes, notes: list[str]) -> str:
    """The text of an XML document, by its byte order mark, its declaration, or as any other text."""
    declared = _DECLARED.match(data)
    return decode_as(data, declared[1].decode("ascii") if declared else None, notes)


def decode_as(data: bytes, declared: str | None, notes: list[str]) -> str:
    """Text in the encoding a document declares for itself, when that is a real one and true; else as `decode` has it."""
    if (
        declared is not None
        and _ENCODINGS.fullmatch(declared)
        and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    ):
        # What browsers do: pages that say Latin-1 mean its superset.
        name = "cp1252" if declared.lower().replace("_", "-") in ("iso-8859-1", "latin1", "latin-1", "us-ascii") else declared
        try:
            return data.decode(name)
        except (LookupError, UnicodeError):
            pass
    return decode(data, notes)


def parse_xml(text: str) -> Element:
    """The root element; tags and attributes without their namespaces. Raises Unusable with line and reason."""
    parser = expat.ParserCreate(None, "}")
    builder = TreeBuilder()
    depth = count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > _DEEPEST or count > _MOST_ELEMENTS:
            raise Unusable(f"has more than {_DEEPEST} levels or {_MOST_ELEMENTS:,} elements of XML")
        builder.start(_local(name), {_local(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_local(name))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _refusal("a DOCTYPE")
    parser.EntityDeclHandler = _refusal("an entity declaration")
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise Unusable(f"is not well-formed XML: {expat.ErrorString(error.code)} (line {error.lineno})") from error
    except UnicodeEncodeError as error:
        raise Unusable("is not well-formed XML: it holds half a surrogate pair") from error
    return builder.close()


def _refusal(what: str) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise Unusable(f"has {what}, which is not read because it can hide attacks; save the file without it")

    return refuse


def _local(name: str) -> str:
    return name.rpartition("}")[2]
