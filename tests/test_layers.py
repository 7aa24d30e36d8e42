"""The import ladder: each layer knows only those below it. And what may not be loaded early is not."""

from __future__ import annotations

import ast
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "symgeo"
FILES = sorted(ROOT.rglob("*.py"))

#: From the bottom up. A module may import its own layer and those below; names are prefixes of modules, the longest counts.
LADDER = (
    ("symgeo.evidence.check",),
    ("symgeo.errors", "symgeo.record", "symgeo.explain", "symgeo.naming"),
    ("symgeo.expression",),
    ("symgeo.notation",),
    ("symgeo.geometry",),
    ("symgeo.exact",),
    ("symgeo.evidence", "symgeo.claimdata"),
    ("symgeo.evidence.reasons", "symgeo.evidence.methods"),
    ("symgeo.evidence.elaborate",),
    ("symgeo.evidence.refutation",),
    ("symgeo.evidence.certificate",),
    ("symgeo.evidence.rocq",),
    ("symgeo.numeric",),
    ("symgeo.present.derivation",),
    ("symgeo.present",),
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
CHECKER = "symgeo.evidence.check"
#: Imports that point upwards, each with its reason.
EXCEPTIONS = {
    ("symgeo.display", "symgeo.worker"),  # the type of its argument only
    ("symgeo.evidence.methods", "symgeo.evidence.elaborate"),  # likewise
    ("symgeo.evidence.reasons", "symgeo.evidence.elaborate"),  # likewise
    ("symgeo.present.derivation", "symgeo.present.html"),  # how a derivation shows itself in a notebook
    ("symgeo.present.derivation", "symgeo.present.tex"),  # likewise
    ("symgeo.cli", "symgeo"),  # the version
}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer(module: str) -> int | None:
    found = [(len(name), i) for i, names in enumerate(LADDER) for name in names if module == name or module.startswith(name + ".")]
    return max(found)[1] if found else None


def imports(tree: ast.AST, inside: str = "") -> Iterator[str]:
    """The modules that a module imports. Imports are absolute; within the package `inside` they are relative to it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level <= bool(inside), "imports are absolute; those of the checker relative to its own folder"
            name = ".".join(part for part in (inside if node.level else "", node.module) if part)
            yield name
            yield from (f"{name}.{alias.name}" for alias in node.names if module_exists(f"{name}.{alias.name}"))


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
    for name in imports(ast.parse(path.read_text(encoding="utf-8")), CHECKER if here.startswith(CHECKER) else ""):
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


# -- what is trusted ---------------------------------------------------------------------------------------------------
def foreign(source: str) -> list[str]:
    """What a module of the checker imports beside the standard library and the checker itself."""
    names = list(imports(ast.parse(source), CHECKER))
    return [n for n in names if n.split(".")[0] not in sys.stdlib_module_names and n != CHECKER and not n.startswith(CHECKER + ".")]


@pytest.mark.parametrize("path", [p for p in FILES if module_name(p).startswith(CHECKER)], ids=module_name)
def test_the_checker_imports_the_standard_library_and_itself(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert foreign(source) == []
    # Relative imports only: a copy of the folder is complete under any name.
    tree = ast.parse(source)
    assert not [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.level == 0 and (n.module or "").startswith("symgeo")]
    called = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    assert called.isdisjoint({"eval", "exec", "compile", "__import__"})
    assert "importlib" not in set(imports(tree, CHECKER))


@pytest.mark.parametrize(
    "line",
    [
        "import flint",
        "from symgeo.exact import decide",
        "from symgeo.expression import Expr",
        "def f():\n    import sympy",
        "from ..terms import x",
    ],
)
def test_a_checker_that_leans_on_something_else_is_noticed(line: str) -> None:
    try:
        assert foreign(line)
    except AssertionError as error:
        assert "imports are absolute" in str(error)


def test_the_printer_of_theorems_knows_nothing_of_the_engine() -> None:
    """What a reader trusts of the export: the claim is printed from its expressions, not from what the engine made of them."""
    for name in ("printer", "statement"):
        names = list(imports(ast.parse((ROOT / "evidence" / "rocq" / f"{name}.py").read_text(encoding="utf-8"))))
        assert not [n for n in names if n.startswith(("symgeo.exact", "flint"))], name


def test_certificates_and_theorems_know_nothing_of_each_other() -> None:
    for path in sorted((ROOT / "evidence").rglob("*.py")):
        here = module_name(path)
        names = list(imports(ast.parse(path.read_text(encoding="utf-8")), CHECKER if here.startswith(CHECKER) else ""))
        if here.startswith("symgeo.evidence.rocq"):
            assert not [n for n in names if n.startswith("symgeo.evidence.") and not n.startswith("symgeo.evidence.rocq")], here
        else:
            assert not [n for n in names if n.startswith("symgeo.evidence.rocq")], here


def test_the_command_that_checks_loads_no_engine_by_itself() -> None:
    names = list(imports(ast.parse((ROOT / "commands" / "check.py").read_text(encoding="utf-8"))))
    assert not [n for n in names if n.startswith(("symgeo.exact", "symgeo.worker", "symgeo.evidence.certificate", "symgeo.evidence.rocq"))]


# -- what is loaded early ----------------------------------------------------------------------------------------------
HEAVY = ("sympy", "numpy", "scipy", "matplotlib", "flint", "rich", "hypothesis", "mpmath")


@pytest.mark.parametrize(
    "arguments",
    [
        ("-c", "import symgeo"),
        ("-m", "symgeo", "--help"),
        ("-m", "symgeo", "--version"),
        ("-m", "symgeo", "explain", "sign"),
        ("-m", "symgeo", "certify", "--help"),
        ("-m", "symgeo", "check", "--help"),
        ("-m", "symgeo", "rocq", "--help"),
    ],
    ids=["import", "--help", "--version", "explain", "certify", "check", "rocq"],
)
def test_nothing_heavy_is_loaded_early(python, arguments) -> None:
    run = python("-X", "importtime", *arguments)
    assert run.returncode == 0, run.stderr
    modules = {line.rsplit("|", 1)[1].strip() for line in run.stderr.splitlines() if line.startswith("import time:")}
    loaded = {m.split(".")[0] for m in modules}
    assert "symgeo" in loaded
    assert not [m for m in modules if m.startswith(("symgeo.exact", "symgeo.evidence"))]
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
