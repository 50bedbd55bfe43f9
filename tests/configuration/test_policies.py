"""Where configuration is found, how files are put together, and what wins."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import layerlint
from layerlint.cli import main
from layerlint.configuration.policies import Asked, Policies, Policy
from layerlint.options import Refusal

# LL201 error below; LL202 is off by default.
DOCKERFILE = "FROM debian:12\nRUN apt-get update && apt-get install -y curl\nRUN true\n"


def lay(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def policy(root: Path, dockerfile: str = "Dockerfile", **asked: Any) -> Policy:
    return Policies(Asked(**asked)).of(str(root / dockerfile))


def ids(found: Policy) -> list[str]:
    return [rule.id for rule in found.selection.rules]


FAIL = 'fail-on = "{}"\n'
PLACES = [
    pytest.param({"layerlint.toml": FAIL.format("info")}, "info", id="beside"),
    pytest.param({".layerlint.toml": FAIL.format("info")}, "info", id="hidden"),
    pytest.param({"pyproject.toml": "[tool.layerlint]\n" + FAIL.format("info")}, "info", id="pyproject"),
    pytest.param({".hadolint.yaml": "failure-threshold: info"}, "info", id="hadolint"),
    pytest.param({".hadolint.yml": "failure-threshold: info"}, "info", id="hadolint-yml"),
    pytest.param({"../layerlint.toml": FAIL.format("info")}, "info", id="above"),
    pytest.param({"../layerlint.toml": FAIL.format("info"), "layerlint.toml": FAIL.format("style")}, "style", id="nearest"),
    pytest.param({"../layerlint.toml": FAIL.format("info"), "layerlint.toml": ""}, "warning", id="nearest-alone"),
    pytest.param({"../layerlint.toml": FAIL.format("info"), ".hadolint.yaml": "no-fail: true"}, "never", id="nearest-of-any-kind"),
    pytest.param({"layerlint.toml": FAIL.format("info"), ".hadolint.yaml": "no-fail: true"}, "info", id="own-before-hadolint"),
    pytest.param({"layerlint.toml": FAIL.format("info"), ".layerlint.toml": FAIL.format("style")}, "info", id="seen-before-hidden"),
    pytest.param({"../layerlint.toml": FAIL.format("info"), "pyproject.toml": "[tool.x]\na = 'layerlint'"}, "info", id="other-pyproject"),
    pytest.param({"../../layerlint.toml": FAIL.format("info"), "../.git/HEAD": ""}, "warning", id="not-beyond-the-repository"),
    pytest.param({"../layerlint.toml": FAIL.format("info"), "../.git/HEAD": ""}, "info", id="root-of-the-repository"),
    pytest.param({"../layerlint.toml": FAIL.format("info"), ".git": "gitdir: x"}, "warning", id="work-tree"),
    pytest.param({"layerlint.toml/x": ""}, "warning", id="a-folder-of-that-name"),
]


@pytest.mark.parametrize(("files", "threshold"), PLACES)
def test_where_it_is_found(tmp_path: Path, files: dict[str, str], threshold: str) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    lay(inner, files)
    if not any(".git" in name for name in files):
        lay(tmp_path, {".git/HEAD": ""})
    assert policy(inner).fail_on == threshold


SELECTING = [
    pytest.param('select = ["LL201"]', {}, ["LL201"], id="select"),
    pytest.param('select = ["LL201", "recommended-packages"]', {}, ["LL201", "LL202"], id="name"),
    pytest.param('select = ["LL20"]\nignore = ["LL20"]\nextend-select = ["LL201"]', {}, [], id="ignore-wins-within-a-file"),
    pytest.param('select = ["LL201", "LL203"]\nignore = ["LL203"]', {}, ["LL201"], id="ignore"),
    pytest.param('select = ["LL201"]\n[rules.LL202]\nseverity = "info"', {}, ["LL201", "LL202"], id="severity-selects"),
    pytest.param('select = ["LL201", "LL202"]\n[rules.recommended-packages]\nseverity = "off"', {}, ["LL201"], id="off"),
    pytest.param('select = ["LL201"]\nignore = ["LL202"]\n[rules.LL202]\nseverity = "info"', {}, ["LL201"], id="ignore-before-severity"),
    pytest.param('select = ["LL201"]', {"extend": ["LL202"]}, ["LL201", "LL202"], id="extend-asked"),
    pytest.param('select = ["LL201"]\nignore = ["LL202"]', {"extend": ["LL202"]}, ["LL201", "LL202"], id="asked-wins"),
    pytest.param('ignore = ["LL201"]', {"select": ["LL201"]}, ["LL201"], id="asked-begins-anew"),
    pytest.param('select = ["LL201", "LL202"]', {"ignore": ["LL202"]}, ["LL201"], id="asked-ignores"),
    pytest.param('preset = "buildkit"\nselect = ["LL201"]\nignore = ["buildkit"]', {}, ["LL201"], id="preset-and-select"),
]


@pytest.mark.parametrize(("config", "asked", "expected"), SELECTING)
def test_which_rules_run(tmp_path: Path, config: str, asked: dict[str, list[str]], expected: list[str]) -> None:
    lay(tmp_path, {"layerlint.toml": config})
    found = policy(tmp_path, **asked)
    wanted = [rule.id for rule in found.selection.rules if found.selection.wants(rule, rule.aliases)]
    assert wanted == expected


def test_an_old_id_ignored_in_a_file_comes_back_when_asked_for(tmp_path: Path) -> None:
    lay(tmp_path, {"layerlint.toml": 'ignore = ["DL3009"]'})
    for asked, wanted in (([], False), (["DL3009"], True), (["LL201"], True)):
        found = policy(tmp_path, extend=asked).selection
        (rule,) = [rule for rule in found.rules if rule.id == "LL201"]
        assert found.wants(rule, ("DL3009",)) is wanted


def test_a_file_extends_another(tmp_path: Path) -> None:
    base = 'select = ["LL201", "LL203"]\nfail-on = "style"\ninline-suppressions = false\n[rules.LL108]\nbytes = 1\nfiles = 2\n'
    lay(
        tmp_path,
        {"base/company.toml": base, "layerlint.toml": 'extends = "base/company.toml"\nignore = ["LL203"]\n[rules.LL108]\nfiles = 3'},
    )
    found = policy(tmp_path)
    assert (ids(found), found.fail_on, found.selection.inline) == (["LL201"], "style", False)
    (junk,) = [rule for rule in found.selection.known if rule.id == "LL108"]
    assert (junk.option("bytes"), junk.option("files")) == (1, 3)


def test_a_file_may_extend_hadolints(tmp_path: Path) -> None:
    lay(tmp_path, {".hadolint.yaml": "no-fail: true", "layerlint.toml": 'extends = ".hadolint.yaml"'})
    assert policy(tmp_path).fail_on == "never"


OVERRIDES = """
select = ["LL201"]
fail-on = "error"
[[overrides]]
paths = ["docker/**"]
extend-select = ["LL202"]
[[overrides]]
paths = ["**/*.dev"]
ignore = ["LL201"]
fail-on = "never"
[overrides.rules.LL202]
severity = "error"
"""


@pytest.mark.parametrize(
    ("path", "expected", "threshold"),
    [
        ("Dockerfile", ["LL201"], "error"),
        ("docker/a/Dockerfile", ["LL201", "LL202"], "error"),
        ("docker/Dockerfile.dev", ["LL202"], "never"),
        ("Dockerfile.dev", ["LL202"], "never"),
        ("other/docker/Dockerfile", ["LL201"], "error"),
    ],
)
def test_overrides_count_for_their_paths(tmp_path: Path, path: str, expected: list[str], threshold: str) -> None:
    lay(tmp_path, {"layerlint.toml": OVERRIDES})
    found = policy(tmp_path, path)
    assert (ids(found), found.fail_on) == (expected, threshold)
    (rule,) = [rule for rule in found.selection.known if rule.id == "LL202"]
    assert found.selection.set_severity(rule, ()) == ("error" if threshold == "never" else None)


def test_the_overrides_of_a_base_stand_above_what_extends_it(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {"base.toml": '[[overrides]]\npaths = ["x"]\nfail-on = "never"', "layerlint.toml": 'extends = "base.toml"\nfail-on = "info"'},
    )
    assert policy(tmp_path, "x/Dockerfile").fail_on == "never"


def test_a_severity_under_an_old_id_counts_where_the_problem_has_it(tmp_path: Path) -> None:
    lay(tmp_path, {"layerlint.toml": '[rules.DL3009]\nseverity = "error"'})
    selection = policy(tmp_path).selection
    (rule,) = [rule for rule in selection.rules if rule.id == "LL201"]
    assert (selection.set_severity(rule, ("DL3009",)), selection.set_severity(rule, ())) == ("error", None)


def test_one_run_may_have_several(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        "a/layerlint.toml": 'select = ["LL201"]\nfail-on = "never"',
        "b/layerlint.toml": 'select = ["LL202"]\n[rules.LL202]\nseverity = "style"',
    }
    lay(tmp_path, {**files, "a/Dockerfile": DOCKERFILE, "b/Dockerfile": DOCKERFILE})
    assert main(["--format", "json", str(tmp_path)]) == 0
    found = json.loads(capsys.readouterr().out)["files"]
    assert [[(each["rule"], each["severity"]) for each in file["problems"]] for file in found] == [
        [("LL201", "warning")],
        [("LL202", "style")],
    ]
    assert main(["--fail-on", "style", "--quiet", str(tmp_path)]) == 1
    assert main(["--isolated", "--quiet", str(tmp_path / "a")]) == 1
    assert main(["--config", str(tmp_path / "a" / "layerlint.toml"), str(tmp_path / "b")]) == 0


def test_standard_input_has_the_configuration_of_its_name(tmp_path: Path) -> None:
    lay(tmp_path, {"a/layerlint.toml": FAIL.format("never")})
    assert Policies(Asked()).of(str(tmp_path / "a" / "-")).fail_on == "never"


def test_the_form_of_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, {"layerlint.toml": 'format = "concise"', "Dockerfile": DOCKERFILE})
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    main([str(tmp_path / "Dockerfile"), "--quiet"])
    assert "LL201" in capsys.readouterr().out.split("\n")[0]
    main([str(tmp_path / "Dockerfile"), "--format", "json"])
    assert capsys.readouterr().out.startswith("{")


def test_the_library_reads_configuration_too(tmp_path: Path) -> None:
    lay(tmp_path, {"layerlint.toml": 'select = ["LL202"]', "other.toml": 'select = ["LL205"]', "Dockerfile": DOCKERFILE})
    path = str(tmp_path / "Dockerfile")
    assert [found.rule.id for found in layerlint.check_file(path).problems] == ["LL202"]
    assert [found.rule.id for found in layerlint.check_file(path, isolated=True).problems] == ["LL201"]
    assert layerlint.check_file(path, config=str(tmp_path / "other.toml")).problems == []
    with pytest.raises(Refusal):
        layerlint.check_file(path, config="no/such.toml")


def test_presets_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay(tmp_path, {"Dockerfile": DOCKERFILE})
    assert main(["--preset", "hadolint", "--format", "json", str(tmp_path / "Dockerfile")]) == 1
    found = json.loads(capsys.readouterr().out)["files"][0]["problems"]
    assert {"DL3009", "DL3015"} <= {alias for each in found for alias in each["aliases"]}
    assert main(["--preset", "strikt", "."]) == 2
    assert "none of recommended, strict, hadolint, buildkit" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "text", "wanted", "other"),
    [
        pytest.param("layerlint.toml", 'ignore = ["SC2164"]', False, True, id="ignored"),
        pytest.param("layerlint.toml", 'select = ["sc2164"]', True, False, id="selected"),
        pytest.param("layerlint.toml", 'select = ["LL201"]', False, False, id="not-selected"),
        pytest.param("layerlint.toml", 'preset = "recommended"', True, True, id="recommended"),
        pytest.param("layerlint.toml", '[rules.SC2164]\nseverity = "off"', False, True, id="off"),
        pytest.param("layerlint.toml", 'ignore = ["SC"]\n[rules.SC2164]\nseverity = "info"', False, False, id="ignore-wins"),
        pytest.param(".hadolint.yaml", "ignored: [SC2164]", False, True, id="hadolint"),
        pytest.param(".hadolint.yaml", "override: {info: [SC2164]}", True, True, id="hadolint-override"),
    ],
)
def test_codes_of_shellcheck(tmp_path: Path, name: str, text: str, *, wanted: bool, other: bool) -> None:
    lay(tmp_path, {name: text})
    codes = policy(tmp_path).selection.codes
    assert (codes.wants("SC2164", default=True), codes.wants("SC2086", default=True)) == (wanted, other)


def test_a_severity_for_a_code_of_shellcheck(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay(
        tmp_path, {"layerlint.toml": 'select = ["LL0"]\n[rules.SC2164]\nseverity = "error"', "Dockerfile": "FROM debian\nRUN cd /x; true\n"}
    )
    assert main(["--format", "json", "--shellcheck", "required", str(tmp_path / "Dockerfile")]) == 1
    (found,) = json.loads(capsys.readouterr().out)["files"][0]["problems"]
    assert (found["rule"], found["severity"]) == ("SC2164", "error")
