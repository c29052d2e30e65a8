"""The command line: a command parses, makes one call, and shows the result.

Command modules are imported when their command is used, and the library when it runs, so `searchkit --help` is instant.
Results go to standard output, everything else to standard error. Exit codes stand in docs/cli.md.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from searchkit import __version__
from searchkit.cli.terminal import STDOUT, Screen, flush, printable
from searchkit.errors import QueryError, SearchkitError

# Command → the module that holds it, and the line `searchkit --help` shows.
COMMANDS = {
    "index": ("index", "Make the index mirror files and folders."),
    "search": ("search", "Find articles, best first."),
    "quotes": ("quotes", "Find what was said, best first."),
    "speakers": ("quotes", "Who is quoted in what matches."),
    "timeline": ("quotes", "Count what matches by day, week, month or year."),
    "show": ("article", "Show one article, its quotes and their speakers marked."),
    "similar": ("article", "Find articles like one article."),
    "explain": ("article", "Show how a query is understood and an article is scored."),
    "export": ("export", "Write out everything that matches."),
    "attribute": ("attribute", "Say who says what in files, without an index."),
    "reindex": ("job", "Run the periodic job: update the index from searchkit.toml."),
    "stats": ("upkeep", "Show what is in the index."),
    "check": ("upkeep", "Check that the index is sound."),
    "backup": ("upkeep", "Copy the index while others use it."),
}

SYSTEM_ERROR, OUR_MISTAKE, INTERRUPTED, CLOSED_PIPE = 74, 70, 130, 141


class _Commands(click.Group):
    """Loads the module of a command when it is used, and turns every error into one line and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"searchkit.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        for option in command.params:
            if isinstance(option, click.Option) and option.envvar is None:
                option.envvar = f"SEARCHKIT_{cmd_name}_{max(option.opts, key=len).lstrip('-').replace('-', '_')}".upper()
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, 1)
            hint = f"did you mean {near[0]}" if near else f"commands are {', '.join(COMMANDS)}"
            raise click.UsageError(f"there is no command {args[0]!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            flush()
        except BrokenPipeError:
            _let_go_of_stdout()
            ctx.exit(CLOSED_PIPE)
        except click.UsageError as error:
            # click knows no command while it takes the arguments of one apart.
            if error.ctx is None and ctx.invoked_subcommand in COMMANDS:
                command = self.get_command(ctx, ctx.invoked_subcommand)
                error.ctx = click.Context(command or self, info_name=ctx.invoked_subcommand, parent=ctx)
            raise
        except OSError as error:
            if error.filename == STDOUT:
                _let_go_of_stdout()
            raise
        return result

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        # A program started without standard output or error has None there.
        sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        given = list(sys.argv[1:] if args is None else args)
        if not standalone_mode:
            return super().main(given, prog_name, complete_var, standalone_mode=False, **extra)
        try:
            code = super().main(given, prog_name, complete_var, standalone_mode=False, **extra)
        except (Exception, click.Abort, KeyboardInterrupt) as error:
            if _wants_traceback(given):
                raise
            code = report(error)
        sys.exit(code or 0)


def report(error: BaseException) -> int:
    """Tells an error in one line (a query mistake with the place below it) on standard error; returns the exit code."""
    if isinstance(error, click.Abort | KeyboardInterrupt):
        _say("interrupted; what was committed before stays")
        return INTERRUPTED
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        print(error.format_message(), file=sys.stderr)
        return 2
    if isinstance(error, click.UsageError):
        command = error.ctx.command_path if error.ctx else "searchkit"
        message = _no_option(error) if isinstance(error, click.NoSuchOption) else f"{error.format_message().rstrip('.')}."
        _say(f"{message[:1].lower()}{message[1:]} See: {command} --help")
        return 2
    if isinstance(error, click.ClickException):
        _say(error.format_message())
        return 2
    if isinstance(error, QueryError):
        _say(str(error))
        for line in caret(error):
            print(line, file=sys.stderr)
        return error.exit_code
    if isinstance(error, SearchkitError):
        _say(str(error))
        return error.exit_code
    if isinstance(error, OSError):
        _say(system_error(error))
        return SYSTEM_ERROR
    if isinstance(error, MemoryError):
        _say(
            "not enough memory. Nothing is lost: the last commit stands. Free some memory, or lower --max-size, and run it again"
        )
        return SYSTEM_ERROR
    _say(
        f"this is a mistake of searchkit ({type(error).__name__}: {error}). The index is as it was. "
        "Run it again with --debug and report what it prints"
    )
    return OUR_MISTAKE


def _no_option(error: click.NoSuchOption) -> str:
    """The option that does not exist, and what may have been meant: another option, or a word of a query."""
    near = f"; did you mean {' or '.join(sorted(error.possibilities))}?" if error.possibilities else "."
    message = f"no such option {error.option_name}{near}"
    if error.ctx and any(parameter.name == "query" for parameter in error.ctx.command.params):
        message += " A query that begins with - comes after --."
    return message


def system_error(error: OSError) -> str:
    """What the system refused, where, and what to do."""
    where = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
    reason = error.strerror or str(error) or type(error).__name__
    remedies = {
        errno.ENOSPC: "Free some space on the disk and run it again",
        errno.EDQUOT: "Free some space in your quota and run it again",
        errno.EFBIG: "Raise the limit for file sizes (ulimit -f) and run it again",
        errno.EACCES: "Check who owns it and its permissions",
        errno.EPERM: "Check who owns it and its permissions",
        errno.EROFS: "Choose a place that can be written",
        errno.EMFILE: "Raise the limit for open files (ulimit -n)",
        errno.EIO: "Check the disk, then run it again",
    }
    remedy = remedies.get(error.errno or 0, "Run it again when that is mended")
    safe = "" if error.filename == STDOUT else "Nothing is lost: the last commit stands. "
    return f"{where}{reason[:1].lower()}{reason[1:]}. {safe}{remedy}"


def caret(error: QueryError) -> list[str]:
    """The query and a line of carets under the mistake; a long query is cut around it, an empty one has no place to show."""
    if not error.query.strip():
        return []
    text = "".join(" " if character.isspace() else character for character in error.query)
    first = max(0, error.position - 40)
    if first == 0 and len(text) <= 76:
        shown, before = printable(text), printable(text[: error.position])
    else:
        part = text[first : first + 72]
        before = ("…" if first else "") + printable(text[first : error.position])
        shown = ("…" if first else "") + printable(part) + ("…" if first + 72 < len(text) else "")
    from searchkit.cli.terminal import columns

    place = columns(before)
    length = max(1, columns(printable(text[error.position : error.position + error.length])))
    length = max(1, min(length, columns(shown) - place))
    return [f"  {shown}", f"  {' ' * place}{'^' * length}"]


def _say(message: str) -> None:
    screen = Screen(sys.stderr)
    print(f"{screen.paint('searchkit:', 'error')} {printable(message)}", file=sys.stderr)


def _wants_traceback(args: Sequence[str]) -> bool:
    before_end = args[: args.index("--")] if "--" in args else args
    return "--debug" in before_end or os.environ.get("SEARCHKIT_DEBUG", "").lower() not in ("", "0", "false", "no", "off")


def _let_go_of_stdout() -> None:
    """Nobody reads standard output any more; the interpreter must not try to flush it when it ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(
    "searchkit",
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "SEARCHKIT", "max_content_width": 100},
)
@click.version_option(__version__, "--version", prog_name="searchkit", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, expose_value=False, help="Show where an error comes from.")
def main() -> None:
    """Full-text search over news: who said what, to whom, and when.

    \b
      searchkit index corpus
      searchkit search tram strike --since 2031-05
      searchkit quotes strike --by 'Orla Venn'
    """
