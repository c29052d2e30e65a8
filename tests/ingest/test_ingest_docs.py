"""docs/ingest.md says what the code does."""

from pathlib import Path

import pytest

from searchkit.ingest import DEFAULT_MAX_SIZE, FORMATS, choose

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "ingest.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("format", [format for format in FORMATS if format != "auto"])
def test_every_format_has_its_row(format):
    assert f"| `{format}`" in PAGE


def test_every_ending_that_settles_the_format_is_named():
    assert [suffix for suffix in choose._BY_SUFFIX if f"`{suffix}`" not in PAGE] == []


def test_every_leftover_is_named():
    from searchkit.ingest.walk import _LEFTOVER_ENDS, _LEFTOVER_NAMES

    assert [name for name in [*_LEFTOVER_ENDS, *_LEFTOVER_NAMES] if f"`{name}`" not in PAGE] == []


def test_the_default_size_limit_is_the_documented_one():
    assert DEFAULT_MAX_SIZE == 64 << 20 and "64 MiB, `--max-size`" in PAGE
