"""Runs of capitalised words, the raw material of names.

In: tokens. Out: runs with the titles before them cut off. Whether a run is a person is decided later, over all runs of the
article. In a headline set in Title Case runs mean nothing, so none are made there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from searchkit.attribution.lexicon import (
    AUX,
    CAP,
    COMMON,
    CONJ,
    CUE,
    DET,
    FEMALE,
    FIRST_NAME,
    FUNCTION,
    GROUP,
    LINE,
    MALE,
    MARK,
    NOTNAME,
    ORGWORD,
    PARTICLE,
    PLACE,
    PUNCT,
    ROLE,
    SUFFIX,
    TITLE,
    UPPER,
    VERB,
    Lexicon,
)
from searchkit.attribution.tokens import Tokens, is_initial

SYLLABLES = re.compile(r"[A-Z][a-z]{1,5}-[a-z]{2,6}")  # a given name of two: "Ki-moon"
_LONGEST_RUN = 14  # "Retired U.S. Air Force Gen. Norman Ham" has nine tokens
_SURNAMES_TOO = frozenset("King Pope Bishop Dean Don Duke Prince Major Lord Chancellor Marshal Sheriff Abbot Prior".split())
_WORDS_TOO = _SURNAMES_TOO | frozenset(
    "White Black Brown Green Gray Grey Young Powers Post Pen Dear Day Bell Wood Stone Hill".split()
)
_DAYS = frozenset("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
_LETTERS = frozenset("SC QC KC MP MEP MSP MLA TD OBE CBE MBE SJ OP VC JP PhD MD RN IAS IPS".split())
_LONGEST_HEADLINE = 40


@dataclass(slots=True)
class Run:
    """Tokens `first` to `last` (exclusive) of a possible name; `whole` is where its titles begin.

    `title` is the gender flag of a title before it, `titled` tells that there was one, `tail_of` that the run follows
    "of" or "and" after a capitalised word ("University of Austin"), `owner` that a longer name goes on after it ("Trayvon Martin
    Foundation"), `words` are the words of the name without the `nickname` in quotation marks inside it.
    """

    first: int
    last: int
    whole: int
    words: tuple[str, ...]
    titled: bool
    title: int
    tail_of: bool
    owner: bool
    nickname: str = ""


def title_case_lines(tokens: Tokens) -> set[int]:
    """Numbers of the lines that are headlines in Title Case or in capitals."""
    flags, line, text = tokens.flags, tokens.line, tokens.text
    found: set[int] = set()
    start = 0
    ends = [i for i in tokens.notable if flags[i] & LINE]
    if not ends or ends[0] == len(text) - 1:
        return found  # a text of one line has no headline
    for end in [*ends, len(text)]:
        if start < end and 4 <= end - start <= _LONGEST_HEADLINE:
            upper = lower = 0
            for i in range(start, end):
                if len(text[i]) > 3 and not flags[i] & (PUNCT | LINE):
                    if flags[i] & CAP:
                        upper += 1
                    else:
                        lower += 1
            if (upper >= 4 and upper > 3 * lower) or (start == 0 and upper >= 3 and upper > 2 * lower):
                found.add(line[start])
        start = end + 1
    return found


def runs(tokens: Tokens, lexicon: Lexicon, skip_lines: set[int]) -> list[Run]:
    """All runs of capitalised words outside the lines of `skip_lines`, in text order."""
    text, flags, start, end, line, sentence = (
        tokens.text,
        tokens.flags,
        tokens.start,
        tokens.end,
        tokens.line,
        tokens.sentence,
    )
    found: list[Run] = []
    count = len(text)
    done = 0
    for i in [i for i in tokens.notable if flags[i] & CAP]:
        if i < done or line[i] in skip_lines:
            continue
        f = flags[i]
        initial = i == 0 or sentence[i - 1] != sentence[i] or flags[i - 1] & MARK
        if f & (FUNCTION & ~AUX):
            continue
        if f & CUE and initial and i + 1 < count and flags[i + 1] & CAP:
            continue  # "Said Ellis: …"
        if f & AUX and not (f & FIRST_NAME and not initial):
            following = flags[i + 1] if i + 1 < count else 0
            if not (f & FIRST_NAME and f & AUX and following & CAP and not following & FUNCTION):
                continue
        j = i + 1
        while j < count and j - i < _LONGEST_RUN and start[j] - end[j - 1] <= 1:
            g = flags[j]
            if g & CAP:
                if g & FUNCTION and not g & (FIRST_NAME | PARTICLE) and not (g & AUX and flags[j - 1] & FIRST_NAME):
                    break
                j += 1
            elif text[j] == "." and end[j - 1] == start[j] and (is_initial(text[j - 1]) or flags[j - 1] & (TITLE | SUFFIX)):
                if sentence[j] != sentence[min(j + 1, count - 1)]:
                    break
                j += 1
            elif g & PARTICLE and _particles_end(tokens, j):
                j = _particles_end(tokens, j)
            elif g & MARK and _nickname_end(tokens, j):
                j = _nickname_end(tokens, j)
            else:
                break
        while text[j - 1] == "." and not is_initial(text[j - 2]) and not flags[j - 2] & SUFFIX:
            j -= 1
        done = j
        # "X, Jr." keeps its suffix.
        if j + 1 < count and text[j] == "," and flags[j + 1] & SUFFIX and end[j] + 1 == start[j + 1]:
            j += 2
            done = j
        run = _make_run(tokens, lexicon, i, j)
        if run is not None:
            found.append(run)
    return found


def _particles_end(tokens: Tokens, j: int) -> int:
    """Token of the capitalised word after one to three particles from `j` on ("de la Torre"), or 0."""
    for k in range(j, min(j + 3, len(tokens) - 1)):
        if not tokens.flags[k] & PARTICLE:
            return 0
        if tokens.start[k + 1] - tokens.end[k] != 1:
            return 0
        if tokens.flags[k + 1] & CAP and not tokens.flags[k + 1] & FUNCTION:
            return k + 1
    return 0


def _nickname_end(tokens: Tokens, j: int) -> int:
    """Token after a nickname in quotation marks from `j` on (Femke “Duke” Oosterhuis), or 0."""
    flags = tokens.flags
    if j + 3 >= len(tokens) or not (flags[j + 1] & CAP and flags[j + 2] & MARK and flags[j + 3] & CAP):
        return 0
    if not flags[j + 3] & FUNCTION and tokens.start[j + 3] - tokens.end[j + 2] == 1 and tokens.end[j] == tokens.start[j + 1]:
        return j + 3
    return 0


def _make_run(tokens: Tokens, lexicon: Lexicon, first: int, last: int) -> Run | None:
    text, flags = tokens.text, tokens.flags
    whole = first
    titled = False
    gender = 0
    for k in range(first, last - 1):
        f = flags[k]
        if f & MARK:
            break
        if f & ROLE and k == first and not f & FIRST_NAME:
            f |= TITLE  # "Guitarist Beatrix Lomax"
        if not f & (TITLE | ORGWORD | NOTNAME | PLACE):
            continue
        following = k + 2 if text[k + 1] == "." else k + 1
        left = last - following
        if text[k] in ("Dean", "Don") and k == first and (left == 1 or not flags[following] & FIRST_NAME):
            continue  # rather a first name
        if left == 1 and flags[following] & GROUP and flags[following] & ORGWORD:
            continue  # "the Justice Department"
        if left < 1 or flags[following] & SUFFIX:
            continue
        if f & TITLE:
            # "Peter King Jr": a title after a first name is a surname, unless a whole name follows it.
            if k == first or left > 1 or not _is_name_like(tokens, first, k):
                titled = True
                gender |= lexicon.titles.get(text[k].lower(), 0)
                first = following
        elif not f & FIRST_NAME and (left > 1 or (f & NOTNAME and k == first)) and text[following - 1] != ".":
            first = following
    if not titled:
        first = _skip_common(tokens, lexicon, first, last)
    while last - first > 1 and (text[last - 1] in _DAYS or text[last - 1] in _LETTERS):
        last -= 1  # "Cruz Sunday said", "Ana Cruz QC"
        if text[last - 1] == "," and last - first > 2:
            last -= 1
    end = last
    last = _cut_common(tokens, first, last)
    owner = last < end and not flags[last] & VERB
    words = []
    nickname = ""
    k = first
    while k < last:
        if flags[k] & MARK:
            nickname = text[k + 1]
            k += 3
            continue
        if text[k] not in (".", ","):
            words.append(text[k])
        k += 1
    if not words or (len(words) == 1 and not titled and whole and text[whole - 1] == "("):
        return None
    if len(words) == 1 and not titled and flags[first] & TITLE and not flags[first] & ORGWORD and words[0] not in _SURNAMES_TOO:
        return None
    before = whole - 1
    tail = before > 0 and text[before] in ("of", "and", "&", "for") and flags[before - 1] & CAP != 0 and not flags[before] & DET
    if tail and flags[before] & CONJ:
        tail = flags[before - 1] & ORGWORD != 0
    return Run(first, last, whole, tuple(words), titled, gender & (MALE | FEMALE), tail, owner, nickname)


def _skip_common(tokens: Tokens, lexicon: Lexicon, first: int, last: int) -> int:
    """Where the name begins in a run that starts with ordinary words ("City Public Advocate Trish James")."""
    flags = tokens.flags
    if last - first < 2 or flags[first] & FIRST_NAME:
        return first
    if "-" in tokens.text[first] and _is_post(tokens.text[first], lexicon):
        return first + 1
    if last - first < 3:
        return first
    if flags[first] & COMMON and not flags[first + 1] & (COMMON | MARK | PUNCT):
        return first + 1
    for k in range(last - 2, first, -1):
        if flags[k] & FIRST_NAME and not flags[k] & (ORGWORD | PLACE | NOTNAME | PARTICLE) and len(tokens.text[k]) > 3:
            if last - k <= 4 and all(flags[j] & (COMMON | ORGWORD | PLACE | NOTNAME | UPPER) for j in range(first, k)):
                return k
            break
    return first


def _is_post(word: str, lexicon: Lexicon) -> bool:
    """Whether a word with hyphens is a post or begins in lower case: "Editor-in-Chief", "co-Anchor"; not "al-Madhfari"."""
    start, end = lexicon[word.partition("-")[0].lower()], lexicon[word.rpartition("-")[2].lower()]
    return not start & PARTICLE and (word[0].islower() or (start | end) & (ROLE | TITLE) != 0)


def _cut_common(tokens: Tokens, first: int, last: int) -> int:
    """Where a name of two words or more ends in a run that goes on with ordinary words ("Rachel Maddow Show")."""
    flags = tokens.flags
    if last - first < 3 or not flags[first] & FIRST_NAME or any(f & MARK for f in flags[first:last]):
        return last
    for k in range(first + 2, last):
        if flags[k] & COMMON and not flags[k] & (FIRST_NAME | SUFFIX) and len(tokens.text[k - 1]) > 1:
            if (k == last - 1 and tokens.text[k] in _WORDS_TOO) or SYLLABLES.fullmatch(tokens.text[k]):
                break  # "Anna Richardson White", "Jason Lok Chi-hang"
            return k
    return last


def _is_name_like(tokens: Tokens, first: int, k: int) -> bool:
    """Whether the words before a title in a run are the beginning of a name ("Martin Luther King")."""
    flags = tokens.flags
    return bool(flags[first] & FIRST_NAME and not flags[first] & (PLACE | NOTNAME | TITLE | ORGWORD | UPPER)) and k - first <= 2
