"""What the tests of the indexer give it, and how they count what it did."""

import io
import json

from searchkit.indexer import Input

TEXT = " date 2031-05-05 “We will walk,” said Minister Orla Venn on Monday. {}\n"


def counts(report):
    return {name: value for name in ("added", "changed", "removed", "unchanged") if (value := getattr(report, name))}


def stream(*articles):
    return Input("-", stream=io.BytesIO("".join(json.dumps(article) + "\n" for article in articles).encode()))
