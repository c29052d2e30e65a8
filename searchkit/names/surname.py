"""A bare surname: the one person it means among people who are named in full."""

from __future__ import annotations

from collections.abc import Mapping

from searchkit.names.fold import words_of
from searchkit.names.people import Group, group


def is_bare(name: str) -> bool:
    """Whether a name is one word, titles aside, as a surname without a given name is."""
    return len(words_of(name).words) == 1


def owner_of(surname: str, counts: Mapping[str, int]) -> Group | None:
    """The person that the bare name `surname` means among full names, given with how often each occurs.

    None unless all names with this word in them are spellings of one person's name and end in it.

    >>> owner_of("Venn", {"Orla Venn": 2, "Aske Tarn": 1}).name, owner_of("Venn", {"Orla Venn": 2, "Dag Venn": 1})
    ('Orla Venn', None)
    """
    word = words_of(surname).words[-1:]
    having = {name: count for name, count in counts.items() if not is_bare(name) and set(word).issubset(words_of(name).words)}
    if not word or any(words_of(name).words[-1:] != word for name in having):
        return None
    people = group(having)
    return people[0] if len(people) == 1 else None
