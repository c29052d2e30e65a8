"""The layers of the package: which module may import what. The table in docs/architecture.md says why."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "searchkit"

# A row stands for a module, or a package with all its modules. Read downwards: a row may import what it names and itself,
# never a row below. The standard library is free for all; third-party packages are named with a leading "+".
LAYERS: dict[str, set[str]] = {
    "errors": set(),
    "analysis": {"+whoosh", "+Stemmer"},
    "article": {"errors"},
    "names": {"errors"},
    "query": {"errors", "+dateutil"},
    "manifest": {"errors"},
    "ingest": {"article", "errors", "names", "+feedparser", "+trafilatura", "+lxml", "+warcio"},
    "attribution": {"article", "names"},
    "results": {"article"},
    "engines.base": {"article", "query", "results", "errors"},
    "snippets": {"analysis", "results", "engines.base"},
    "engines.whoosh": {"analysis", "article", "errors", "names", "query", "results", "snippets", "engines.base", "+whoosh"},
    "indexer": {"article", "attribution", "engines.base", "errors", "ingest", "manifest", "names", "results"},
    "newsindex": {
        "analysis", "article", "attribution", "engines.base", "engines.whoosh", "errors", "indexer", "names", "query", "results",
        "snippets",
    },
    "config": {"errors", "ingest"},
    "jobs": {"newsindex", "indexer", "results", "config", "errors"},
    "cli": {
        "article", "attribution", "config", "errors", "ingest", "jobs", "newsindex", "query", "results", "+click", "+watchfiles",
    },
    "__main__": {"cli"},
    "__init__": {"newsindex", "article", "attribution", "errors", "results"},
}  # fmt: skip

WHOOSH_ONLY_IN = ("analysis", "engines.whoosh")


def modules() -> list[tuple[str, Path]]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = list(path.relative_to(PACKAGE).with_suffix("").parts)
        if parts[-1] == "__init__" and len(parts) > 1:
            parts.pop()
        found.append((".".join(parts), path))
    return found


def row_of(module: str) -> str | None:
    """The most exact row a module belongs to; the bare package `engines` is only a docstring."""
    rows = [row for row in LAYERS if module == row or module.startswith(row + ".")]
    return max(rows, key=len, default=None)


def imports(module: str, path: Path) -> list[tuple[int, str]]:
    """(line, what) of every import, function-level ones too; what is `searchkit.x.y` or a third-party package."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the import with its full name"
            name = node.module or ""
            if name.startswith("searchkit"):
                found += [(node.lineno, f"{name}.{alias.name}") for alias in node.names]
            else:
                found.append((node.lineno, name))
    return found


def target_row(name: str) -> str | None:
    """The row an import of `searchkit…` leads to; None for the version in the package itself."""
    return row_of(name.removeprefix("searchkit.")) if name.startswith("searchkit.") else None


@pytest.mark.parametrize(("module", "path"), modules(), ids=[name for name, _ in modules()])
def test_a_module_imports_only_what_its_row_names(module, path):
    if module == "engines":
        return
    row = row_of(module)
    assert row is not None, f"{path}: no row in LAYERS; give the module a home"
    allowed = LAYERS[row]
    for line, name in imports(module, path):
        place = f"{path.relative_to(ROOT)}:{line}: {module} imports {name}"
        top = name.split(".")[0]
        if top == "searchkit":
            target = target_row(name)
            if target is not None and target != row:
                assert target in allowed, f"{place}; {row} may import {sorted(allowed)}"
        elif top not in sys.stdlib_module_names:
            assert f"+{top}" in allowed, f"{place}; {row} may import {sorted(allowed)}"


def test_rows_import_only_rows_above_them():
    rows = list(LAYERS)
    for row, allowed in LAYERS.items():
        for target in allowed:
            if not target.startswith("+") and row != "__init__":
                assert rows.index(target) < rows.index(row), f"{row} imports {target}, which stands below it"


def test_every_row_has_a_module():
    names = [name for name, _ in modules()]
    for row in LAYERS:
        assert any(name == row or name.startswith(row + ".") for name in names), f"LAYERS names {row}, which does not exist"


def test_only_the_analysis_and_the_engine_know_whoosh():
    for module, path in modules():
        if row_of(module) not in WHOOSH_ONLY_IN:
            assert not any(name.split(".")[0] == "whoosh" for _, name in imports(module, path)), path


def test_files_stay_short():
    for _, path in modules():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= 440, f"{path.relative_to(ROOT)} has {lines} lines; make it a package"


def test_asking_for_help_loads_nothing_heavy():
    code = (
        "import sys; from searchkit.cli import main\n"
        "try: main(['--help'], standalone_mode=False)\n"
        "except SystemExit: pass\n"
        "heavy = {'whoosh', 'Stemmer', 'dateutil', 'feedparser', 'trafilatura', 'lxml', 'warcio', 'watchfiles', 'multiprocessing'}\n"
        "print('loaded:', sorted(heavy & set(sys.modules)), len(sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    last = done.stdout.splitlines()[-1]
    assert last.startswith("loaded: [] "), last
    # 230 modules is what click and the standard library it uses come to; a heavy import brings hundreds.
    assert int(last.split()[-1]) < 330, last
