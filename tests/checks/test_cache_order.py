"""LL101, LL102, LL106: which COPY stands too early, and which stands where it must."""

from __future__ import annotations

import pytest

from tests.checks.cache import findings, told
from tests.work import lines_run

EARLY = [
    pytest.param("FROM n\nWORKDIR /a\nCOPY . .\nRUN npm ci\n", [(3, "any edit reruns `npm ci` below")], id="npm"),
    pytest.param("FROM n\nCOPY * /a/\nRUN cd /a && npm i\n", [(2, "any edit reruns `npm i` below")], id="star"),
    pytest.param("FROM n\nADD / /a\nRUN pip install -r /a/r.txt\n", [(2, "any edit reruns `pip install` below")], id="slash"),
    pytest.param('FROM n\nCOPY [".", "/a"]\nRUN bundle\n', [(2, "any edit reruns `bundle` below")], id="json"),
    pytest.param("FROM n\nCOPY --chown=1:1 --link . /a\nRUN yarn\n", [(2, "any edit reruns `yarn` below")], id="flags"),
    pytest.param("FROM n\nARG SRC=.\nCOPY $SRC /a\nRUN yarn\n", [(3, "any edit reruns `yarn` below")], id="variable"),
    pytest.param("FROM n\nCOPY . /a\nRUN --mount=type=cache,target=/c npm ci\n", [(2, "any edit reruns `npm ci` below")], id="cache-mount"),
    pytest.param(
        "FROM n\nCOPY . /a\nRUN if [ -f r.txt ]; then pip install -r r.txt; fi\n", [(2, "any edit reruns `pip install` below")], id="if"
    ),
    pytest.param("FROM n\nCOPY . /a\nRUN <<EOF\ncd /a\nnpm ci\nEOF\n", [(2, "any edit reruns `npm ci` below")], id="heredoc"),
    pytest.param('FROM n\nCOPY . /a\nRUN ["npm", "ci"]\n', [(2, "any edit reruns `npm ci` below")], id="exec-form"),
    pytest.param(
        "FROM n\nCOPY . /a\nRUN pip install -U pip\nRUN pip install flask\n", [(2, "any edit reruns `pip install` below")], id="packages"
    ),
    pytest.param(
        "FROM n\nCOPY . /a\nRUN npm i -g npm\nRUN npm ci\n", [(2, "any edit reruns `npm ci` below")], id="the-install-that-says-most"
    ),
    pytest.param(
        "FROM n\nRUN pip install -U pip\nCOPY . /a\nRUN pip install -r r.txt\n",
        [(3, "any edit reruns `pip install` below")],
        id="tools-early",
    ),
    pytest.param(
        "FROM n\nCOPY p.json package.json\nCOPY . .\nRUN npm ci\n", [(3, "any edit reruns `npm ci` below")], id="manifest-then-all"
    ),
    pytest.param("FROM n\nCOPY . /a\nRUN poetry install\n", [(2, "any edit reruns `poetry install` below")], id="poetry"),
    pytest.param("FROM n\nCOPY . /a\nRUN dotnet publish\n", [(2, "any edit reruns `dotnet publish` below")], id="dotnet"),
    pytest.param("FROM n\nCOPY . /a\nRUN mvn package\n", [(2, "any edit reruns `mvn package` below")], id="maven"),
    pytest.param(
        "FROM n\nCOPY web/ /a/\nWORKDIR /a\nRUN npm ci\n", [(2, "any edit of `web` reruns `npm ci` below")], id="folder-of-the-manifests"
    ),
    pytest.param(
        "FROM n\nCOPY . /a\nRUN npm --prefix /a ci\nFROM n\nCOPY . /b\nRUN yarn\n",
        [(5, "any edit reruns `yarn` below")],
        id="built-stage-only",
    ),
    pytest.param(
        "FROM n AS b\nCOPY . /a\nRUN npm ci\nFROM n\nCOPY --from=b /a /a\nCOPY . /b\nRUN yarn\n",
        [(2, "any edit reruns `npm ci` below"), (6, "any edit reruns `yarn` below")],
        id="builder-stages-too",
    ),
    pytest.param(
        "FROM n\nCOPY . /a\nRUN npm ci\nCOPY . /b\nRUN pip install -r r.txt\n", [(2, "any edit reruns `npm ci` below")], id="once"
    ),
]

