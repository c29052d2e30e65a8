"""Spellings of people's names: fold, key, same person or not, groups, and the user's aliases.

In: names as articles write them. Out: whether they are one person's, without any list of people: by folding, a consonant key
for transliterations, and compatible given names. docs/names.md says how well.
"""

from searchkit.names.aliases import Aliases
from searchkit.names.fold import fold, name_tokens
from searchkit.names.key import name_key
from searchkit.names.people import Group, NameIndex, group, matches, same_person
from searchkit.names.surname import is_bare, owner_of

__all__ = [
    "Aliases",
    "Group",
    "NameIndex",
    "fold",
    "group",
    "is_bare",
    "matches",
    "name_key",
    "name_tokens",
    "owner_of",
    "same_person",
]
