"""The work grows with the length of a text and no faster, whatever the text. Counted in executed lines, not in seconds."""

from __future__ import annotations

import pytest
from growth import steps

from searchkit.article import Article
from searchkit.attribution import attribute


def reading(body: str) -> int:
    return steps(lambda: attribute(Article("long", body)))


def numbered(words: str, count: int) -> str:
    return " ".join(words.replace("#", chr(97 + k % 26) + chr(97 + k // 26 % 26) + chr(97 + k // 676 % 26)) for k in range(count))


PIECES = {
    "no full stop": lambda n: numbered("he said that Ana V# would go", n),
    "names alone": lambda n: numbered("Ana V# Cruz", n),
    "one surname": lambda n: numbered("Mr. Cruz met A# Cruz.", n),
    "quotations": lambda n: numbered("“We go to V#,” he said.", n),
    "open marks": lambda n: "“ " * (4 * n),
    "apostrophes": lambda n: numbered("the V#s’ pay isn’t ‘late", n),
    "paragraphs": lambda n: "\n\n".join(numbered("“We go on and on. ", 1) for _ in range(n)),
    "capitals": lambda n: numbered("MR V# SAID NO", n),
    "reporting words": lambda n: "said told says claim " * n,
    "turns": lambda n: "\n".join(f"ANA V{chr(97 + k % 26)}: we go on" for k in range(n)),
    "descriptions": lambda n: numbered("The minister told the V# mayor so.", n),
    "headlines": lambda n: "\n".join("Ana Cruz Said No To Piet Vos Again" for _ in range(n)),
    "initials": lambda n: "A. B. C. " * n,
    "couples": lambda n: numbered("Ana V# and Bo V# left. The couple said so.", n),
    "names given": lambda n: numbered("A man who gave his name as V# said so.", n),
    "initials that talk": lambda n: "\n".join(f"{chr(65 + k % 26)}{chr(65 + k // 26 % 26)}: We met Ana Cruz." for k in range(n)),
    "nicknames": lambda n: numbered("Ana “Bo” V# said so. Bo V# left.", n),
    "colons": lambda n: numbered("They met. Ana V#: “No, we go on.”", n),
    "wrapped lines": lambda n: numbered("he said that Ana would go and that Bo would stay\nthen", n),
}


@pytest.mark.parametrize("kind", PIECES)
def test_four_times_the_text_is_four_times_the_work(kind: str) -> None:
    reading(PIECES[kind](40))  # loads lists and model, and remembers the words
    small, large = reading(PIECES[kind](250)), reading(PIECES[kind](1000))
    assert large < 5 * small, (small, large)
