"""What the user knows better about names: `aliases.toml`.

    "Masoud Pezeshkian" = ["Massoud Pezeshkian", "Pezeshkian"]    # one person, shown by the first name

    [distinct]
    "Michael Jordan" = ["Michael B. Jordan"]                      # not the same person, however alike

Names are compared folded: case, accents and hyphens do not matter. What the file says goes before what spelling suggests.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from searchkit.errors import InputError
from searchkit.names.fold import fold

_DISTINCT: Final = "distinct"


class Aliases:
    """Names that belong to one person, and names that do not.

    `same` maps the name to show to the person's other names, `distinct` a name to names of other people. Raises InputError when
    they contradict each other: a name of two people, or two names said to be one person's and not.
    """

    def __init__(self, same: Mapping[str, Iterable[str]], distinct: Mapping[str, Iterable[str]] | None = None) -> None:
        self._person_by_name: dict[str, str] = {}
        self._names_by_person: dict[str, tuple[str, ...]] = {}
        self._apart: set[frozenset[str]] = set()
        for person, others in same.items():
            names = (person, *others)
            self._names_by_person[person] = names
            for name in names:
                owner = self._person_by_name.setdefault(_folded(name), person)
                if owner != person:
                    raise InputError(f'"{name}" is given to two people, "{owner}" and "{person}"; keep it in one list')
        for name, others in (distinct or {}).items():
            for other in others:
                pair = frozenset((_folded(name), _folded(other)))
                if len(pair) == 1:
                    raise InputError(f'"{name}" and "{other}" are one name and cannot be kept apart')
                if self.verdict(name, other):
                    raise InputError(f'"{name}" and "{other}" are said to be one person and, under [{_DISTINCT}], to be two')
                self._apart.add(pair)

    @classmethod
    def load(cls, path: Path) -> Aliases:
        """The aliases of a file; InputError with file, line and reason when it cannot be used."""
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise InputError(f"{path}: cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            raise InputError(f"{path}, line {line}: not UTF-8 text. Save the file as UTF-8.") from error
        try:
            content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"\s*\(at line (\d+), column \d+\)|\s*\(at end of document\)", str(error))
            line = int(place[1]) if place and place[1] else text.count("\n") + 1
            reason = str(error)[: place.start()] if place else str(error)
            raise InputError(f"{path}, line {line}: {reason[:1].lower() + reason[1:]}") from error
        distinct = content.pop(_DISTINCT, {})
        if not isinstance(distinct, dict):
            raise InputError(
                f"{path}, line {_line_of(text, _DISTINCT)}: {_DISTINCT} is a table: write [{_DISTINCT}], names below it"
            )
        same = _checked(content, path, text)
        apart = _checked(distinct, path, text)
        try:
            return cls(same, apart)
        except InputError as error:
            first = re.search(r'"(.+?)"', str(error))
            raise InputError(f"{path}, line {_line_of(text, first[1] if first else '', last=True)}: {error}") from error

    def verdict(self, a: str, b: str) -> bool | None:
        """True when the two names are said to be one person's, False when not, None when nothing is said."""
        first, second = _folded(a), _folded(b)
        if frozenset((first, second)) in self._apart:
            return False
        one, other = self._person_by_name.get(first), self._person_by_name.get(second)
        return None if one is None or other is None else one == other

    def person(self, name: str) -> str | None:
        """The name to show for `name`, None when the file does not know it."""
        return self._person_by_name.get(_folded(name))

    def names(self, person: str) -> tuple[str, ...]:
        """All names given for a person, the one to show first; empty for a person the file does not know."""
        return self._names_by_person.get(person, ())


def _folded(name: str) -> str:
    return fold(name).replace("-", " ")


def _checked(table: Mapping[str, object], path: Path, text: str) -> dict[str, tuple[str, ...]]:
    checked: dict[str, tuple[str, ...]] = {}
    for name, others in table.items():
        where = f"{path}, line {_line_of(text, name)}"
        if not _folded(name):
            raise InputError(f"{where}: a name is empty")
        if isinstance(others, dict):
            raise InputError(f"{where}: [{name}] is not known; the only table is [{_DISTINCT}]")
        if not isinstance(others, list) or not all(isinstance(other, str) for other in others):
            raise InputError(f'{where}: "{name}" needs a list of names: "{name}" = ["Another Spelling"]')
        if not all(_folded(other) for other in others):
            raise InputError(f'{where}: an empty name in the list of "{name}"')
        checked[name] = tuple(others)
    return checked


def _line_of(text: str, name: str, *, last: bool = False) -> int:
    """The line a name stands in; TOML values do not know theirs. 1 when it is written with escapes."""
    place = text.rfind(name) if last else text.find(name)
    return text.count("\n", 0, max(place, 0)) + 1
