"""The index format: an index of format 1 that was written once is read for ever, and stays the format that is written.

python tests/engines/whoosh/test_format.py FOLDER     writes such an index; only for a new format, beside the old ones
"""

import shutil
import sys
from datetime import date
from pathlib import Path

from groups import everything

from searchkit.article import Article, Quote
from searchkit.engines.base import Request
from searchkit.engines.whoosh.commits import FORMAT
from searchkit.engines.whoosh.index import WhooshEngine
from searchkit.query.tree import Everything, Phrase

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "index-format-1"

STRIKE = Article(
    "tw-1",
    "Trams stop\nTrams stop at midnight. “We are tired,” Orla Venn told Piet Daan on Friday.",
    date(2031, 5, 4),
    "Trams stop",
    "Tidewire",
    "https://example.org/1",
    "Ann Lee",
    "en",
    ("Orla Venn",),
    "strike",
    {"edition": 2},
)
QUOTE = Quote(36, 48, "We are tired", "Orla Venn", (51, 60), "Piet Daan", "told", True, 0.9, date(2031, 5, 2))
FERRY = Article("tw-2", "Die Fähre fährt — الميناء مغلق", None)
GONE = Article("tw-3", "withdrawn", date(2031, 5, 5))


def write(folder):
    with WhooshEngine.create(folder).writer() as writer:
        writer.add(STRIKE, (QUOTE,), speakers=("Orla Venn",), origin="wire/1", digest="d1")
        writer.add(FERRY, (), speakers=())
        writer.add(GONE, (), speakers=())
        for number in range(5):
            writer.add(Article(f"fill-{number}", "filler"), (), speakers=())
        writer.commit(b"the manifest")
        writer.delete(["tw-3"])
        writer.commit()


def test_an_index_of_format_1_opens_and_answers(tmp_path):
    shutil.copytree(GOLDEN, tmp_path / "index")
    engine = WhooshEngine(tmp_path / "index")
    assert engine.check().sound
    snapshot = engine.snapshot()
    assert snapshot.search(Request(Everything())).total == 7
    found = snapshot.get("tw-1")
    assert (found.article, found.quotes, found.speakers, found.origin, found.digest) == (
        STRIKE, (QUOTE,), ("Orla Venn",), "wire/1", "d1",
    )  # fmt: skip
    assert snapshot.get("tw-2").article == FERRY
    assert snapshot.get("tw-3") is None
    hits = snapshot.search(Request(Phrase("trams stop", None, (0, 10))))
    assert [match.id for match in hits.articles] == ["tw-1"]
    with engine.writer() as writer:
        assert writer.manifest() == b"the manifest"
        writer.add(GONE, (), speakers=())
        writer.commit()
    assert engine.snapshot().search(Request(Everything())).total == 8


def test_what_is_written_now_is_format_1_byte_for_byte(tmp_path):
    """When this fails, the format has changed: give it a new number. Stored values are packed, and zlib's bytes may differ from one
    machine to another; they are compared unpacked."""
    assert FORMAT == 1
    write(tmp_path / "index")
    old, new = (WhooshEngine(folder).snapshot()._segments[0] for folder in (GOLDEN, tmp_path / "index"))
    assert old._shared.places.keys() == new._shared.places.keys()
    for name in old._shared.places.keys() - {"_stored.col"}:
        assert old._shared.column(name) == new._shared.column(name), name
    assert everything(old) == everything(new)
    assert (old.info.lengths, old.deleted) == (new.info.lengths, new.deleted)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
    (Path(sys.argv[1]) / "MAIN_WRITELOCK").unlink()
