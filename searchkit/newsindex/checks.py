"""Options of calls, checked: each of these raises InputError that names the option."""

from __future__ import annotations

from collections.abc import Sequence

from searchkit.errors import InputError


def texts_only(**options: object) -> None:
    for option, value in options.items():
        if not isinstance(value, str):
            raise InputError(f"{option} is {value!r}; it must be a text")


def one_of(option: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise InputError(f"there is no {option} {value!r}; choose one of {', '.join(known)}")


def at_least(option: str, value: int | None, least: int) -> None:
    if value is not None and (not isinstance(value, int) or value < least):
        raise InputError(f"{option} is {value!r}; it must be a number, {least} or more")
