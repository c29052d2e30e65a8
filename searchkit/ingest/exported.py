"""What `searchkit export` and `Article.to_dict` write → the article it was.

Such a record has every key of an article, `extra` among them as an object. Around them stand what an index adds (`schema`, `quotes`,
`score`), which is found anew, and whatever else somebody wrote into the record, which joins `extra`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from searchkit.article import Article
from searchkit.ingest.fields import About, article_of, clean, plain
from searchkit.ingest.problem import safe_id
from searchkit.names import same_person

_SHAPE = Article(id="", body="").to_dict().keys()
_ADDED = frozenset({"schema", "quotes", "score"})
# Texts that stay as they are, blanks at their ends too.
_TEXTS = ("id", "title", "source", "url", "author", "lang", "story")


def is_exported(record: Mapping[str, Any]) -> bool:
    """Whether a JSON object has the shape of `Article.to_dict`."""
    return record.keys() >= _SHAPE and isinstance(record["extra"], dict)


def exported_article(record: Mapping[str, Any], fallback_id: str | None, about: About, notes: list[str]) -> Article:
    """The article of such an object. Raises Unusable; adds what it had to change to `notes`."""
    known = {key: value for key, value in record.items() if key in _SHAPE and key != "extra"}
    article = article_of(known, fallback_id, about, notes)
    texts: dict[str, Any] = {
        key: clean(record[key], notes, key) for key in _TEXTS if isinstance(record[key], str) and record[key].strip()
    }
    others = {key: value for key, value in record.items() if key not in _SHAPE and key not in _ADDED}
    extra = {str(plain(key, notes)): plain(value, notes) for key, value in {**record["extra"], **others}.items()}
    if "id" in texts:
        texts["id"] = safe_id(texts["id"])
    return replace(article, **texts, speakers=_given(article.speakers, record.get("quotes")), extra=extra)


def _given(speakers: Sequence[str], quotes: object) -> tuple[str, ...]:
    """The names the source gave, without those behind them that the quotes add: the source does not vouch for these."""
    said = [quote.get("speaker") for quote in quotes if isinstance(quote, dict)] if isinstance(quotes, list) else []
    found = list(dict.fromkeys(name for name in said if isinstance(name, str)))
    added = set(found)
    given = list(speakers)
    while given and given[-1] in added:
        given.pop()
    rest = [name for name in found if not any(name == one or same_person(name, one) for one in given)]
    return tuple(given) if [*given, *rest] == list(speakers) else tuple(speakers)
