"""docs/cli.md is what the commands say of themselves."""

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_the_command_line_is_up_to_date():
    generated = runpy.run_path(str(ROOT / "docs" / "generate_cli.py"))["page"]()
    assert generated == (ROOT / "docs" / "cli.md").read_text(encoding="utf-8"), "run: python docs/generate_cli.py"