IN_PLACE = [
    pytest.param("FROM n\nCOPY package.json .\nRUN npm ci\nCOPY . .\nRUN npm run build\n", id="manifests-first"),
    pytest.param("FROM n\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm ci --omit=dev\n", id="again-after-the-build"),
    pytest.param("FROM n\nCOPY pyproject.toml .\nRUN uv sync --no-install-project\nCOPY . .\nRUN uv sync\n", id="uv-in-two-steps"),
    pytest.param("FROM n\nCOPY r.txt .\nRUN pip install -r r.txt\nCOPY . .\nRUN pip install -e .\n", id="pip-in-two-steps"),
    pytest.param("FROM n\nCOPY pnpm-lock.yaml .\nRUN pnpm fetch\nCOPY . .\nRUN pnpm install -r --offline\n", id="pnpm-fetch"),
    pytest.param("FROM n AS d\nCOPY Gemfile .\nRUN bundle\nFROM d\nCOPY . .\nRUN bundle install\n", id="parent-stage-installed"),
    pytest.param("FROM n\nCOPY . .\nRUN pip install .\n", id="own-package"),
    pytest.param("FROM n\nCOPY . .\nRUN python setup.py install\n", id="setup-py"),
    pytest.param("FROM n\nCOPY . .\nRUN cargo build --release\n", id="cargo-has-no-such-command"),
    pytest.param("FROM n\nCOPY . .\nRUN go build ./...\n", id="go-may-vendor"),
    pytest.param("FROM n\nCOPY . .\nRUN npm install left-pad\n", id="adds-to-the-project"),
    pytest.param("FROM n\nCOPY . .\nRUN yarn install --offline\n", id="offline"),
    pytest.param("FROM n\nRUN pip install numpy\nCOPY . .\nRUN pdm install\n", id="dependencies-by-name"),
    pytest.param("FROM n\nCOPY requirements /r\nRUN pip install -r /r/prod.txt\n", id="folder-of-requirements"),
    pytest.param("FROM n\nCOPY files/ /\nRUN pip install flask\n", id="overlay"),
    pytest.param("FROM n\nCOPY conf /etc/app\nWORKDIR /app\nRUN npm ci\n", id="elsewhere"),
    pytest.param("FROM n\nCOPY app.js /app/\nWORKDIR /app\nRUN npm ci\n", id="one-file"),
    pytest.param("FROM n\nCOPY --from=x . /a\nRUN npm ci\n", id="other-image"),
    pytest.param("FROM n\nADD https://example.org/x.tgz /a/\nRUN npm ci\n", id="address"),
    pytest.param("FROM n\nCOPY <<EOF /a\nx\nEOF\nRUN npm ci\n", id="inline-file"),
    pytest.param("FROM n\nCOPY $UNKNOWN /a\nRUN npm ci\n", id="unknown-source"),
    pytest.param("FROM n\nONBUILD COPY . .\nONBUILD RUN npm ci\n", id="onbuild"),
    pytest.param("FROM n AS a\nCOPY . .\nFROM a\nRUN npm i -g x\n", id="other-stage"),
    pytest.param("FROM n\nRUN npm ci\nCOPY . .\nCMD npm install\n", id="at-run-time"),
    pytest.param("FROM n\nCOPY . .\nRUN ./generate\nRUN npm ci\n", id="script-may-write-the-manifest"),
    pytest.param("FROM n\nCOPY . .\nRUN make deps && npm ci\n", id="make-may-write-the-manifest"),
    pytest.param("FROM n\nCOPY . .\nRUN sed -i s/a/b/ requirements.txt\nRUN pip install -r requirements.txt\n", id="manifest-rewritten"),
]


