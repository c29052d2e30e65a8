"""NewsML-G2 (news messages and news items) and NITF, IPTC's news in XML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from searchkit.article import Article
from searchkit.ingest.fields import About, Unusable, article_of, with_notes
from searchkit.ingest.markup import text_of_element, text_of_html
from searchkit.ingest.problem import Problem, shown_value
from searchkit.ingest.xmltree import parse_xml, xml_text

_OTHER_ITEMS = ("packageItem", "conceptItem", "knowledgeItem", "catalogItem", "planningItem")


def read_newsml(data: bytes, about: About) -> Iterator[Article | Problem]:
    """The articles of a NewsML-G2 or NITF document."""
    notes: list[str] = []
    root = parse_xml(xml_text(data, notes))
    if root.tag == "nitf":
        yield from with_notes(article_of(_nitf_record(root), about.name, about, notes), notes, about)
        return
    items = [root] if root.tag == "newsItem" else list(root.iter("newsItem"))
    others = [one.tag for one in root.iter() if one.tag in _OTHER_ITEMS]
    if not items:
        what = f"a {others[0]}" if others else f"XML with the root {shown_value(root.tag)}"
        raise Unusable(f"is {what}, which holds no news text searchkit reads")
    for number, item in enumerate(items, start=1):
        fallback = about.name if len(items) == 1 else f"{about.name}#{number}"
        part = f"newsItem {shown_value(item.get('guid') or number)}"
        of_item = list(notes)
        try:
            article = article_of(_g2_record(item), fallback, about, of_item)
        except Unusable as error:
            yield Problem(about.path, f"{part} {error}")
            continue
        yield from with_notes(article, of_item, about, part=part)


def _g2_record(item: Element) -> dict[str, Any]:
    status = _code(item.find("itemMeta/pubStatus"))
    if status in ("canceled", "withheld"):
        raise Unusable(f"was withdrawn by its publisher (pubStatus {shown_value(status)})")
    body = _g2_body(item)
    kind = _code(item.find("itemMeta/itemClass"))
    if body is None and kind not in ("", "text"):
        raise Unusable(f"is of class {shown_value(kind)}, without text")
    subjects = [_words(one.find("name")) or _code(one) for one in item.iterfind("contentMeta/subject")]
    extra = {
        "version": item.get("version"),
        "urgency": _words(item.find("contentMeta/urgency")),
        "slugline": _words(item.find("contentMeta/slugline")),
        "subject": [subject for subject in subjects if subject],
        "keyword": [_words(one) for one in item.iterfind("contentMeta/keyword")],
    }
    language = item.find("contentMeta/language")
    return {key: value for key, value in extra.items() if value} | {
        "id": item.get("guid"),
        "date": _first_words(item, "itemMeta/versionCreated", "itemMeta/firstCreated", "contentMeta/contentCreated"),
        "title": _first_words(item, "contentMeta/headline", "itemMeta/title"),
        "body": body,
        "author": _first_words(item, "contentMeta/by", "contentMeta/creator/name"),
        "lang": (language.get("tag") if language is not None else None) or item.get("lang"),
        "source": _party(item.find("contentMeta/infoSource"))
        or _party(item.find("itemMeta/provider"))
        or _first_words(item, "contentMeta/creditline"),
    }


def _g2_body(item: Element) -> str | None:
    """The text of the first rendition that has one: NITF or XHTML inside, or plain inline data."""
    for rendition in item.iterfind("contentSet/*"):
        if rendition.tag == "inlineXML":
            inside = rendition.find(".//body.content")
            inside = rendition.find(".//body") if inside is None else inside
            text = text_of_element(rendition if inside is None else inside)
        elif rendition.tag == "inlineData":
            text = rendition.text or ""
            text = text_of_html(text) if "html" in rendition.get("contenttype", "") else text
        else:
            continue
        if text.strip():
            return text
    return None


def _nitf_record(root: Element) -> dict[str, Any]:
    publication = root.find("head/pubdata")
    doc_id = root.find("head/docdata/doc-id")
    body = root.find("body/body.content")
    text = text_of_element(body) if body is not None else ""
    abstract = root.find("body/body.head/abstract")
    return {
        "id": _attribute(doc_id, "id-string"),
        "date": _attribute(root.find("head/docdata/date.issue"), "norm")
        or _attribute(root.find("head/docdata/date.release"), "norm")
        or _attribute(root.find("body/body.head/dateline/story.date"), "norm")
        or _attribute(publication, "date.publication"),
        "title": _first_words(root, "body/body.head/hedline/hl1", "head/title"),
        "body": text or (text_of_element(abstract) if abstract is not None else ""),
        "author": _first_words(root, "body/body.head/byline/person", "body/body.head/byline"),
        "lang": root.get("lang"),
        "source": _first_words(root, "body/body.head/distributor/org", "body/body.head/distributor")
        or _attribute(publication, "name")
        or _attribute(doc_id, "regsrc"),
        "url": _attribute(publication, "ex-ref"),
    }


def _first_words(root: Element, *paths: str) -> str | None:
    return next((words for path in paths if (words := _words(root.find(path)))), None)


def _words(element: Element | None) -> str | None:
    return (" ".join("".join(element.itertext()).split()) or None) if element is not None else None


def _attribute(element: Element | None, name: str) -> str | None:
    return element.get(name) if element is not None else None


def _party(element: Element | None) -> str | None:
    if element is None:
        return None
    return _words(element.find("name")) or element.get("literal") or _code(element) or None


def _code(element: Element | None) -> str:
    """A controlled value without its scheme: "stat:usable" and "http://cv.iptc.org/newscodes/pubstatus/usable" say "usable"."""
    if element is None:
        return ""
    return (element.get("qcode") or element.get("uri") or "").replace("/", ":").rpartition(":")[2]
