"""The one object all faces use: an index that can be filled, asked and looked after.

with searchkit.open("index") as news:
    news.update(["corpus"])
    for hit in news.search("tram strike", since="2031-05"):
        print(hit.date, hit.title, hit.speakers)
"""

from __future__ import annotations

from searchkit.indexer import DEFAULT_MAX_SIZE, Input, Listener, UpdateOptions, check_inputs
from searchkit.newsindex.index import NewsIndex
from searchkit.newsindex.opening import open, rebuild, rehearse
from searchkit.newsindex.shapes import ArticleView
from searchkit.query.limits import QueryLimits

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