@pytest.mark.parametrize(("text", "expected"), EARLY)
def test_copied_too_early(text: str, expected: list[tuple[int, str]]) -> None:
    assert told("LL101", text) == expected


@pytest.mark.parametrize("text", IN_PLACE)
def test_copied_in_place(text: str) -> None:
    assert told("LL101", text) == []


@pytest.mark.parametrize(
    ("run", "deed"),
    [
        ("npm ci", "Copy `package.json` and `package-lock.json` first, run `npm ci`, then copy the rest."),
        ("npm install", "Copy `package.json` and its lock file first, run `npm install`, then copy the rest."),
        ("pip install -r a/dev.txt", "Copy `a/dev.txt` first, run `pip install`, then copy the rest."),
        ("pip install flask", "Move the install above the COPY: it reads none of these files."),
        ("uv sync", "Copy `pyproject.toml` and its lock file first, run `uv sync --no-install-project`, then copy the rest."),
        ("dotnet build", "Copy its manifests first, run `dotnet restore`, then copy the rest."),
    ],
)
def test_deed(run: str, deed: str) -> None:
    _, found = findings("LL101", f"FROM n\nCOPY . /a\nRUN {run}\n")
    assert [finding.help for finding in found] == [deed]


def test_what_reruns_is_shown() -> None:
    source, found = findings("LL101", "FROM n\nCOPY . /a\nRUN npm ci && echo\nRUN pip install -r x\n")
    assert [source.text[slice(*related.span)] for related in found[0].related] == ["npm ci", "pip install -r x"]


PACKAGES = [
    pytest.param("FROM d\nCOPY . /a\nRUN apt-get update && apt-get install -y x\n", [2], id="apt"),
    pytest.param("FROM d\nCOPY run.sh /run.sh\nRUN apk add x\n", [2], id="script-for-later"),
    pytest.param("FROM d\nCOPY a /a\nCOPY b /b\nRUN apk add x\n", [2], id="first-of-several"),
    pytest.param("FROM d\nCOPY . /a\nRUN mkdir /b && chmod 700 /b\nRUN dnf install -y x\n", [2], id="harmless-between"),
    pytest.param("FROM d\nCOPY keys /k\nCOPY app /app\nRUN apt-key add /k/a\nRUN apk add x\n", [3], id="only-what-is-not-read"),
    pytest.param("FROM d\nCOPY r.txt /r\nRUN pip install -r /r\nRUN apk add x\n", [2], id="after-dependencies"),
    pytest.param("FROM d\nCOPY . /a\nRUN npm ci\nRUN apk add x\n", [], id="told-by-LL101"),
    pytest.param("FROM d\nRUN apk add x\nCOPY . /a\n", [], id="below"),
    pytest.param("FROM d\nCOPY . /a\nRUN apt-get install -y /a/x.deb\n", [], id="package-file"),
    pytest.param("FROM d\nCOPY x.list /tmp/\nRUN apt-get install -y x\n", [], id="repository"),
    pytest.param("FROM d\nCOPY certs /certs\nRUN apk add x\n", [], id="certificates"),
    pytest.param("FROM d\nCOPY conf /etc/nginx\nRUN apk add nginx\n", [], id="configuration"),
    pytest.param("FROM d\nCOPY root/ /\nRUN apk add x\n", [], id="overlay"),
    pytest.param("FROM d\nCOPY s /s\nRUN /s/setup && apk add x\n", [], id="script"),
    pytest.param("FROM d\nCOPY s /s\nRUN /s/setup\nRUN apk add x\n", [], id="script-before"),
    pytest.param("FROM d\nCOPY s /s\nRUN cp /s/a /etc/apt && apt-get install -y x\n", [], id="copied-on"),
    pytest.param("FROM d\nCOPY p /p\nRUN apk add $(cat /p)\n", [], id="list-of-packages"),
    pytest.param("FROM d\nCOPY p /p\nRUN xargs apk add < /p\n", [], id="list-by-redirection"),
    pytest.param("FROM d\nCOPY p /p\nRUN <<EOF\napk add x\nEOF\n", [2], id="heredoc"),
    pytest.param("FROM d\nCOPY p /p\nRUN <<EOF\n/p/setup\napk add x\nEOF\n", [], id="heredoc-with-script"),
    pytest.param("FROM d\nCOPY p /p\nRUN dnf upgrade -y\n", [], id="upgrade"),
    pytest.param("FROM d\nCOPY r.txt /r\nRUN apk add gcc && pip install -r /r && apk del gcc\n", [], id="with-dependencies"),
    pytest.param("FROM d\nCOPY licenses /licenses\nRUN apk add x\n", [], id="never-edited"),
    pytest.param("FROM d\nWORKDIR /p\nCOPY . .\nRUN cat list && apk add x\n", [], id="relative-path"),
    pytest.param("FROM d\nCOPY . $WHERE\nRUN apk add x\n", [], id="unknown-destination"),
]


