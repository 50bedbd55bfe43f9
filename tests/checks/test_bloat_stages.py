"""LL249 to LL260: stages, steps that do nothing, work at start, development dependencies, ids."""

from __future__ import annotations

import pytest

from tests.checks.bloat import problems, said

CASES = [
    pytest.param("LL253", "FROM a\nFROM b\n", ["1 LL253 FROM a"], id="nameless"),
    pytest.param("LL253", "FROM a AS x\nFROM b\n", [], id="somebody's-target"),
    pytest.param("LL253", "FROM a AS web-builder\nFROM b\n", ["1 LL253 web-builder"], id="builder"),
    pytest.param("LL253", "FROM a\nFROM b\nCOPY --from=0 /a /a\n", [], id="used-by-index"),
    pytest.param("LL253", "FROM a\nFROM b\nRUN --mount=from=0,target=/a x\n", [], id="used-by-mount"),
    pytest.param("LL253", "# kept for its tests\nFROM a\nFROM b\n", [], id="with-a-reason"),
    pytest.param("LL252", "FROM debian AS x\nFROM alpine\nCOPY --from=x / /\n", ["3 LL252 /"], id="whole-root"),
    pytest.param("LL252", "FROM debian AS x\nFROM scratch\nCOPY --from=x / /\n", [], id="squash"),
    pytest.param("LL252", "FROM who/knows AS x\nFROM alpine\nCOPY --from=x / /\n", [], id="unknown-image"),
    pytest.param("LL252", "FROM scratch AS x\nFROM alpine\nCOPY --from=x / /\n", [], id="a-stage-from-scratch"),
    pytest.param("LL254", "FROM a\nWORKDIR /a\nUSER x\nWORKDIR /a\n", [], id="user-between"),
    pytest.param("LL254", "FROM a\nWORKDIR /a\nWORKDIR b\n", [], id="relative"),
    pytest.param("LL254", "FROM a\nWORKDIR /a\nENV X=1\nWORKDIR /a/\n", ["4 LL254 WORKDIR /a/"], id="again"),
    pytest.param("LL255", "FROM a\nRUN true && :\n", ["2 LL255 RUN true && :"], id="idle"),
    pytest.param("LL255", "FROM a\nRUN echo x | cat\n", [], id="pipe"),
    pytest.param("LL255", "FROM a\nRUN true && make\n", [], id="work"),
    pytest.param("LL257", "FROM a\nCMD npm run build && npm start\n", ["2 LL257 npm run build"], id="two-words"),
    pytest.param("LL257", "FROM a AS dev\nCMD npm install\n", [], id="development"),
    pytest.param("LL257", "FROM a\nCMD npm start\n", [], id="start"),
    pytest.param("LL257", 'FROM a AS build\nCMD go run .\nFROM b\nCMD ["/a"]\n', [], id="another-stage"),
    pytest.param("LL259", "FROM a\nRUN b\n# why\nRUN c\n", ["4 LL259 RUN"], id="two-runs"),
    pytest.param("LL259", "FROM a\nRUN --mount b\nRUN --mount --mount= c\n", [], id="a-flag-without-value"),
    pytest.param("LL260", "FROM node:20-bullseye\nRUN useradd -u 99999 a\n", [], id="five-digits"),
    pytest.param("LL260", "FROM ubuntu:22.04\nRUN useradd -u $ID a\n", [], id="unknown-id"),
    pytest.param("LL260", "FROM centos:7\nRUN useradd -m --uid 100000 a\n", ["2 LL260 useradd -m --uid 100000 a"], id="six-digits"),
    pytest.param("LL260", "FROM debian:12\nRUN useradd -m --uid 100000 a\n", [], id="newer-shadow"),
    pytest.param("LL260", "FROM who/knows\nRUN useradd -m --uid 100000 a\n", [], id="unknown-distribution"),
    pytest.param("LL260", "FROM debian:11\nRUN useradd -lm --uid 100000 a\n", [], id="no-log"),
    pytest.param("LL260", "FROM debian:11\nARG ID=200000\nRUN useradd -u ${ID} a\n", ["3 LL260 useradd -u ${ID} a"], id="known-variable"),
    pytest.param("LL249", "FROM a AS b\nFROM c\nCOPY --from=b /x /x\nRUN apk add gcc\n", ["4 LL249 apk add"], id="compiler"),
    pytest.param("LL249", "FROM a AS b\nFROM c\nCOPY --from=b /x /x\nRUN apk add gcc && x && apk del gcc\n", [], id="compiler-removed"),
    pytest.param("LL249", "FROM c\nRUN apk add gcc\n", [], id="one-stage"),
    pytest.param("LL202", "FROM a\nRUN apt-get install -y --no-install-recommends x\n", [], id="without-recommends"),
    pytest.param("LL202", "FROM a\nRUN apt-get -y install x\n", ["2 LL202 apt-get -y install"], id="recommends"),
]


@pytest.mark.parametrize(("rule", "text", "expected"), CASES)
def test_cases(rule: str, text: str, expected: list[str]) -> None:
    assert said(text, rule) == expected


def test_no_stage_is_unused_where_a_target_is_named() -> None:
    text = "FROM a\nFROM b AS x\nFROM c AS y\n"
    assert said(text, "LL253") == ["1 LL253 FROM a"]
    assert said(text, "LL253", target="x") == []


def test_named_stages_on_request() -> None:
    text = "FROM a AS web\nFROM b AS unit-test\nFROM c\n"
    assert [found.message for found in problems(text, "LL253", options={"named": True})] == ["stage `web` is not part of what is built"]
    assert problems(text, "LL253", options={"named": False}) == []


