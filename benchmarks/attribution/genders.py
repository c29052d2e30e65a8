"""Writes searchkit/attribution/data/genders.txt: first names and the gender most people of that name have.

    python benchmarks/attribution/genders.py

Needs the package nomquamgender (MIT; counts of 36 public sources) for the run of this script only. A name is taken when at least
SOURCES sources and PEOPLE people have it and nearly all of them are of one gender; names whose ending tells it are left out.
"""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

from searchkit.attribution.lexicon import FEMALE, MALE, lexicon

SOURCES, PEOPLE, NEARLY_ALL = 4, 20, 0.88
_NAME = re.compile(r"[a-z]{3,}(?:-[a-z]+)?")
DATA = Path(__file__).resolve().parents[2] / "searchkit" / "attribution" / "data" / "genders.txt"


def main() -> None:
    counts = json.loads(files("nomquamgender").joinpath("name_data.json").read_text(encoding="utf-8"))
    words = lexicon()
    found: dict[int, list[str]] = {MALE: [], FEMALE: []}
    for name, (sources, people, female, *_) in counts.items():
        if sources < SOURCES or people < PEOPLE or not _NAME.fullmatch(name):
            continue
        gender = FEMALE if female >= NEARLY_ALL else MALE if female <= 1 - NEARLY_ALL else 0
        if gender and words.gender_by_ending(name.title()) != gender:
            found[gender].append(name)
    lines = [" ".join(sorted(found[gender])) for gender in (MALE, FEMALE)]
    DATA.write_text("\n".join(lines) + "\n", encoding="ascii")
    print(f"{DATA.name}: {len(found[MALE])} men's and {len(found[FEMALE])} women's names, {DATA.stat().st_size} bytes")


if __name__ == "__main__":
    main()
