"""Guards beyond the list of hazards: settings in home folders, interpreters that load files, manifests named on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.order.hazards.cases import NODE, PYTHON, SOURCES, Case, node, planned, verdicts

FORM = "FROM x\n{}WORKDIR /app\nCOPY . .\nRUN {}\nRUN make\n"
LOCKED = {**NODE, "pnpm-lock.yaml": ""}


@pytest.mark.parametrize(
    ("dockerfile", "files", "expected"),
    [
        pytest.param("FROM x\nWORKDIR /root\nCOPY . .\nRUN npm ci\n", {**NODE, ".netrc": ""}, ("refuse", "keep-order"), id="settings in a home"),
        pytest.param(FORM.format("ENV NODE_OPTIONS='--require ./x.js'\n", "npm ci"), NODE, ("suggest", "lifecycle-script"), id="NODE_OPTIONS"),
        pytest.param(FORM.format("ENV PYTHONPATH=/app\n", "pip install -r requirements.txt"), {**PYTHON, "email.py": ""}, ("suggest", "lifecycle-script"), id="PYTHONPATH"),
        pytest.param(FORM.format("", "python -m pip install -r requirements.txt"), {**PYTHON, "json/x.py": ""}, ("suggest", "lifecycle-script"), id="the folder itself"),
        pytest.param(FORM.format("ENV PIP_CONSTRAINT=c.txt\n", "pip install -r requirements.txt"), {**PYTHON, "c.txt": ""}, ("suggest", "path-dependency"), id="PIP_CONSTRAINT"),
        pytest.param(FORM.format("", "pip install -r requirements.txt flask"), PYTHON, ("unsafe", "unpinned"), id="a loose package beside the list"),
        pytest.param(FORM.format("", "pip install --no-index --find-links wheels -r requirements.txt"), PYTHON, ("suggest", "path-dependency"), id="wheels"),
        pytest.param(FORM.format("", "pip install -t src -r requirements.txt"), PYTHON, ("refuse", "output-in-context"), id="a target among the sources"),
        pytest.param(FORM.format("", "mvn -f sub/pom.xml dependency:go-offline"), {**SOURCES, "sub/pom.xml": "", "pom.xml": ""}, ("refuse", "context-unsure"), id="another pom"),
        pytest.param(FORM.format("", "pnpm install --frozen-lockfile"), {**LOCKED, "package.json": json.dumps({"pnpm": {"overrides": {"a": "link:./b"}}})},
                     ("suggest", "path-dependency"), id="an override in the project"),
        pytest.param(FORM.format("", "npm ci"), node(dependencies={"a": "file:../a"}), ("suggest", "path-dependency"), id="file:"),
        pytest.param(FORM.format("", "npm ci"), {**NODE, "binding.gyp": ""}, ("suggest", "lifecycle-script"), id="binding.gyp"),
        pytest.param(FORM.format("", "npm ci"), {**NODE, "package.json": "no json"}, ("refuse", "context-unsure"), id="no JSON"),
        pytest.param(FORM.format("", "npm ci"), {**NODE, "package.json": "[" * 100_000}, ("refuse", "context-unsure"), id="deep JSON"),
        pytest.param(FORM.format("", "pnpm install --frozen-lockfile"), {**LOCKED, "pnpm-workspace.yaml": "packages: ["}, ("refuse", "workspace-missing"), id="no YAML"),
        pytest.param(FORM.format("", "npm ci"), node(workspaces={"packages": 3}), ("refuse", "workspace-missing"), id="workspaces of no form"),
        pytest.param(FORM.format("", "npm ci"), node(workspaces=["gone"]), ("refuse", "workspace-missing"), id="a member that is missing"),
        pytest.param(FORM.format("", "npm ci") + "# end", {**NODE, "src/a b.js": ""}, ("apply", ""), id="a name with a blank that stays below"),
        pytest.param("FROM x\nWORKDIR /app\nCOPY . .\nWORKDIR web\nRUN npm ci\n", {f"web/{name}": text for name, text in NODE.items()}, ("apply", ""), id="a folder in between"),
        pytest.param("FROM x\nCOPY . .\nWORKDIR web\nRUN npm ci\n", {f"web/{name}": text for name, text in NODE.items()}, ("refuse", "context-unsure"), id="below an unknown folder"),
    ],
)  # fmt: skip
def test_guard(dockerfile: str, files: dict[str, str], expected: tuple[str, str], tmp_path: Path) -> None:
    plan = planned(Case("", dockerfile, files, ""), tmp_path)
    assert expected in verdicts(plan), (verdicts(plan), [refused.why for refused in plan.refused], plan.after)


def test_a_folder_in_between_makes_the_destination_absolute(tmp_path: Path) -> None:
    files = {f"web/{name}": text for name, text in NODE.items()}
    plan = planned(Case("", "FROM x\nWORKDIR /app\nCOPY . .\nWORKDIR web\nRUN npm ci\n", files, ""), tmp_path)
    assert plan.after == "FROM x\nWORKDIR /app\nCOPY web/package-lock.json web/package.json ./web/\nWORKDIR web\nRUN npm ci\nCOPY . /app/\n"
