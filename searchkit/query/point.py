"""Query text in messages: cut, made safe for a terminal, and with carets below a mistake."""

from __future__ import annotations

import unicodedata

from searchkit.errors import QueryError

WIDTH = 76


def point(error: QueryError) -> str:
    """Two lines: the query, cut around the mistake when it is long, and carets below the mistake; empty without a query.

    Control, bidirectional and unprintable characters are shown as `·`; wide characters get two carets' room.
    """
    if not error.query:
        return ""
    start = min(error.position, len(error.query))
    end = min(start + max(error.length, 1), max(len(error.query), start + 1))
    left = max(0, min(start - WIDTH // 3, len(error.query) - WIDTH))
    right = left + WIDTH
    line = "".join(map(_safe, error.query[left:right]))
    before = ("…" if left else "") + line[: start - left]
    marked = line[start - left : end - left]
    carets = "^" * max(_columns(marked), 1)
    return f"{'…' if left else ''}{line}{'…' if right < len(error.query) else ''}\n{' ' * _columns(before)}{carets}"


def shown(text: str, longest: int = 30) -> str:
    """Text of a query inside a message: one line, at most `longest` characters, nothing a terminal would act on."""
    safe = "".join(map(_safe, text[:longest]))
    return safe if len(text) <= longest else safe[:-1] + "…"


def _safe(char: str) -> str:
    if char == " " or (char.isprintable() and unicodedata.category(char) not in ("Cf", "Mn", "Me")):
        return char
    return "·"


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
