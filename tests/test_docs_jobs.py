"""What docs/jobs.md shows can be used as it stands."""

import re
import shlex
from pathlib import Path

import pytest

from searchkit.config import load
from searchkit.jobs import metrics
from searchkit.results import Stats

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "jobs.md").read_text(encoding="utf-8")


def test_the_configuration_of_the_page_is_legal_and_shows_every_key(tmp_path):
    text = re.findall(r"^```toml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)[0]
    (tmp_path / "searchkit.toml").write_text(text, encoding="utf-8")
    config = load(tmp_path / "searchkit.toml")
    assert None not in (config.index, config.max_size, config.jobs, config.language, config.aliases)
    assert len(config.sources) == 2
    assert config.sources[0].exclude == ("drafts/*",)


@pytest.mark.parametrize("unit", re.findall(r"^```ini\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE))
def test_units_run_commands_there_are(unit):
    from searchkit.cli import COMMANDS

    for line in unit.splitlines():
        if "/searchkit " in line:
            words = shlex.split(line.partition("=")[2])
            assert words[1] in COMMANDS


def test_every_metric_is_described():
    stats = Stats("index", 1, 1, 1, 0, None, None, 1, 1, 1, "english", "W3")
    state = {
        "last_run": "2031-05-02T04:15:00Z",
        "last_success": "2031-05-02T04:15:00Z",
        "seconds": 1,
        "exit_code": 0,
        "problem_count": 0,
    }
    for name in re.findall(r"# TYPE (\S+)", metrics(stats, state)):
        short = name.replace("searchkit_last_run", "")
        assert f"`{name}`" in PAGE or f"`{short}`" in PAGE, name
