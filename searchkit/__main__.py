"""The command `searchkit`, also as `python -m searchkit`."""

import os
import sys


def run() -> None:
    """Runs the command line. Ctrl-C ends it with one line and its exit code, also while the modules are being loaded; SIGTERM,
    with which services are stopped, does the same."""
    try:
        import signal

        signal.signal(signal.SIGTERM, signal.default_int_handler)
        from searchkit.cli import main

        main(prog_name="searchkit")
    except KeyboardInterrupt:
        # Nothing has begun that would have to be ended in order.
        sys.stderr.write("searchkit: interrupted; what was committed before stays\n")
        sys.stderr.flush()
        os._exit(130)
    finally:
        # From here on either ends the process at once instead of showing what the interpreter was tidying up.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        # With -m, CPython takes an interrupt inside exec(), which dataclasses are made with, for unhandled even when it was
        # handled, and ends by the signal instead of the exit code. The next exec() resets that.
        exec("")


if __name__ == "__main__":
    run()
