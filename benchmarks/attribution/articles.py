"""Short invented articles with who said what marked inside them (articles/README.md tells the marks).

In: a folder of marked articles. Out: each article's text and gold, in the form of the labelled articles of ../shared/speakers.

    python benchmarks/attribution/articles.py OUT                 OUT/texts/ID.txt, OUT/train.gold.jsonl, OUT/held-out.gold.jsonl
    python benchmarks/attribution/articles.py --proof [ID …]      every attribution on a line, to read against the article
"""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ARTICLES = Path(__file__).resolve().parent / "articles"
HELD_OUT = {*range(45, 67), *range(137, 181)}  # articles whose texts and misses are never looked at while deciding
MIN_WORDS = 4  # a passage inside quotation marks counts as direct from this many words on

Gold = dict[str, Any]

_HEADER = re.compile(r" date (\d{4}-\d\d-\d\d) ")
_MARK = re.compile(r"\{([qimc])(\d+(?:,\d+)*)(?: ([^|{}]+))?\|([^{}]+)\}")
_OPENING = re.compile(r"(?:''|[\"“”„«»‘'])\s*")
_CLOSING = re.compile(r"\s*(?:''|[\"“”»«’'])$")
_WORD = re.compile(r"[\w’'.,-]*\w")


@dataclass(slots=True)
class Attribution:
    """One act of speech: `pieces` are (start, end, inside quotation marks), `who` is as the mark says it."""

    who: str = ""
    pieces: list[tuple[int, int, bool]] = field(default_factory=list)
    mention: tuple[int, int] | None = None
    cue: tuple[int, int] | None = None

    @property
    def kind(self) -> str:
        return {"-": "nonperson", "?": "unknown"}.get(self.who, "person")

    @property
    def speakers(self) -> list[str]:
        return [name.strip() for name in self.who.split("+")] if self.kind == "person" else []


def load(folder: Path = ARTICLES) -> list[tuple[str, Gold]]:
    """Text and gold of every article of a folder, in the order of their numbers."""
    return [
        compile_article(path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("[0-9]*.txt"), key=_number)
    ]


def is_held_out(article_id: str) -> bool:
    return int(article_id.split("-")[0]) in HELD_OUT


def _number(path: Path) -> int:
    return int(path.stem.split("-")[0])


def compile_article(article_id: str, marked: str) -> tuple[str, Gold]:
    """The plain text of a marked article and its gold. Raises ValueError saying which article and mark is wrong."""
    header = _HEADER.match(marked)
    if header is None:
        raise ValueError(f"{article_id}: does not begin with ' date YYYY-MM-DD '")
    text, attributions = _strip(article_id, marked[header.end() :])
    quotes = []
    for number, a in sorted(attributions.items()):
        _check(article_id, number, a, text)
        quotes += _entries(number, a, text)
    quotes.sort(key=lambda q: (q["start"], q["end"]))
    gold = {
        "id": article_id,
        "date": header[1],
        "publisher": "invented",
        "quotes": quotes,
        "speakers": _sets(attributions, quotes, text),
    }
    return header[0] + text, gold


def _strip(article_id: str, marked: str) -> tuple[str, dict[int, Attribution]]:
    parts: list[str] = []
    length = position = 0
    attributions: dict[int, Attribution] = {}
    for mark in _MARK.finditer(marked):
        parts += [marked[position : mark.start()], mark[4]]
        start = length + mark.start() - position
        position, length = mark.end(), start + len(mark[4])
        for number in map(int, mark[2].split(",")):
            a = attributions.setdefault(number, Attribution())
            if mark[1] in "qi":
                a.pieces.append((*_inside(article_id, mark, start), mark[1] == "q"))
                if mark[3]:
                    if a.who:
                        raise ValueError(f"{article_id}: two speakers for {mark[0]!r}")
                    a.who = mark[3]
            elif mark[1] == "m":
                a.mention = _once(article_id, mark, a.mention, (start, length))
            else:
                a.cue = _once(article_id, mark, a.cue, (start, length))
    text = "".join([*parts, marked[position:]])
    if stray := re.search(r"[{}].{0,30}", text):
        raise ValueError(f"{article_id}: not a mark: {stray[0]!r}")
    return text, attributions