BUILT = "FROM node:22 AS build\nRUN npm ci && npm run build\nFROM node:22-slim{name}\nCOPY --from=build /dist /dist\n{steps}\n"


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ("RUN npm ci", True),
        ("RUN npm install && npm cache clean --force", True),
        ("RUN npm ci --omit=dev", False),
        ("RUN npm ci --omit dev", False),
        ("ENV NODE_ENV=production\nRUN npm ci", False),
        ("RUN NODE_ENV=production npm ci", False),
        ("RUN npm ci && npm prune --omit=dev", False),
        ("RUN npm install express", False),
        ("RUN yarn install", False),
        ("RUN if true; then npm ci; fi", False),
        ("ENV NODE_ENV=production\nRUN npm ci --include=dev", True),
        ('RUN npm ci\nCMD ["npx", "tsx", "server.ts"]', False),
    ],
)
def test_development_dependencies(steps: str, *, told: bool) -> None:
    assert bool(said(BUILT.format(name="", steps=steps), "LL251")) is told
    assert said(BUILT.format(name=" AS dev", steps=steps), "LL251") == []


START = 'CMD ["gunicorn", "app"]'


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (f"RUN pip install -r requirements-dev.txt\n{START}", True),
        (f"RUN pip install -r requirements/test.txt\n{START}", True),
        (f"RUN pip install --requirement=dev-requirements.txt\n{START}", True),
        (f"RUN pip install -r requirements.txt\n{START}", False),
        (f"RUN pip install -r devices.txt testtools\n{START}", False),
        (f"RUN pip install .[dev]\n{START}", True),
        (f"RUN pip install 'app[server, test]'\n{START}", True),
        (f"RUN pip install app[postgres]\n{START}", False),
        (f"RUN pip install --group dev\n{START}", True),
        (f"RUN pip install -e .[dev]\n{START}", False),
        ("RUN pip install .[dev]\nCMD python manage.py runserver", False),
        ("RUN pip install .[dev]", False),
        ("RUN pip install .[dev]\nCMD pytest", False),
        (f"RUN uv pip install -r requirements-dev.txt\n{START}", True),
        (f"RUN uv sync --extra dev\n{START}", True),
        (f"RUN uv sync --group=lint\n{START}", True),
        (f"RUN uv sync --all-groups\n{START}", True),
        (f"RUN uv sync --extra postgres\n{START}", False),
        ("RUN poetry install --with dev", True),
        ("RUN poetry install --with=docs,test", True),
        ("RUN poetry install --with docs", False),
        ("RUN poetry install", False),
        ("RUN pdm install -G test", True),
        ("RUN pdm install", False),
        ("RUN bundle install", False),
        ("RUN bundle install --with development", True),
    ],
)
def test_development_dependencies_by_request(steps: str, *, told: bool) -> None:
    assert bool(said(f"FROM a\n{steps}\n", "LL251")) is told


TWO = "FROM a AS build\nRUN {install}\nFROM b\n{steps}\nCOPY --from=build /x /x\n"


@pytest.mark.parametrize(
    ("install", "steps", "told"),
    [
        ("bundle install", "RUN bundle install", True),
        ("bundle install", "RUN bundle install --deployment", True),
        ("bundle install", "RUN bundle", True),
        ("bundle install", "RUN bundle install --without development test", False),
        ("bundle install", "ENV BUNDLE_WITHOUT=development\nRUN bundle install", False),
        ("bundle install", "RUN BUNDLE_WITHOUT=development bundle install", False),
        ("bundle install", "RUN bundle config set --local without development && bundle install", False),
        ("bundle install", "RUN bundle config set without development\nRUN bundle install", False),
        ("bundle install", "COPY .bundle .bundle\nRUN bundle install", False),
        ("uv sync", "RUN uv sync", True),
        ("uv sync", "RUN uv sync --no-dev", False),
        ("uv sync", "ENV UV_NO_DEV=1\nRUN uv sync", False),
        ("uv sync", "RUN uv pip install x", False),
        ("pip install x", "RUN pip install -r requirements.txt", False),
        ("poetry install", "RUN poetry install", False),
    ],
)
def test_development_dependencies_that_come_along(install: str, steps: str, *, told: bool) -> None:
    assert bool(said(TWO.format(install=install, steps=steps), "LL251")) is told


@pytest.mark.parametrize(
    ("path", "told"), [("Dockerfile", True), ("Dockerfile.dev", False), ("dev/Dockerfile", False), ("web.Dockerfile", True)]
)
def test_the_name_of_the_file_tells_too(path: str, *, told: bool) -> None:
    assert bool(said(BUILT.format(name="", steps="RUN npm ci"), "LL251", path=path)) is told


@pytest.mark.parametrize(("base", "copies", "message"), [
    ("scratch", 127, ""), ("scratch", 128, "the image has 128 layers, and 127 can be started"), ("debian:12", 127, "the image has 128 layers, and 127 can be started"),
    ("who/knows", 126, ""), ("who/knows", 127, "the image has at least 128 layers, and 127 can be started"),
])  # fmt: skip
def test_too_many_layers(base: str, copies: int, message: str) -> None:
    text = f"FROM {base}\n" + "".join(f"COPY a{number} /\n" for number in range(copies))
    assert [found.message for found in problems(text, "LL256")] == ([message] if message else [])


@pytest.mark.parametrize(("steps", "aliases"), [("RUN a\nRUN b\n", ("DL3059",)), ("RUN a && c\nRUN b\n", ()), ("RUN a\nRUN b; c\n", ())])
def test_the_old_id_of_two_runs_speaks_of_single_commands(steps: str, aliases: tuple[str, ...]) -> None:
    assert [found.aliases for found in problems(f"FROM a\n{steps}", "LL259")] == [aliases]
