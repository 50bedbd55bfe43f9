"""LL241 to LL250: what one layer does to another, and what is copied in vain."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerlint.build.context import Context
from tests.checks.bloat import facts_of, problems, said

TOLD = [
    pytest.param("RUN wget https://e.org/a.tgz\nRUN tar xf a.tgz && rm a.tgz", ["3 LL241 a.tgz"], id="download-deleted"),
    pytest.param("RUN git clone https://e.org/a.git /a\nRUN rm -rf /a", ["3 LL241 /a"], id="clone-deleted"),
    pytest.param("RUN curl -o /a/b https://e.org/b\nRUN rm -rf /a/*", ["3 LL241 /a/*"], id="glob"),
    pytest.param("COPY --from=x /dist /dist\nRUN rm -rf /dist", ["3 LL241 /dist"], id="tree-of-an-image"),
    pytest.param("RUN curl -o /a.tgz https://e.org/b; curl -o /b.tgz https://e.org/c\nRUN rm /*.tgz", ["3 LL241 /*.tgz"], id="once-a-word"),
    pytest.param("COPY . /app\nRUN chown -R app /app", ["3 LL242 /app"], id="chown-tree"),
    pytest.param("COPY . /app\nRUN chown -R a /app && chmod -R g=u /app", ["3 LL242 /app"], id="once-a-run"),
    pytest.param("RUN curl -o /a.jar https://e.org/a\nRUN mv /a.jar /b.jar", ["3 LL242 /a.jar"], id="mv"),
    pytest.param("ADD https://e.org/tool /t\nRUN chmod +x /t", ["3 LL242 /t"], id="remote-add"),
    pytest.param("COPY big.iso /\nRUN touch /big.iso", ["3 LL242 /big.iso"], id="touch"),
    pytest.param("RUN tar xf /x -C /opt/a\nRUN chown -R a /opt/a", ["3 LL242 /opt/a"], id="unpacked-tree"),
    pytest.param("RUN wget https://e.org/a.zip && unzip a.zip", ["2 LL244 https://e.org/a.zip"], id="archive"),
    pytest.param("RUN wget https://e.org/a.zip\nRUN unzip a.zip", ["2 LL244 https://e.org/a.zip"], id="archive-unpacked-later"),
    pytest.param("COPY a.tgz /\nRUN tar xf /a.tgz && rm /a.tgz", ["2 LL245 a.tgz"], id="copied-archive-once"),
    pytest.param("COPY --from=x /a.tgz /\nRUN tar xf /a.tgz && rm /a.tgz", ["3 LL241 /a.tgz"], id="add-takes-nothing-from-stages"),
    pytest.param("RUN apk add --no-cache -t .d gcc\nRUN apk del .d", ["3 LL250 apk del"], id="group"),
    pytest.param("RUN apt-get install -y gcc make\nRUN apt-get -y purge make gcc", ["3 LL250 apt-get -y purge"], id="purge"),
]


@pytest.mark.parametrize(("steps", "expected"), TOLD)
def test_told(steps: str, expected: list[str]) -> None:
    assert said(f"FROM debian:12\n{steps}\n") == expected


SILENT = [
    pytest.param("RUN wget https://e.org/a.tgz && tar xf a.tgz && rm a.tgz", id="same-layer"),
    pytest.param("RUN wget https://e.org/a.sh\nRUN sh a.sh && rm a.sh", id="light"),
    pytest.param("COPY setup /tmp/setup\nRUN /tmp/setup/run && rm -rf /tmp/setup", id="small-folder-of-scripts"),
    pytest.param("RUN echo x > /a\nRUN rm /a", id="echo"),
    pytest.param("RUN --mount=type=cache,target=/c wget -O /c/a.tgz https://e.org/a\nRUN rm -rf /c", id="mount"),
    pytest.param("COPY . /app\nRUN chown app /app", id="folder-alone"),
    pytest.param("COPY . /app\nRUN chown -R app /app/tmp", id="below"),
    pytest.param("COPY run.sh /\nRUN chmod +x /run.sh && useradd a", id="small-file"),
    pytest.param("COPY . /app\nRUN test -e /x || chown -R app /app", id="doubt"),
    pytest.param("COPY . /home/a/.ssh\nRUN chown -R a /home/b/.ssh", id="another-home"),
    pytest.param("RUN wget -O- https://e.org/a.tgz | tar xz -C /opt", id="pipe"),
    pytest.param('RUN F=a.tgz; wget -O "$F" https://e.org/a && tar xf "$F" && rm "$F"', id="variable"),
    pytest.param("RUN wget https://e.org/a.tgz && tar xf a.tgz && rm *.tgz", id="glob"),
    pytest.param("RUN wget https://e.org/a.tgz && tar xf a.tgz && rm $ALL", id="nobody-knows-what"),
    pytest.param("RUN wget https://e.org/a.tgz", id="never-unpacked"),
    pytest.param("RUN wget https://e.org/x-keyring_1.0_all.deb && dpkg -i x-keyring_1.0_all.deb", id="repository-package"),
    pytest.param("COPY a.zip /\nRUN unzip /a.zip", id="add-unpacks-no-zip"),
    pytest.param("ADD a.tgz /opt/", id="add"),
    pytest.param("RUN apt-get install -y gcc\nRUN apt-get purge -y gcc cpp", id="others-removed-too"),
    pytest.param("RUN apt-get purge -y gcc", id="of-the-base"),
    pytest.param("RUN apk add --no-cache gcc\nRUN apk del gcc\nRUN apk add --no-cache gcc", id="installed-again"),
    pytest.param("RUN apt-get install -y gcc && apt-get purge -y gcc", id="same-run"),
]


@pytest.mark.parametrize("steps", SILENT)
def test_silent(steps: str) -> None:
    assert said(f"FROM debian:12\n{steps}\n") == []


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param("COPY a /a/\nCOPY a /a/\nCOPY a /a/", ["3 LL246 a"], id="three-times-once"),
        pytest.param("COPY a.b /x/\nWORKDIR /x\nCOPY ./a.b .", ["4 LL246 ./a.b"], id="relative"),
        pytest.param("COPY a /a/\nRUN rm /a/a\nCOPY a /a/", [], id="run-between"),
        pytest.param("COPY a /a/\nCOPY --from=x a /a/", [], id="another-origin"),
        pytest.param("COPY --chown=a b.c /x/\nCOPY --chown=d b.c /x/", [], id="other-flags"),
    ],
)
def test_copied_twice(steps: str, expected: list[str]) -> None:
    assert said(f"FROM debian:12\n{steps}\n", "LL246") == expected


@pytest.mark.parametrize(
    ("steps", "deed"),
    [
        ("COPY . /app\nRUN chown -R a /app", "Use `COPY --chown=…` instead."),
        ("COPY . /app\nRUN chmod -R g=u /app", "Use `COPY --chmod=g=u` instead (letters need Dockerfile syntax 1.14)."),
        ("COPY --chown=a . /app\nRUN chown -R a /app", "Set it with the `--chown` of the COPY, and leave this out."),
        ("COPY . /app\nRUN chown -R root:root /app", "Leave this out: what COPY writes is root's already."),
        ("COPY . /app\nRUN useradd a && chown -R a:a /app", "Move the `useradd` above the COPY, and use `COPY --chown=…`."),
        ("RUN useradd a\nCOPY . /app\nRUN chown -R a:a /app", "Use `COPY --chown=…` instead."),
        ("COPY . /app\nRUN sh users.sh && chown -R a /app", "Use `COPY --chown=…` instead, by number if the user is made below."),
        ("COPY . /app\nRUN chown -R a /app && chmod -R 750 /app", "Use `COPY --chown=… --chmod=750` instead."),
        ("ADD https://e.org/a.jar /tmp/a.jar\nRUN mv /tmp/a.jar /b.jar", "Let the ADD write it to its final place."),
        (
            "RUN git clone https://e.org/a /a\nRUN useradd a && chown -R a /a",
            "Move the `useradd` above, and run `chown` in the RUN that writes it.",
        ),
        ("RUN git clone https://e.org/a /a\nRUN chown -R a /a", "Run `chown` in the RUN that writes it."),
        ("RUN curl -o /a.jar https://e.org/a\nRUN mv /a.jar /b.jar", "Write it to its final place in the first step."),
        ("COPY big.iso /\nRUN touch /big.iso", "Change it in the step that writes it."),
    ],
)
def test_the_deed_names_the_flag(steps: str, deed: str) -> None:
    assert [found.help for found in problems(f"FROM debian:12\n{steps}\n", "LL242")] == [deed]


def test_a_stage_hands_its_layers_on() -> None:
    text = "FROM a AS base\nRUN wget https://e.org/a.tgz\nFROM base\nRUN rm a.tgz\n"
    assert said(text) == ["4 LL241 a.tgz"]


def test_both_places_are_shown() -> None:
    text = "FROM a\nRUN wget https://e.org/a.tgz\nRUN rm a.tgz\n"
    (found,) = problems(text)
    assert [text[slice(*related.span)] for related in found.related] == ["https://e.org/a.tgz"]


def test_bytes_come_from_the_context(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "big").write_bytes(b"x" * 2000)
    (tmp_path / "small").write_bytes(b"x")
    file = facts_of("FROM a\nCOPY . /app\nCOPY small /s/\nCOPY small /s/\n", context=Context(str(tmp_path)))
    found = problems("", "LL246", "LL248", facts=file, options={"bytes": 1000})
    assert [(problem.rule.id, problem.cost.size.likely) for problem in found if problem.cost] == [("LL248", 2000), ("LL246", 1)]
    assert found[0].message == "`big` comes along: one file of 2,000 bytes"
    assert problems("", "LL248", facts=file, options={"bytes": 2000}) == []


def test_a_rewritten_tree_costs_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a").write_bytes(b"x" * 300)
    (tmp_path / "src" / "b").write_bytes(b"x" * 700)
    file = facts_of("FROM a\nCOPY src /app\nRUN chown -R x /app\n", context=Context(str(tmp_path)))
    (found,) = problems("", "LL242", facts=file)
    assert found.cost is not None
    assert (found.cost.size.exact, found.cost.size.likely) == (True, 1000)
