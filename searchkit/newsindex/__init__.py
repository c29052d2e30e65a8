"""The one object all faces use: an index that can be filled, asked and looked after.

    with searchkit.open("index") as news:
        news.update(["corpus"])
        for hit in news.search("tram strike", since="2031-05"):
            print(hit.date, hit.title, hit.speakers)

What only filling needs is loaded when it is first used: a search starts sooner without the readers of files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from searchkit.newsindex.index import NewsIndex
from searchkit.newsindex.opening import open
from searchkit.newsindex.shapes import ArticleView
from searchkit.query.limits import QueryLimits

if TYPE_CHECKING:
    from searchkit.indexer import DEFAULT_MAX_SIZE, Input, Listener, UpdateOptions, check_inputs
    from searchkit.newsindex.building import rebuild, rehearse

__all__ = [
    "DEFAULT_MAX_SIZE",
    "ArticleView",
    "Input",
    "Listener",
    "NewsIndex",
    "QueryLimits",
    "UpdateOptions",
    "check_inputs",
    "open",
    "rebuild",
    "rehearse",
]


def __getattr__(name: str) -> Any:
    if name in ("rebuild", "rehearse"):
        from searchkit.newsindex import building

        return getattr(building, name)
    if name in __all__:
        from searchkit import indexer

        return getattr(indexer, name)
    raise AttributeError(f"module 'searchkit.newsindex' has no attribute {name!r}")
