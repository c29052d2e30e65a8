"""Writes docs/cli.md from the commands themselves: python docs/generate_cli.py. A test compares the two."""

import os
from pathlib import Path

import click

from searchkit.cli import COMMANDS, main

PAGE = Path(__file__).resolve().parent / "cli.md"

HEAD = """\
# The command line

This page is made from the commands by `python docs/generate_cli.py`.

Results go to standard output, everything else to standard error. A path `-` is standard input. Queries are those of
[query-language.md](query-language.md); several arguments are words side by side, and a query that begins with `-` comes after `--`.
`--json` gives one object, `--jsonl` one a line; their keys are the same everywhere and stay. The shapes of an output exclude each
other, except that `--count --json` gives the object without hits. Facets go with the page and with `--json`.

## Settings

An option goes before its environment variable, that before `searchkit.toml` ([jobs.md](jobs.md)), that before the default. Every option
has a variable: `SEARCHKIT_INDEX`, `SEARCHKIT_CONFIG`, and for others the names of command and option, as in `SEARCHKIT_SEARCH_LIMIT`.
`SEARCHKIT_TODAY=2031-05-02` fixes the day that relative dates are counted from. Colour follows `NO_COLOR`, `FORCE_COLOR` and `TERM=dumb`,
and is otherwise for terminals only. Completion: `eval "$(_SEARCHKIT_COMPLETE=bash_source searchkit)"` (or `zsh_source`, `fish_source`).

## Exit codes

| code | meaning |
|---|---|
| 0 | done, or found |
| 1 | nothing matched: `search`, `quotes`, `speakers`, `timeline`, `similar`, `export` |
| 2 | a mistake in the command, the query or the input |
| 3 | no index there |
| 4 | another process is writing |
| 5 | the index is damaged, of another format, or not to be trusted |
| 6 | indexed, but inputs were skipped or altered; each is named once |
| 70 | a mistake of searchkit; `--debug` shows where |
| 74 | the system failed: disk full, no permission, no memory; the last commit stands |
| 130 | interrupted; the last commit stands |
| 141 | nobody read the output any more |

## Outputs are harmless

Control characters and those that change the direction of text never reach a terminal from an article or a file name: they are shown as
escapes such as `\\x1b`; in JSON and CSV they are `\\u001b`. CSV leaves the direction marks U+061C, U+200E and U+200F as they are; a cell
that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@` or a tab) gets an apostrophe in front. In TREC runs blanks
in ids become `%20`.

## A line of `search --batch`

    {"query": "tram strike", "limit": 10}        → {"total": 22, "ids": ["…", …]}
    {"query": "date:2031-13"}                    → {"error": "QueryError", "message": "2031 has no month 13", "expected": true, …}

Keys besides `query`: `limit`, `offset`, `sort`, `since`, `until`, `speaker`, `source`, `facets`, `snippets`, `recency`; `"hits": true`
gives whole hits as `--json` does; an `id` comes back with the answer. `expected` is false only for mistakes of searchkit.
"""


def page() -> str:
    parts = [HEAD]
    width = {"terminal_width": 100, "max_content_width": 100}
    group = click.Context(main, info_name="searchkit", help_option_names=["-h", "--help"], **width)
    for name in COMMANDS:
        command = main.get_command(group, name)
        assert command is not None
        text = command.get_help(click.Context(command, info_name=name, parent=group, **width))
        lines = "\n".join(f"    {line}".rstrip() for line in text.splitlines())
        parts.append(f"## searchkit {name}\n\n{lines}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    for variable in [name for name in os.environ if name.startswith("SEARCHKIT_")]:
        del os.environ[variable]
    PAGE.write_text(page(), encoding="utf-8")
