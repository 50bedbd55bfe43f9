"""What holds for any file: planning never raises, the plan of a plan is empty, comments survive, commands keep their order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.loading import Loader
from layerlint.order.expected import Chances
from layerlint.order.planner import make_plan, with_text
from layerlint.settings import Surroundings
from tests.order.hazards.cases import IGNORE, NODE, PYTHON

CORPUS = Path(os.environ.get("LAYERLINT_SHARED", "/nowhere")) / "corpus" / "files"
LINES = (
    "COPY . .",
    "COPY . /app",
    "COPY --chown=1000 . .",
    "COPY src src",
    "COPY src/ ./src/",
    "COPY package*.json ./",
    "COPY requirements.txt src/part1.js ./",
    "ADD . /app/",
    "RUN npm ci",
    "RUN npm ci && npm run build",
    "RUN npm ci \\\n    && npm run build \\\n    # why\n    && npm test",
    "RUN pip install -r requirements.txt",
    "RUN --mount=type=cache,target=/root/.npm npm ci",
    "RUN apt-get update && apt-get install -y curl",
    "RUN apt-get install -y curl=1",
    "RUN ./x",
    "RUN chmod +x src/part1.js",
    "WORKDIR /app",
    "WORKDIR sub",
    "USER app",
    "USER root",
    "ENV A=b",
    "ENV REV=$GIT_SHA",
    "ARG GIT_SHA",
    "LABEL rev=$GIT_SHA",
    "VOLUME /app",
    'SHELL ["/bin/bash", "-c"]',
    "FROM node:22",
    "FROM node:22 AS next",
    "COPY --from=0 /app /out",
    "# layerlint: keep-order",
    "# a comment",
    "",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    for name, text in {**NODE, **PYTHON}.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    (root / ".dockerignore").write_text(IGNORE)
    return root


def keywords(text: str, name: str) -> list[str]:
    return [" ".join(each.fragment.text.split()) for each in parse(Source(text.encode())).instructions if each.name == name]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(st.sampled_from(LINES), max_size=14), end=st.sampled_from(("\n", "\r\n", "")))
def test_any_stage(folder: Path, lines: list[str], end: str) -> None:
    text = "\n".join(["FROM node:22", *lines]).replace("\n", end or "\n") + end
    (folder / "Dockerfile").write_bytes(text.encode())
    facts = Loader(Surroundings(context=str(folder))).facts(str(folder / "Dockerfile"))
    plan = make_plan(facts, Chances())
    if not plan.changed:
        assert plan.after == text and plan.certificate is None
        return
    assert plan.certificate is not None
    assert not make_plan(with_text(facts, plan.after), Chances()).changed
    assert sorted(line.strip() for line in text.splitlines() if line.strip().startswith("#")) == sorted(
        line.strip() for line in plan.after.splitlines() if line.strip().startswith("#")
    )
    assert keywords(plan.after, "ENV") == keywords(text, "ENV")
    assert keywords(plan.after, "LABEL") == keywords(text, "LABEL")
    commands = [" && ".join(run.removeprefix("RUN ") for run in keywords(version, "RUN")) for version in (text, plan.after)]
    assert commands[0].replace("--mount=type=cache,target=/root/.npm ", "") == commands[1].replace(
        "--mount=type=cache,target=/root/.npm ", ""
    )


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here: set LAYERLINT_SHARED")
@pytest.mark.slow
def test_no_file_of_the_corpus_raises() -> None:
    for path in sorted(CORPUS.rglob("*")):
        if path.is_file():
            facts = Loader(Surroundings()).facts(str(path))
            plan = make_plan(facts, Chances())
            assert not plan.changed or not make_plan(with_text(facts, plan.after), Chances()).changed, path