@pytest.mark.parametrize(("text", "lines"), PACKAGES)
def test_copied_above_packages(text: str, lines: list[int]) -> None:
    assert [line for line, _ in told("LL102", text)] == lines


@pytest.mark.parametrize(
    ("copy", "message"),
    [
        ("COPY a/run.sh /x", "any edit of `run.sh` reruns `apk add` below"),
        ("COPY a b /x/", "any edit reruns `apk add` below"),
        (f"COPY {'a' * 60} /x", "any edit reruns `apk add` below"),
    ],
)
def test_what_is_edited_is_named(copy: str, message: str) -> None:
    assert [told for _, told in told("LL102", f"FROM d\n{copy}\nRUN apk add x\n")] == [message]


DOCUMENTS = [
    pytest.param("FROM n\nCOPY package.json README.md ./\nRUN npm ci\n", ["README.md"], id="readme"),
    pytest.param("FROM n\nCOPY package.json a/CHANGELOG docs ./\nRUN npm ci\n", ["a/CHANGELOG", "docs"], id="several"),
    pytest.param("FROM n\nCOPY package.json ./\nRUN npm ci\nCOPY README.md ./\n", [], id="below"),
    pytest.param("FROM n\nCOPY README.md ./\nRUN echo\n", [], id="no-install"),
    pytest.param("FROM n\nCOPY . .\nCOPY README.md ./\nRUN npm ci\n", [], id="told-by-LL101"),
    pytest.param("FROM n\nCOPY pyproject.toml README.md ./\nRUN pip install -r r.txt\n", [], id="package"),
    pytest.param("FROM n\nCOPY README.md ./\nRUN poetry install\n", [], id="builds-the-project"),
    pytest.param("FROM n AS x\nCOPY README.md ./\nRUN npm ci\nFROM n\n", [], id="stage-not-built"),
]


@pytest.mark.parametrize(("text", "words"), DOCUMENTS)
def test_documents(text: str, words: list[str]) -> None:
    source, found = findings("LL106", text)
    assert [source.text[slice(*finding.span)] for finding in found] == words


@pytest.mark.parametrize("rule", ["LL101", "LL102", "LL106"])
def test_four_times_the_file_takes_four_times_the_steps(rule: str) -> None:
    """Counts executed lines, so it depends on no clock."""

    def steps(times: int) -> int:
        text = "FROM n\n" + "COPY a /a\nCOPY . /b\nRUN npm ci\nRUN apk add x && cat /c\nRUN echo\n" * times
        return lines_run(lambda: told(rule, text))

    assert steps(160) < 5 * steps(40)
