"""HTML or XML markup → plain text: paragraphs apart by a blank line, lines of white space become one blank.

For the pieces of HTML inside feeds and wire formats. Linear in the length of the input, whatever it is; nothing is fetched.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

_PARAGRAPHS = frozenset(
    "address article aside blockquote body.content body dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header"
    " hl1 hl2 hr li main media nav ol p pre section table td th tr ul".split()
)
_SILENT = frozenset({"script", "style", "template", "noscript", "iframe", "head"})
_TAG_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9.:-]*)")
# Marks in the text while it is put together; they cannot be in it, since readers replace controls before.
_BREAK, _PARAGRAPH = "\x01", "\x02"


def text_of_html(source: str) -> str:
    """The text of a piece of HTML, entities resolved, without scripts, styles and comments."""
    return _tidy("".join(_html_parts(source.replace(_BREAK, " ").replace(_PARAGRAPH, " "))))


def text_of_element(element: Element) -> str:
    """The text of a parsed element and all below it."""
    return _tidy("".join(_element_parts(element)))


def _html_parts(source: str) -> Iterator[str]:
    position = 0
    closers = _Finder(source)
    while True:
        start = source.find("<", position)
        if start < 0:
            yield html.unescape(source[position:])
            return
        yield html.unescape(source[position:start])
        if source.startswith("<!--", start):
            position = closers.after("-->", start + 4)
            continue
        name = _TAG_NAME.match(source, start + 1)
        if name is None and not source.startswith(("<!", "<?"), start):
            yield "<"  # "a < b"
            position = start + 1
            continue
        position = closers.after(">", start + 1)
        if name is None:
            continue
        tag = name[1].lower()
        if tag in _SILENT and not source.startswith("/", start + 1):
            position = closers.after(f"</{tag}", position)
            position = closers.after(">", position) if position < len(source) else position
        yield _separator(tag)


class _Finder:
    """Looks for closing marks; one that was not found once is not looked for again, so that all searches together are linear."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._lower = ""
        self._next: dict[str, int] = {}

    def after(self, mark: str, position: int) -> int:
        """Behind the first `mark` from `position` on, the end of the source when there is none."""
        known = self._next.get(mark, -1)
        if known < position:
            known = self._find(mark, position)
            self._next[mark] = known
        return min(known + len(mark), len(self._source))

    def _find(self, mark: str, position: int) -> int:
        if mark.startswith("</"):
            # Of the same length as the source, unlike str.lower() of some letters.
            self._lower = self._lower or self._source.translate(_ASCII_LOWER)
            found = self._lower.find(mark, position)
        else:
            found = self._source.find(mark, position)
        return found if found >= 0 else len(self._source)


_ASCII_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def _element_parts(element: Element) -> Iterator[str]:
    pending: list[Element | str] = [element]
    while pending:
        part = pending.pop()
        if isinstance(part, str):
            yield part
            continue
        separator = _separator(part.tag)
        if part.tag in _SILENT:
            continue
        yield separator
        yield (part.text or "").replace(_BREAK, " ").replace(_PARAGRAPH, " ")
        pending.append(separator)
        for child in reversed(part):
            pending.append((child.tail or "").replace(_BREAK, " ").replace(_PARAGRAPH, " "))
            pending.append(child)


def _separator(tag: str) -> str:
    return _BREAK if tag == "br" else _PARAGRAPH if tag in _PARAGRAPHS else ""


def _tidy(text: str) -> str:
    paragraphs = ("\n".join(" ".join(line.split()) for line in part.split(_BREAK)).strip() for part in text.split(_PARAGRAPH))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
