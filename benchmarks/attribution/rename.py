"""Copies of labelled articles in which all people bear other names, to show what attribution knows by heart.

In: an article. Out: the same article with every word of every person's name replaced, the same word always by the same one, first
names by first names of the same gender, capitals by capitals. Offsets and names of the gold follow. The names are drawn with a fixed
seed.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from dataclasses import replace
from typing import Any

import corpus
from searchkit.attribution.lexicon import FIRST_NAME, Lexicon, lexicon

_KEPT = {"Jr", "Sr", "II", "III", "IV", "Mr", "Mrs", "Ms", "Dr", "Sen", "Rep", "Gov", "President", "Senator", "Secretary"}
_START = "Bran Cald Dor Fen Gald Harl Jarn Keld Lorn Marv Norb Orv Pell Quar Rosk Sarn Tolm Ulb Varn Wend Yard Zeb Ashk Brem Crov".split()
_END = "ford ley wick ston mere ard en ino sky dale berg lund ez ovic sen aka ini ola ett ham quist ran dori well more".split()


def renamed(article: corpus.LabelledArticle, seed: int = 20160908) -> corpus.LabelledArticle:
    """The article with other names."""
    draw = random.Random(f"{seed} {article.id}")
    names = _names(article)
    taken = {word for name in names for word in name.split()}
    other: dict[str, str] = {}
    for name in names:
        for place, word in enumerate(name.split()):
            bare = word.strip(".,")
            if bare and bare[0].isupper() and bare not in _KEPT and len(bare) > 1 and bare not in other:
                twin = bare.translate(_APOSTROPHES)  # "O’Neill" is "O'Neill"
                other[bare] = other.get(twin) or _draw(draw, bare, place < name.count(" "), taken)
    if not other:
        return article
    # Transcripts name speakers in capitals: "WALLACE: …".
    other |= {word.upper(): new.upper() for word, new in other.items() if word.upper() not in other}
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(sorted(map(re.escape, other), key=lambda w: (-len(w), w))) + r")(?!\w)")
    moves = [(0, 0)]
    shift = 0
    for match in pattern.finditer(article.body):
        shift += len(other[match[0]]) - len(match[0])
        moves.append((match.end(), shift))
    at = [place for place, _ in moves]

    def moved(offset: int) -> int:
        return offset + moves[bisect_right(at, offset) - 1][1]

    def swapped(text: str) -> str:
        return pattern.sub(lambda m: other[m[0]], text)

    gold: dict[str, Any] = dict(article.gold)
    gold["quotes"] = [
        q
        | {
            "start": moved(q["start"]),
            "end": moved(q["end"]),
            "text": swapped(q["text"]),
            "speaker": [swapped(name) for name in q["speaker"]],
            "mention": [moved(q["mention"][0]), moved(q["mention"][1])] if q["mention"] else None,
            "mention_text": swapped(q["mention_text"] or ""),
        }
        for q in gold["quotes"]
    ]
    gold["speakers"] = {kind: [swapped(name) for name in people] for kind, people in gold["speakers"].items()}
    return replace(article, body=swapped(article.body), gold=gold, names=[])


_APOSTROPHES = str.maketrans("’'", "'’")


def _names(article: corpus.LabelledArticle) -> list[str]:
    """Names of people that the gold or the name spans know, those of several words first."""
    found = {name for people in article.gold["speakers"].values() for name in people}
    found |= {
        article.body[start:end] for start, end, kind in article.names if kind == "P" and "\n" not in article.body[start:end]
    }
    return sorted(found, key=lambda name: (-len(name.split()), name))


def _draw(draw: random.Random, word: str, is_first: bool, taken: set[str]) -> str:
    words: Lexicon = lexicon()
    gender = words[word] & FIRST_NAME
    if is_first and gender:
        pool = [name for name in words.first_names(gender) if name not in taken]
        return draw.choice(pool)
    while True:
        made = draw.choice(_START) + draw.choice(_END)
        if made not in taken:
            taken.add(made)
            return made
