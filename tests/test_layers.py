"""The import ladder: each layer knows only those below it. And what may not be loaded early is not."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "symgeo"
FILES = sorted(ROOT.rglob("*.py"))

#: From the bottom up. A module may import its own layer and those below; names are prefixes of modules, the longest counts.
LADDER = (
    ("symgeo.errors", "symgeo.record", "symgeo.explain"),
    ("symgeo.expression",),
    ("symgeo.geometry",),
    ("symgeo.exact",),
    ("symgeo.evidence",),
    ("symgeo.catalogue",),
    ("symgeo.tokens", "symgeo.parser", "symgeo.tomltext"),
    ("symgeo.claimfile",),
    ("symgeo.display",),
    ("symgeo.worker",),
    ("symgeo.sweep",),
    ("symgeo.commands",),
    ("symgeo.cli",),
    ("symgeo.__main__",),
)
#: Imports that point upwards, each with its reason.
EXCEPTIONS = {
    ("symgeo.display", "symgeo.worker"),  # the type of its argument only
    ("symgeo.cli", "symgeo"),  # the version
}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer(module: str) -> int | None:
    found = [(len(name), i) for i, names in enumerate(LADDER) for name in names if module == name or module.startswith(name + ".")]
    return max(found)[1] if found else None


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names if module_exists(f"{node.module}.{alias.name}"))


def module_exists(name: str) -> bool:
    path = ROOT.parent.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_imports_run_one_way(path: Path) -> None:
    here = module_name(path)
    if here == "symgeo":
        return
    own = layer(here)
    assert own is not None, f"{here} has no place in the ladder: give it one in LADDER"
    for name in imports(ast.parse(path.read_text(encoding="utf-8"))):
        if not name.startswith("symgeo") or (here, name) in EXCEPTIONS:
            continue
        other = layer(name)
        assert other is not None, f"{here} imports {name}: needs a module with a place in the ladder"
        assert other <= own, f"{here} imports {name}, which stands above it"


def test_the_ladder_notices_an_import_that_points_upwards() -> None:
    geometry, exact = layer("symgeo.geometry.maps"), layer("symgeo.exact.decide")
    assert geometry is not None
    assert exact is not None
    assert geometry < exact
    assert list(imports(ast.parse("from symgeo.exact import decide"))) == ["symgeo.exact", "symgeo.exact.decide"]


def test_the_engine_never_imports_sympy() -> None:
    for path in sorted((ROOT / "exact").rglob("*.py")):
        assert not [n for n in imports(ast.parse(path.read_text(encoding="utf-8"))) if n.split(".")[0] == "sympy"], path


HEAVY = ("sympy", "numpy", "flint", "rich", "hypothesis", "mpmath")


@pytest.mark.parametrize(
    "arguments",
    [("-c", "import symgeo"), ("-m", "symgeo", "--help"), ("-m", "symgeo", "--version"), ("-m", "symgeo", "explain", "sign")],
    ids=["import", "--help", "--version", "explain"],
)
def test_nothing_heavy_is_loaded_early(python, arguments) -> None:
    run = python("-X", "importtime", *arguments)
    assert run.returncode == 0, run.stderr
    loaded = {line.rsplit("|", 1)[1].strip().split(".")[0] for line in run.stderr.splitlines() if line.startswith("import time:")}
    assert "symgeo" in loaded
    assert loaded.isdisjoint(HEAVY), sorted(loaded & set(HEAVY))


def test_reading_and_deciding_a_claim_file_needs_no_sympy(python) -> None:
    code = (
        "import sys; from symgeo.claimfile import read_claim_text, template; from symgeo import verify; "
        "print(verify(read_claim_text(template()).claim)); print('sympy' in sys.modules)"
    )
    assert python("-c", code).stdout == "proved: isometric\nFalse\n"


def test_help_is_quick(python) -> None:
    """At most twice a bare click program, or 100 ms."""
    bare = "import click\n@click.group()\ndef main(): pass\n@main.command()\ndef a(): 'b'\nmain(['--help'])"

    def best(*arguments: str) -> float:
        times = []
        for _ in range(5):
            start = time.perf_counter()
            python(*arguments)
            times.append(time.perf_counter() - start)
        return min(times)

    assert best("-m", "symgeo", "--help") <= max(0.1, 2 * best("-c", bare))
