"""searchkit: search over news articles – who said what, to whom, and when.

    with searchkit.open("index", create=True) as news:
        news.update(["corpus"])
        for hit in news.search("tram strike", since="2031-05"):
            print(hit.date, hit.title, hit.speakers)

Names are loaded when they are first used, so importing searchkit is cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from searchkit.article import Article, Quote
    from searchkit.attribution import attribute
    from searchkit.errors import SearchkitError
    from searchkit.newsindex import NewsIndex, open
    from searchkit.results import Hit, Page, QuoteHit

__version__ = "0.1.0"
__all__ = ["Article", "Hit", "NewsIndex", "Page", "Quote", "QuoteHit", "SearchkitError", "attribute", "open"]

_HOMES = {"article": "Article Quote", "attribution": "attribute", "newsindex": "NewsIndex open", "results": "Hit Page QuoteHit"}
_HOMES["errors"] = (
    "SearchkitError QueryError LimitError InputError MissingExtraError IndexMissingError IndexLockedError IndexCorruptError "
    "IndexFormatError IndexUntrustedError IndexWriteError"
)


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names.split():
            import importlib

            return getattr(importlib.import_module(f"searchkit.{module}"), name)
    raise AttributeError(f"module 'searchkit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(["__version__", *(name for names in _HOMES.values() for name in names.split())])
