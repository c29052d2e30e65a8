"""Labelled articles: those of ../shared/speakers with their scorer, and the marked ones of `articles/`.

In: a set's name ("train", "dev", "world"; "marked", "held-out"). Out: LabelledArticle values. Nothing is unpacked to disk.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import tarfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import articles

SPEAKERS = Path(__file__).resolve().parents[2].parent / "shared" / "speakers"
HEADER = 17  # characters of " date YYYY-MM-DD "


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    id: str
    day: date
    body: str
    gold: dict[str, Any]
    names: list[tuple[int, int, str]]

    @property
    def marked(self) -> bool:
        """Whether it is one of the marked articles, which have no name spans and nothing but speech in their gold."""
        return self.gold["publisher"] == "invented"


def load(name: str) -> list[LabelledArticle]:
    """All articles of a set, in the order of its gold file."""
    if name in ("marked", "held-out"):
        return [
            LabelledArticle(g["id"], date.fromisoformat(g["date"]), text[HEADER:], _read(g), [])
            for text, g in articles.load()
            if articles.is_held_out(g["id"]) == (name == "held-out")
        ]
    texts: dict[str, str] = {}
    with tarfile.open(SPEAKERS / f"{name}.texts.tar.gz") as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file is not None:
                texts[Path(member.name).stem] = file.read().decode("utf-8")
    names: dict[str, list[tuple[int, int, str]]] = {}
    if (SPEAKERS / f"{name}.names.jsonl.gz").exists():
        for line in _lines(SPEAKERS / f"{name}.names.jsonl.gz"):
            names[line["id"]] = [tuple(span) for span in line["spans"]]
    return [
        LabelledArticle(g["id"], date.fromisoformat(g["date"]), texts[g["id"]][HEADER:], g, names.get(g["id"], []))
        for g in _lines(SPEAKERS / f"{name}.gold.jsonl.gz")
    ]


def _read(gold: dict[str, Any]) -> dict[str, Any]:
    """Every source of a marked article was resolved by reading."""
    for q in gold["quotes"]:
        q["read"] = True
    return gold


def _lines(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def scorer() -> ModuleType:
    """The scorer that lies beside the labelled articles."""
    spec = importlib.util.spec_from_file_location("speakers_score", SPEAKERS / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