def _inside(article_id: str, mark: re.Match[str], start: int) -> tuple[int, int]:
    """Where the words of a piece stand, without its quotation marks."""
    words = mark[4]
    if mark[1] == "i":
        return start, start + len(words)
    opening = _OPENING.match(words)
    if opening is None:
        raise ValueError(f"{article_id}: no quotation mark in front: {mark[0]!r}")
    closing = _CLOSING.search(words)
    return start + opening.end(), start + (closing.start() if closing else len(words))


def _once(article_id: str, mark: re.Match[str], old: tuple[int, int] | None, new: tuple[int, int]) -> tuple[int, int]:
    if old is not None:
        raise ValueError(f"{article_id}: a second one: {mark[0]!r}")
    return new


def _check(article_id: str, number: int, a: Attribution, text: str) -> None:
    if not a.pieces:
        raise ValueError(f"{article_id}: {number} has a source or a reporting word but says nothing")
    if not a.who:
        raise ValueError(f"{article_id}: {number} has no speaker")
    missing = [word for name in a.speakers for word in name.split() if word not in text]
    if missing:
        raise ValueError(f"{article_id}: {number} is said by {a.who}, but the text has no {missing[0]!r}")


def word_count(text: str) -> int:
    return len(_WORD.findall(text))


def _entries(number: int, a: Attribution, text: str) -> list[Gold]:
    """Direct passages one by one, and paraphrase beside them as an attribution of its own; without a direct passage, one hull."""
    long = [quoted and word_count(text[s:e]) >= MIN_WORDS for s, e, quoted in a.pieces]
    if any(long):
        spans = [(s, e, direct) for (s, e, quoted), direct in zip(a.pieces, long, strict=True) if direct or not quoted]
    else:
        spans = [(min(s for s, _, _ in a.pieces), max(e for _, e, _ in a.pieces), False)]
    common = {
        "said": True,
        "kind": a.kind,
        "speaker": a.speakers,
        "mention": list(a.mention) if a.mention else None,
        "mention_text": text[slice(*a.mention)] if a.mention else "",
        "cue": text[slice(*a.cue)] if a.cue else None,
        "cue_span": list(a.cue) if a.cue else None,
    }
    return [
        {"start": s, "end": e, "text": text[s:e], "direct": direct}
        | common
        | {"attr": f"E{number}" if direct or not any(long) else f"E{number}p"}
        for s, e, direct in spans
    ]


def _sets(attributions: dict[int, Attribution], quotes: list[Gold], text: str) -> dict[str, list[str]]:
    direct = {name for q in quotes if q["direct"] for name in q["speaker"]}
    said = {name for a in attributions.values() for name in a.speakers}
    short = {
        name
        for a in attributions.values()
        for s, e, quoted in a.pieces
        if quoted or re.search(r"[“„«‘\"]|''", text[s:e])
        for name in a.speakers
    }
    return {"direct": sorted(direct), "said": sorted(said), "all": sorted(said), "direct_short": sorted(short)}


def write(out: Path) -> None:
    (out / "texts").mkdir(parents=True, exist_ok=True)
    golds: dict[str, list[str]] = {"train": [], "held-out": []}
    for text, gold in load():
        (out / "texts" / f"{gold['id']}.txt").write_text(text, encoding="utf-8", newline="")
        golds["held-out" if is_held_out(gold["id"]) else "train"].append(json.dumps(gold, ensure_ascii=False) + "\n")
    for name, lines in golds.items():
        (out / f"{name}.gold.jsonl").write_text("".join(lines), encoding="utf-8", newline="")


def proof(text: str, gold: Gold) -> None:
    print(f"\n== {gold['id']} {gold['date']}: {len(text)} characters, {len({q['attr'] for q in gold['quotes']})} attributions")
    for q in gold["quotes"]:
        who = " + ".join(q["speaker"]) or f"({q['kind']})"
        print(f"{q['attr']:>4} {'D' if q['direct'] else 'i'} {who} | {q['mention_text']} | {q['cue'] or ''} | {q['text']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "names", nargs="+", metavar="OUT | ID", help="folder to write to; with --proof: articles, by number or id"
    )
    parser.add_argument("--proof", action="store_true", help="print the attributions of the articles named")
    given = parser.parse_args()
    if not given.proof:
        write(Path(given.names[0]))
        return
    for text, gold in load():
        if gold["id"] in given.names or gold["id"].split("-")[0] in given.names:
            proof(text, gold)


if __name__ == "__main__":
    main()
