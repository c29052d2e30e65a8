"""Texts with a line break every 70 characters or so, as mail and the wires have them: which breaks end no paragraph.

In: a text. Out: the same text with a blank for every such break, so that all offsets stay.
"""

from __future__ import annotations

_WIDEST = 100  # characters; an editor's paragraphs are longer, wrapped lines are not
_NARROWEST = 35  # characters of the longest line; shorter ones are a list or a poem
_FEWEST = 3  # breaks inside paragraphs
_FULL = 0.85  # of the longest line: a shorter one was ended by its author


def unwrapped(body: str) -> str:
    """`body` with blanks for the breaks inside its paragraphs, or `body` itself where it is not wrapped.

    It is wrapped when no more than one line in fifty is longer than 100 characters and most lines that follow another one
    without a blank line between begin in lower case.
    """
    lines = body.split("\n")
    if len(lines) <= _FEWEST:
        return body
    lengths = [len(line) for line in lines]
    if 50 * sum(length > _WIDEST for length in lengths) > len(lines):
        return body
    inside = [i for i in range(1, len(lines)) if not lines[i - 1].isspace() and lines[i - 1] and lines[i][:1].strip()]
    low = [lines[i][0].islower() for i in inside]
    if len(inside) < _FEWEST or 2 * sum(low) <= len(inside):
        return body
    longest = max(length for length in lengths if length <= _WIDEST)
    if longest < _NARROWEST:
        return body
    breaks = {
        i
        for i, lower in zip(inside, low, strict=True)
        if lower or lengths[i - 1] + len(lines[i].split(" ", 1)[0]) + 1 > _FULL * longest
    }
    return lines[0] + "".join((" " if i in breaks else "\n") + line for i, line in enumerate(lines[1:], start=1))
