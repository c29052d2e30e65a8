"""A name as written → plain lower-case words, with titles and generation marks taken off.

In: "Dr. Lech Wałęsa Jr." Out: `Words(given and family words: ("lech", "walesa"), generation: "jr")`. Accents, apostrophes and
letters outside a–z are written with plain letters, Cyrillic and Greek too; other scripts stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

_LETTERS: Final = str.maketrans(
    {
        **dict(zip("łøđðıßæœþŋħ", ("l", "o", "d", "d", "i", "ss", "ae", "oe", "th", "n", "h"), strict=True)),
        **dict(
            zip(
                "абвгґдеєжзиіїйклмнопрстуфхцчшщъыьэюяў",
                (
                    *"a b v g g d e ie zh z i i i i k l m n o p r s t u f kh ts ch sh shch".split(),
                    *("", "y", "", "e", "iu", "ia", "u"),
                ),
                strict=True,
            )
        ),
        **dict(
            zip(
                "αβγδεζηθικλμνξοπρσςτυφχψω",
                "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(),
                strict=True,
            )
        ),
        **dict.fromkeys("'’‘ʻʼʿʾ`´", ""),
        **dict.fromkeys("-‐‑‒–", "-"),
        **dict.fromkeys('"“”„«».,()[]/', " "),
    }
)
_ARTICLE_IN_WORD: Final = re.compile(r"\b(?:Al|El)(?=[A-Z])")

_GENERATIONS: Final = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "ii", "iii": "iii", "iv": "iv"}
_AFTER_NAMES: Final = frozenset("phd md mp qc kc obe mbe esq mep jd".split())
_TITLES: Final = frozenset(
    """
    admiral adm ambassador amb archbishop attorney ayatollah baroness bishop brigadier capt captain cardinal chairman chairwoman
    chancellor chief coach col colonel commander commissioner comrade congressman congresswoman councillor crown dame deputy detective
    dr emir ex father former fr frau gen general gov governor herr hon honorable imam inspector judge justice king lady late lieutenant
    lord lt maj marshal mayor minister miss mme monsieur mr mrs ms mufti mulla mullah officer patriarch pope premier pres president
    presidentelect prime prince princess prof professor queen rabbi rep representative rev reverend saint secretary sen senator sergeant
    sgt shaikh sheik sheikh sheriff sir speaker spokesman spokeswoman sultan supreme vice
    """.split()
)
_BEFORE_TITLES: Final = frozenset("acting defence defense finance foreign home interior justice leader state us uk then".split())
# The Arabic article is written joined, hyphenated, apart or not at all.
_ARTICLES: Final = frozenset("al el ul".split())


class Words(NamedTuple):
    """The words of a name in order, hyphens taken out, and "jr", "sr", "ii" … where the name has it."""

    words: tuple[str, ...]
    generation: str


def fold(name: str) -> str:
    """`name` in lower case without accents and apostrophes, hyphens and single blanks kept; letters outside a–z as a–z.

    >>> fold("Lech Wałęsa"), fold("Ole Gunnar Solskjær"), fold("Mu'ammar  al-Qadhafi")
    ('lech walesa', 'ole gunnar solskjaer', 'muammar al-qadhafi')
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.translate(_LETTERS).split())


@lru_cache(maxsize=65536)
def words_of(name: str) -> Words:
    """The words of a name without titles and articles; see `Words`.

    >>> words_of("Gen. Abdel Fattah el-Sisi"), words_of("Donald Trump Jr.")
    (Words(words=('abdel', 'fattah', 'sisi'), generation=''), Words(words=('donald', 'trump'), generation='jr'))
    """
    folded = fold(_ARTICLE_IN_WORD.sub(lambda match: match[0] + "-", name))
    words: list[str] = []
    for word in folded.split():
        parts = [part for part in word.split("-") if part]
        if len(parts) > 1 and parts[0] in _ARTICLES:
            parts = parts[1:]
        if parts:
            words.append("".join(parts))
    generation = ""
    while len(words) > 1 and (words[-1] in _GENERATIONS or words[-1] in _AFTER_NAMES):
        generation = _GENERATIONS.get(words.pop(), generation)
    start = 0
    while start < len(words) - 1 and (words[start] in _TITLES or _is_before_title(words, start)):
        start += 1
    kept = [word for number, word in enumerate(words[start:]) if word not in _ARTICLES or number == 0]
    return Words(tuple(kept or words), generation)


@lru_cache(maxsize=65536)
def name_tokens(name: str) -> tuple[str, ...]:
    """The parts of a name by which it can be looked for: folded, without titles, hyphenated parts apart.

    >>> name_tokens("President Kim Jong-un")
    ('kim', 'jong', 'un')
    """
    kept = set(words_of(name).words)
    tokens: list[str] = []
    for word in fold(_ARTICLE_IN_WORD.sub(lambda match: match[0] + "-", name)).split():
        parts = [part for part in word.split("-") if part]
        if len(parts) > 1 and parts[0] in _ARTICLES:
            parts = parts[1:]
        if "".join(parts) in kept:
            tokens.extend(parts)
    return tuple(tokens)


def _is_before_title(words: list[str], start: int) -> bool:
    following = words[start + 1 : start + 3]
    return words[start] in _BEFORE_TITLES and any(word in _TITLES for word in following) and len(words) > start + 2
