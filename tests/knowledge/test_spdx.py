"""The grammar of licence expressions, and the list of ids."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from layerlint.knowledge.spdx import TABLE, expression_problem, nearest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize(
    "text",
    [
        "MIT",
        "mit",
        "GPL-2.0",
        "GPL-2.0+",
        "Apache-2.0 OR MIT",
        "MIT and BSD-3-Clause",
        "(MIT AND BSD-3-Clause)OR(Apache-2.0)",
        "((MIT))",
        "GPL-2.0-only WITH Classpath-exception-2.0 OR MIT",
        "GPL-3.0-only with gcc-exception-3.1",
        "GPL-2.0-only WITH AdditionRef-ours",
        "LicenseRef-ours",
        "DocumentRef-other:LicenseRef-a.b-c",
        "(" * 5000 + "MIT" + ")" * 5000,
    ],
)
def test_expressions(text: str) -> None:
    assert expression_problem(text) == ""


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "it is empty"),
        ("()", "`)` is not on the SPDX list"),
        ("Apache", "`Apache` is not on the SPDX list"),
        ("NOASSERTION", "`NOASSERTION` is not on the SPDX list"),
        ("MIT MIT", "`MIT` stands where `AND`, `OR` or `WITH` is due"),
        ("MIT Or Apache-2.0", "`Or` stands where `AND`, `OR` or `WITH` is due"),
        ("MIT OR", "it ends where a licence is due"),
        ("MIT)", "a `)` closes nothing"),
        ("(MIT", "a `(` is open"),
        ("MIT WITH", "`` is no exception of the SPDX list"),
        ("MIT WITH MIT", "`MIT` is no exception of the SPDX list"),
        ("(MIT) WITH LLVM-exception", "`WITH` stands where `AND`, `OR` or `WITH` is due"),
        ("LicenseRef-", "`LicenseRef-` is not on the SPDX list"),
        ("LicenseRef-a_b", "`LicenseRef-a_b` is not on the SPDX list"),
        ("DocumentRef-a", "`DocumentRef-a` is not on the SPDX list"),
    ],
)
def test_what_is_no_expression(text: str, problem: str) -> None:
    assert expression_problem(text) == problem


@pytest.mark.parametrize(("text", "id"), [("Apache License 2.0", "Apache-2.0"), ("apache 2.0", "Apache-2.0"), ("https://example.com", "")])
def test_the_nearest_id(text: str, id: str) -> None:
    assert nearest(text) == id


def test_the_script_makes_a_table_of_this_form(tmp_path: Path) -> None:
    pytest.importorskip("packaging.licenses", reason="packaging before 24.2 has no list")
    made = tmp_path / "table.txt"
    subprocess.run([sys.executable, str(ROOT / "tools" / "make_license_table.py"), str(made)], check=True)
    for text in (made.read_text("ascii"), Path(TABLE).read_text("ascii")):
        head, *rows = text.rstrip("\n").split("\n")
        assert head.startswith("# SPDX License List ")
        licenses, exceptions = rows[: rows.index("")], rows[rows.index("") + 1 :]
        assert {"MIT", "Apache-2.0", "GPL-2.0"} <= set(licenses)
        assert "LLVM-exception" in exceptions
        assert len(licenses) > 600 > len(exceptions) > 50
