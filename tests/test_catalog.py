"""The rule files are sound, and what is generated from them is up to date."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from layerlint import catalog
from layerlint.catalog import ROOT, begin, complaints, outputs, stale, write
from layerlint.registry import rules

SOUND = """\
id = "LL199"
name = "my-rule"
category = "cache"
severity = "warning"
confidence = "high"
since = "0.1.0"
default = true
summary = "the fact"
syntax = "some-kind"

[docs]
why = "because"
fix = "do it"

[options]
most = { default = 5, type = "integer", help = "how many" }

[[bad]]
code = '''
FROM a
^^^^ the fact
'''

[[bad]]
code = '''
FROM b
^^^^
'''

[[good]]
code = '''
FROM c
'''

[[good]]
code = '''
FROM d
'''
"""


def complaint(tmp_path: Path, text: str, name: str = "LL199-my-rule.toml") -> str:
    (tmp_path / "rules").mkdir(exist_ok=True)
    (tmp_path / "rules" / name).write_text(text)
    return "\n".join(complaints(tmp_path))


def test_the_rule_files_are_sound() -> None:
    assert list(complaints()) == []


def test_catalogue_and_pages_are_up_to_date() -> None:
    assert [str(path.relative_to(ROOT)) for path in stale()] == []


def test_every_rule_has_a_page() -> None:
    assert [rule.id for rule in rules() if not (ROOT / "docs" / "rules" / f"{rule.id}.md").exists()] == []


def test_a_sound_file_passes(tmp_path: Path) -> None:
    assert complaint(tmp_path, SOUND) == ""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param('since = "0.1.0"\n', "", "misses since", id="missing-key"),
        pytest.param('since = "0.1.0"', 'since = "0.1.0"\ncolour = 1', "unknown keys: colour", id="unknown-key"),
        pytest.param('name = "my-rule"', 'name = "your-rule"', "is called LL199-your-rule.toml", id="file-name"),
        pytest.param('"cache"', '"security"', "do not belong together", id="family"),
        pytest.param('"warning"', '"fatal"', "severity or confidence", id="severity"),
        pytest.param('"the fact"\n', f'"{"x" * 73}"\n', "the summary has 73 characters", id="long-summary"),
        pytest.param('"the fact"\n', '"the fact."\n', "no full stop", id="full-stop"),
        pytest.param('why = "because"\n', "", "[docs] needs why and fix", id="no-why"),
        pytest.param("default = 5", 'default = "5"', "needs a default of type integer", id="option-default"),
        pytest.param('"integer"', '"number"', "option most has no type", id="option-type"),
        pytest.param("[[bad]]\ncode = '''\nFROM b\n^^^^\n'''\n", "", "fewer than two bad examples", id="one-example"),
        pytest.param(
            'syntax = "some-kind"', 'on = "RUN"\ncheck = "nowhere.nothing"', "no such check: layerlint.checks.nowhere", id="no-check"
        ),
        pytest.param('syntax = "some-kind"', 'check = "steps"', "says not what it looks at", id="no-on"),
        pytest.param('syntax = "some-kind"', 'on = "COMMAND"\ncheck = "steps"', "belong together", id="no-programs"),
        pytest.param("[options]", '[[differs]]\nfrom = "DL3009"\n\n[options]', "a difference lacks side, what, why", id="difference"),
        pytest.param("FROM d\n'''", "FROM d\n'''\ndiffers = 'mount'", "which no difference of the rule is called", id="unnamed-difference"),
        pytest.param("'''\nFROM d\n'''", '"""\nFROM d \\\n x\n"""', "backslash at a line's end", id="eaten-line-end"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in SOUND
    assert expected in complaint(tmp_path, SOUND.replace(old, new))


def test_an_id_is_taken_once_and_never_again(tmp_path: Path) -> None:
    complaint(tmp_path, SOUND)
    assert "`LL199` is taken by" in complaint(tmp_path, SOUND.replace("my-rule", "other"), "LL199-other.toml")
    (tmp_path / "rules" / "retired.txt").write_text("# gone\nLL199 my-rule 0.2.0\n")
    assert "LL199 is retired" in "\n".join(complaints(tmp_path))


def test_new_takes_the_next_free_id(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "retired.txt").write_text("LL101 gone\n")
    assert begin("cache", "a-rule", tmp_path).name == "LL102-a-rule.toml"
    assert begin("cache", "b-rule", tmp_path).name == "LL103-b-rule.toml"
    text = (tmp_path / "rules" / "LL103-b-rule.toml").read_text()
    assert 'check = "cache.b_rule"' in text


def test_writing_makes_up_to_date_and_removes_pages_of_rules_that_are_gone(tmp_path: Path) -> None:
    complaint(tmp_path, SOUND)
    (tmp_path / "layerlint").mkdir()
    old = tmp_path / "docs" / "rules" / "LL001.md"
    old.parent.mkdir(parents=True)
    old.write_text("old")
    assert (
        len(stale(tmp_path)) == 8
    )  # two modules, the schema, the index, two pages for newcomers, one page that is gone and one that is new
    write(tmp_path)
    assert stale(tmp_path) == []
    assert not old.exists()
    page = (tmp_path / "docs" / "rules" / "LL199.md").read_text()
    for part in ("# LL199 my-rule", "The fact.", "| `most` | integer | `5` | how many |", "^^^^ the fact"):
        assert part in page


def test_the_generated_text_is_what_the_rules_say(tmp_path: Path) -> None:
    complaint(tmp_path, SOUND)
    names: dict[str, object] = {}
    exec(outputs(tmp_path)[tmp_path / "layerlint" / "_catalog.py"], names)  # noqa: S102  # our own generated text
    (only,) = names["RULES"]  # type: ignore[misc]  # exec hides the type
    assert only["syntax"] == ("some-kind",)
    assert only["help"] == "do it"
    exec(outputs(tmp_path)[tmp_path / "layerlint" / "_explanations.py"], names)  # noqa: S102  # the same
    explained = names["EXPLANATIONS"]["LL199"]  # type: ignore[index]  # exec hides the type
    assert explained["bad"] == ("FROM a\n^^^^ the fact\n", "FROM b\n^^^^\n")
    assert explained["why"] == "because"


def test_check_says_what_is_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    for function in (catalog.complaints, catalog.stale, catalog.write):
        monkeypatch.setattr(function, "__defaults__", (tmp_path,))
    monkeypatch.setattr(catalog.load, "__defaults__", (tmp_path,))
    monkeypatch.setattr(catalog.outputs, "__defaults__", (tmp_path,))
    assert catalog.main(["--check"]) == 1
    assert "_catalog.py (run `python -m layerlint.catalog`)" in capsys.readouterr().err


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert catalog.main(["new", "nonsense", "x"]) == 2
    assert "usage:" in capsys.readouterr().err
