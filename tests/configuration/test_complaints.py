"""What cannot be used is refused with the file, the key and a hint, and with exit code 2."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from yaml import safe_dump

from layerlint.cli import main
from layerlint.configuration.hadolint import KEYS as HADOLINT_KEYS
from layerlint.configuration.keys import KEYS
from layerlint.configuration.policies import Asked, Policies
from layerlint.configuration.problem import BadConfiguration

TOML = [
    pytest.param("slect = []", "`slect` is no setting; did you mean `select`?", id="key"),
    pytest.param("zzz = []", "`zzz` is no setting", id="strange-key"),
    pytest.param('select = "LL201"', "select: is not a list of texts", id="type"),
    pytest.param("select = [1]", "select: is not a list of texts", id="items"),
    pytest.param('select = ["LL9999"]', "select: no rule, name, category or old id is called `LL9999`", id="rule"),
    pytest.param(
        'ignore = ["apt-list-left"]',
        "ignore: no rule, name, category or old id is called `apt-list-left`; did you mean `apt-lists-left`?",
        id="hint",
    ),
    pytest.param('preset = "all"', "preset: `all` is none of recommended, strict, hadolint, buildkit", id="preset"),
    pytest.param('fail-on = "warn"', "fail-on: `warn` is none of error, warning, info, style, never", id="threshold"),
    pytest.param('format = "xml"', "format: `xml` is none of", id="format"),
    pytest.param('inline-suppressions = "no"', "inline-suppressions: is not true or false", id="truth"),
    pytest.param("rules = 1", "rules: is not a table", id="rules"),
    pytest.param("[rules]\nLL201 = 1", "rules.LL201: is not a table", id="rule-table"),
    pytest.param(
        '[rules.LL201]\nseverity = "bad"', "rules.LL201.severity: `bad` is none of error, warning, info, style, off", id="severity"
    ),
    pytest.param('[rules.LL999]\nseverity = "off"', "rules: no rule, name, category or old id is called `LL999`", id="unknown-rule"),
    pytest.param("[rules.LL108]\nbyte = 1", "rules.LL108.byte: no such option; did you mean `bytes`?", id="option"),
    pytest.param('[rules.LL108]\nbytes = "1"', "rules.LL108.bytes: is not an integer", id="option-type"),
    pytest.param("[rules.LL108]\nbytes = true", "rules.LL108.bytes: is not an integer", id="true-is-no-number"),
    pytest.param("[[overrides]]\nignore = []", "overrides 1: names no paths", id="no-paths"),
    pytest.param('[[overrides]]\npaths = ["a"]\nextends = "b"', "overrides 1: `extends` is no setting", id="not-in-overrides"),
    pytest.param('[[overrides]]\npaths = ["a"]\nselect = ["LL9999"]', "overrides 1: select: no rule", id="rule-in-an-override"),
    pytest.param('[[overrides]]\npaths = ["a["]', "overrides 1: paths: `a[` is no pattern", id="pattern"),
    pytest.param('extends = "missing.toml"', "missing.toml: No such file", id="no-base"),
    pytest.param('extends = "layerlint.toml"', "extends: goes round in a circle", id="circle"),
    pytest.param('rule-paths = ["missing"]', "rule-paths: `missing`: no such file or folder", id="no-pack"),
    pytest.param('plugins = ["no_such_module_of_ours"]', "plugins: `no_such_module_of_ours`: ModuleNotFoundError", id="no-plugin"),
    pytest.param("select = [", "layerlint.toml: ", id="no-toml"),
    pytest.param("select = ['\xff\udcff']", "layerlint.toml: ", id="no-utf-8"),
]
HADOLINT = [
    pytest.param("ignore: [DL3008]", "`ignore` is no setting; did you mean `ignored`?", id="hadolint-key"),
    pytest.param("ignored: DL3008", "ignored: is not a list of texts", id="hadolint-type"),
    pytest.param("ignored: [apt]", "ignore: no rule, name, category or old id is called `apt`", id="hadolint-rule"),
    pytest.param("override: {fatal: [DL3008]}", "override: `fatal` is no setting", id="hadolint-severity"),
    pytest.param("override: {info: DL3008}", "override: info: is not a list of texts", id="hadolint-override"),
    pytest.param("failure-threshold: Error", "failure-threshold: `Error` is none of", id="hadolint-threshold"),
    pytest.param("override: {1: [DL3008]}", "override: `1` is no setting", id="hadolint-number"),
    pytest.param("label-schema: {a: txt}", "label-schema.a: `txt` is none of text", id="hadolint-label"),
    pytest.param("format: xml", "format: `xml` is none of", id="hadolint-format"),
    pytest.param("a: [", ".hadolint.yaml: while parsing", id="hadolint-no-yaml"),
    pytest.param("a: !!python/object:os.x {}", ".hadolint.yaml: could not determine a constructor", id="hadolint-no-objects"),
    pytest.param("- a", "is no mapping", id="hadolint-no-mapping"),
]


@pytest.mark.parametrize(
    ("name", "case"),
    [*(("layerlint.toml", case.values) for case in TOML), *((".hadolint.yaml", case.values) for case in HADOLINT)],
    ids=[case.id for case in [*TOML, *HADOLINT]],
)
def test_it_is_refused(tmp_path: Path, name: str, case: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    text, said = case
    (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    assert main([str(tmp_path / "Dockerfile")]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(f"layerlint: {tmp_path}/"), shown.err
    assert said in shown.err
    assert shown.err.count("\n") == 1


def test_a_circle_of_several(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.toml").write_text('extends = "b.toml"')
    (tmp_path / "b.toml").write_text('extends = "a.toml"')
    assert main(["--config", str(tmp_path / "a.toml"), "."]) == 2
    assert "a.toml: extends: goes round in a circle" in capsys.readouterr().err


def test_a_project_without_our_table_can_not_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.ruff]\n")
    assert main(["--config", str(tmp_path / "pyproject.toml"), "."]) == 2
    assert "has no table [tool.layerlint]" in capsys.readouterr().err


WORDS = st.sampled_from(
    [*KEYS, *HADOLINT_KEYS, "severity", "bytes", "paths", "LL108", "LL201", "DL3009", "error", "a", "[", "strict", "SC2086"]
)
VALUES = st.recursive(
    st.one_of(WORDS, st.integers(-1, 9), st.booleans()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=3)),
    max_leaves=8,
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(WORDS, VALUES, max_size=4), st.sampled_from(["layerlint.toml", ".hadolint.yaml"]))
def test_whatever_stands_there_is_read_or_refused(tmp_path: Path, table: dict[str, object], name: str) -> None:
    path = tmp_path / name
    path.write_text(
        safe_dump(table) if name.endswith("yaml") else "".join(f"{in_toml(key)} = {in_toml(value)}\n" for key, value in table.items())
    )
    try:
        Policies(Asked(), config=str(path)).of(str(tmp_path / "Dockerfile"))
    except BadConfiguration as refusal:
        said = str(refusal)
    else:
        said = ""
    assert not said or said.startswith(str(tmp_path))


def in_toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{in_toml(key)} = {in_toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(in_toml, value)) + "]"
    return f"'{value}'" if isinstance(value, str) else str(value).lower()
