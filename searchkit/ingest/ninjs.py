"""ninjs, IPTC's news in JSON, 1.x and 2.x: an item → a record with the keys of our own JSON lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from searchkit.ingest.fields import Unusable, plain
from searchkit.ingest.markup import text_of_html
from searchkit.ingest.problem import shown_value

_DATES = ("versioncreated", "published", "versionCreated", "firstpublished", "firstcreated", "contentcreated", "contentCreated")
_WITHDRAWN = ("canceled", "cancelled", "withheld")
_EXTRA = ("version", "slugline", "urgency", "priority", "keywords", "usageterms", "ednote", "located", "dateline")
_NAMED = ("subject", "subjects", "place", "places", "person", "people", "organisation", "organisations")


def is_ninjs(record: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a ninjs item: it has an identifier of ninjs, a field only ninjs has, and no body of ours."""
    if isinstance(record.get("body"), str) or isinstance(record.get("text"), str):
        return False
    own = ("body_text", "body_html", "body_xhtml", "bodies", "headlines", "versioncreated", "versionCreated", "pubstatus")
    return ("uri" in record or "guid" in record) and any(key in record for key in own)


def plain_record(item: Mapping[str, Any], notes: list[str]) -> dict[str, Any]:
    """The record of a ninjs item. Raises Unusable for what was withdrawn or has no text."""
    status = item.get("pubstatus", item.get("pubStatus"))
    if status in _WITHDRAWN:
        raise Unusable(f"was withdrawn by its publisher (pubstatus {shown_value(status)})")
    kind = item.get("type")
    title = _first_text(item.get("headline")) or _best_value(item.get("headlines"))
    body = _body(item) or _first_text(item.get("description_text")) or _best_value(item.get("descriptions")) or title
    if not body and isinstance(kind, str) and kind != "text":
        raise Unusable(f"is a ninjs item of type {shown_value(kind)} without text")
    record: dict[str, Any] = {key: plain(item[key], notes) for key in _EXTRA if item.get(key)}
    record |= {key: names for key in _NAMED if (names := _names(item.get(key)))}
    record |= {
        "id": item.get("guid") or item.get("uri"),
        "date": next((item[key] for key in _DATES if item.get(key)), None),
        "title": title,
        "body": body,
        "author": _first_text(item.get("byline")) or _first_text(item.get("by")) or "; ".join(_names(item.get("authors"))),
        "lang": item.get("language"),
        "source": _first_text(item.get("source")) or next(iter(_names(item.get("infosource", item.get("infosources")))), None),
        "url": _first_text(item.get("url")),
    }
    return record


def _body(item: Mapping[str, Any]) -> str | None:
    if text := _first_text(item.get("body_text")):
        return text
    for key in ("body_html", "body_xhtml"):
        if text := _first_text(item.get(key)):
            return text_of_html(text)
    return _best_value(item.get("bodies"))


def _first_text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _best_value(values: object) -> str | None:
    """Of ninjs 2 values ({"role", "contenttype", "value"}), the one whose role is main, else the longest; HTML as its text."""
    found = [one for one in values if isinstance(one, dict) and _first_text(one.get("value"))] if isinstance(values, list) else []
    if not found:
        return None
    best = max(found, key=lambda one: (one.get("role") == "main", len(one["value"])))
    is_html = "html" in str(best.get("contenttype", best.get("contentType", "")))
    return text_of_html(best["value"]) if is_html else str(best["value"])


def _names(values: object) -> list[str]:
    if not isinstance(values, list):
        return []
    named = (one.get("name") if isinstance(one, dict) else one for one in values)
    return [name for name in named if isinstance(name, str) and name.strip()]
