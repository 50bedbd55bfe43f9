"""Data goes one way, and the rooms keep their size."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "layerlint"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name not in ("_catalog.py", "_explanations.py"))
LONGEST_FILE, LONGEST_FUNCTION = 300, 60

# What each room may import at run time, itself included; what stands under TYPE_CHECKING is no dependency.
ROOMS = {
    "dockerfile": "dockerfile",
    "size": "",
    "problem": "dockerfile size",
    "knowledge": "knowledge dockerfile problem",
    "build": "build dockerfile knowledge problem size",
    "facts": "build dockerfile",
    "history": "history build dockerfile knowledge problem size",
    "checks": "checks build dockerfile knowledge problem",
    "_catalog": "",
    "_explanations": "",
    "presets": "",
    "choice": "presets",
    "registry": "_catalog _explanations choice",
    "suppress": "suppress choice dockerfile presets",
    "engine": "dockerfile facts presets problem registry suppress",
    "order": "order build dockerfile facts history knowledge size",
    "ordering": "history console discovery options order report",
    "report": "report build dockerfile problem size __init__",
    "discovery": "",
    "options": "",
    "settings": "choice further_settings options problem",
    "configuration": "configuration build choice learned options presets problem registry settings",
    "loading": "build calibration discovery dockerfile facts learned",
    "console": "report",
    "image": "image build dockerfile knowledge options problem size",
    "sharing": "sharing build dockerfile knowledge problem size",
    "calibration": "build discovery",
    "calibrating": "build calibration console discovery image options report settings",
    "comparing": "console discovery image options report settings sharing",
    "learned": "configuration discovery dockerfile knowledge",
    "inspecting": "console discovery image learned loading options report settings",
    "shellcheck": "shellcheck build dockerfile knowledge engine registry suppress",
    "checking": "configuration console discovery engine history loading options report shellcheck",
    "caching": "build console discovery history options report",
    "planning": "calibrating console discovery engine options registry report",
    "further_settings": "image options settings",
    "cli": (
        "__init__ caching calibrating checking choice comparing configuration console discovery engine further_settings inspecting loading ordering planning "
        "options registry report settings"
    ),
    "__main__": "cli",
    "api": "configuration engine loading settings",
    "__init__": "api",
    "pages": "",
    "catalog": "__init__ configuration pages presets problem registry",
}


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def imported(tree: ast.AST) -> Iterator[str]:
    """The rooms that a module imports from when it runs, wherever the import stands."""
    for node in ast.iter_child_nodes(tree):
        if is_type_checking(node):
            continue
        if isinstance(node, ast.ImportFrom) and node.module == "layerlint":
            yield from (
                name.name if (PACKAGE / f"{name.name}.py").exists() or (PACKAGE / name.name).is_dir() else "__init__" for name in node.names
            )
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("layerlint."):
            yield (node.module or "").split(".")[1]
        elif isinstance(node, ast.Import):
            yield from (name.name.split(".")[1] for name in node.names if name.name.startswith("layerlint."))
        yield from imported(node)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_flow_one_way(path: Path) -> None:
    allowed = set(ROOMS[room(path)].split())
    assert sorted(set(imported(ast.parse(path.read_text("utf-8")))) - allowed) == []


def test_the_test_sees_late_imports_and_not_those_for_types() -> None:
    code = "import layerlint.cli\nif TYPE_CHECKING:\n    import layerlint.a\ndef f():\n    from layerlint.report.text import x\n    from layerlint import suppress"
    assert list(imported(ast.parse(code))) == ["cli", "report", "suppress"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= LONGEST_FILE
    long = [found.name for found in functions(ast.parse(text)) if (found.end_lineno or 0) - found.lineno + 1 > LONGEST_FUNCTION]
    assert long == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


@pytest.mark.parametrize("path", [path for path in MODULES if room(path) != "catalog"], ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nobody_prints_but_the_edge(path: Path) -> None:
    calls = (
        node.func.id
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    )
    assert "print" not in calls
