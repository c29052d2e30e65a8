"""Opening an index that lies in a folder; only here and in `building` an engine is chosen."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from searchkit.engines.base import Engine
from searchkit.errors import InputError
from searchkit.names import Aliases
from searchkit.newsindex.index import NewsIndex
from searchkit.query.limits import QueryLimits

DEFAULT_LANGUAGE = "english"


def open(
    path: str | os.PathLike[str] = "index",
    *,
    create: bool = False,
    today: date | None = None,
    limits: QueryLimits | None = None,
    language: str | None = None,
    aliases: str | os.PathLike[str] | None = None,
) -> NewsIndex:
    """The index in folder `path`.

    `create` makes an empty one where there is none, for texts in `language` (a Snowball language, default English). `today` is
    the day relative dates are counted from; default: SEARCHKIT_TODAY, or else the day of each call. `limits` bound what one
    query may cost. `aliases` is a file of names that belong to one person (docs/names.md).

    Raises InputError for an index in another language than the one named, IndexMissingError, and IndexCorruptError,
    IndexFormatError or IndexUntrustedError for an index that is not sound.
    """
    from searchkit.engines.whoosh.index import WhooshEngine

    today = today or _today_from_environment()
    names = Aliases.load(Path(aliases)) if aliases is not None else None
    if create:
        engine = WhooshEngine.create(Path(path), language or DEFAULT_LANGUAGE, exist_ok=True)
    else:
        engine = WhooshEngine(Path(path))
    require_language(engine, language)
    return NewsIndex(engine, today=today, limits=limits, aliases=names)


def require_language(engine: Engine, language: str | None) -> None:
    """Raises InputError when `language` is named and the index is in another: its words were cut to stems of that one."""
    found = engine.snapshot().language if language is not None else None
    if found != language:
        raise InputError(
            f"{engine.path} is an index in {found}, not in {language}. Go on without the option, or build the index anew: "
            f"searchkit index --rebuild --language {language} PATH..."
        )


def _today_from_environment() -> date | None:
    text = os.environ.get("SEARCHKIT_TODAY")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"SEARCHKIT_TODAY is {text!r}; write a day as YYYY-MM-DD") from None
