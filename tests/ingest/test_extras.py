"""Without an optional package its formats are skipped by name, and the job goes on."""

import sys

import pytest
from readings import DATA, taken

from searchkit.ingest import read


@pytest.mark.parametrize(
    "package, file, format, feature",
    [
        ("feedparser", "feed.rss", "auto", "reading feeds"),
        ("trafilatura", "page.html", "auto", "reading HTML pages"),
        ("warcio.recordloader", "page.html", "warc", "reading web archives"),
    ],
)
def test_a_missing_package_is_named_with_the_line_that_installs_it(monkeypatch, package, file, format, feature):
    monkeypatch.setitem(sys.modules, package, None)
    result = taken(read(DATA / file, format=format))
    assert result.articles == []
    assert result.reasons == [f"was skipped: {feature} needs an optional package. Install it: pip install 'searchkit[ingest]'"]


def test_nothing_optional_is_imported_before_it_is_needed():
    import subprocess

    code = "import sys, searchkit.ingest; print(sorted({'feedparser', 'trafilatura', 'lxml', 'warcio'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
