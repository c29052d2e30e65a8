"""What the gold of an article says about each choice the stages make.

In: an Analysis and the gold. Out: for events, the gold attribution whose reporting words they are; for mentions and people, which
are right.
"""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any

from searchkit.attribution.events import TURN
from searchkit.attribution.lexicon import lexicon
from searchkit.attribution.mentions import NAME, WHO_, Mentions
from searchkit.attribution.pipeline import Analysis

Gold = dict[str, Any]


def cue_places(body: str, gold: Gold) -> list[tuple[int, int, Gold]]:
    """Where in the body the reporting words of each attribution stand (the gold gives their text only)."""
    places = []
    seen = set()
    for q in gold["quotes"]:
        if not q["cue"] or q["attr"] in seen:
            continue
        seen.add(q["attr"])
        if q.get("cue_span"):
            places.append((*q["cue_span"], q))
            continue
        hull = [(o["start"], o["end"]) for o in gold["quotes"] if o["attr"] == q["attr"]]
        near = tuple(q["mention"]) if q["mention"] else hull[0]
        place = _nearest(body, q["cue"], near, hull)
        if place is None:
            for word in sorted(re.findall(r"\w+", q["cue"]), key=lambda w: -len(w)):
                if word in lexicon().cue:
                    place = _nearest(body, word, near, hull)
                    break
        if place is not None:
            places.append((*place, q))
    return places


def _nearest(body: str, words: str, near: tuple[int, int], hull: list[tuple[int, int]]) -> tuple[int, int] | None:
    best = None
    low = max(0, min(near[0], *(s for s, _ in hull)) - 200)
    high = max(near[1], *(e for _, e in hull)) + 200
    for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", body[low:high]):
        start, end = low + match.start(), low + match.end()
        inside = any(s <= start < e and o == len(hull) - 1 for o, (s, e) in enumerate(hull)) and near[0] != hull[0][0]
        distance = max(start - near[1], near[0] - end, 0) + (50 if inside else 0)
        if best is None or distance < best[0]:
            best = (distance, start, end)
    return best[1:] if best and best[0] < 200 else None


def label_events(a: Analysis, body: str, gold: Gold) -> list[Gold | None]:
    """The attribution each event is the reporting word of, or None. A turn ("NAME:") is known by its source alone."""
    places = cue_places(body, gold)
    start = a.tokens.start
    labels: list[Gold | None] = [None] * len(a.events)
    for i, event in enumerate(a.events):
        at = start[event.cue]
        if event.kind >= TURN:
            labels[i] = next((q for q in gold["quotes"] if q["said"] and overlapping(a, event.subject, q["mention"])), None)
            continue
        for first, last, q in places:
            if first <= at < last and (labels[i] is None or q["direct"]):
                labels[i] = q
    return labels


def overlapping(a: Analysis, k: int, span: list[int] | None) -> bool:
    """Whether mention `k` touches the characters of `span`."""
    if span is None or k < 0:
        return False
    m: Mentions = a.mentions
    return a.tokens.start[m.first[k]] < span[1] and span[0] < a.tokens.end[m.last[k] - 1]


def right_mentions(a: Analysis, options: list[int], q: Gold, score: ModuleType) -> list[bool]:
    """Which of the mentions `options` are the source of `q`: all that touch it, or only those naming the speaker if any does."""
    touch = [overlapping(a, k, q["mention"]) for k in options]
    if (
        q["mention"]
        and q["mention"][1] - q["mention"][0] > 6
        and any(t and a.mentions.kind[k] != WHO_ for t, k in zip(touch, options, strict=True))
    ):
        touch = [t and a.mentions.kind[k] != WHO_ for t, k in zip(touch, options, strict=True)]
    named = [
        t and a.mentions.kind[k] == NAME and is_speaker(a, a.mentions.person[k], q, score)
        for t, k in zip(touch, options, strict=True)
    ]
    return named if any(named) else touch


def is_speaker(a: Analysis, person: int, q: Gold, score: ModuleType) -> bool:
    """Whether person number `person` is a speaker of `q`."""
    return person >= 0 and any(score.same(a.registry.people[person].name, name) for name in q["speaker"])


def label_spans(a: Analysis, gold: Gold) -> list[Gold | None]:
    """The gold passage that covers at least half of each quotation, or None."""
    passages = [q for q in gold["quotes"] if q["direct"]]
    labels: list[Gold | None] = []
    for span in a.spans:
        start, end = a.tokens.start[span.first], a.tokens.end[span.last - 1]
        best, most = None, 0
        for q in passages:
            shared = min(end, q["end"]) - max(start, q["start"])
            if shared > most:
                best, most = q, shared
        labels.append(best if best is not None and 2 * most >= end - start else None)
    if any(label is None for label in labels):
        _short(a, gold, labels)
    return labels


def beside_speech(a: Analysis, s: int, gold: Gold) -> bool:
    """Whether quotation `s` stands within 150 characters of a passage the gold marks."""
    span = a.spans[s]
    start, end = a.tokens.start[span.first], a.tokens.end[span.last - 1]
    return any(q["direct"] and q["start"] < end + 150 and start - 150 < q["end"] for q in gold["quotes"])


def _short(a: Analysis, gold: Gold, labels: list[Gold | None]) -> None:
    """Quotations of a few words inside a paraphrase belong to its attribution."""
    hulls = [q for q in gold["quotes"] if not q["direct"] and q["said"]]
    for i, span in enumerate(a.spans):
        if labels[i] is None:
            start, end = a.tokens.start[span.first], a.tokens.end[span.last - 1]
            for q in hulls:
                if q["start"] <= start + 1 and end - 1 <= q["end"] and q["end"] - q["start"] < 600:
                    labels[i] = q
                    break
