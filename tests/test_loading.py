"""When the build context counts as known, and what is missing from one that was given."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerlint.discovery import Unreadable
from layerlint.loading import Loader
from layerlint.options import values
from layerlint.settings import BUILD, surroundings


def loader(*words: str) -> Loader:
    return Loader(surroundings(values(words, BUILD)))


def write(folder: Path, text: str, *names: str) -> str:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    folder.mkdir(exist_ok=True)
    (folder / "Dockerfile").write_text(text)
    return str(folder / "Dockerfile")


@pytest.mark.parametrize(
    ("line", "known"),
    [
        pytest.param("COPY a /", True, id="there"),
        pytest.param("COPY a b /", False, id="one-missing"),
        pytest.param("COPY ./d/../a /", True, id="spelt-otherwise"),
        pytest.param("COPY ../../a /", True, id="the-root-is-the-top"),
        pytest.param('COPY ["a", "/"]', True, id="json"),
        pytest.param("COPY b* $X /", True, id="no-plain-text"),
        pytest.param("COPY --from=x b /", True, id="another-stage"),
        pytest.param("ADD https://example.com/b /", True, id="url"),
        pytest.param("ADD git@example.com:b.git /", True, id="git"),
        pytest.param("COPY <<b /\nb", True, id="heredoc"),
        pytest.param("ONBUILD COPY b /", True, id="onbuild"),
        pytest.param("COPY b", True, id="no-destination"),
    ],
)
def test_the_own_folder_is_the_context_when_everything_copied_is_there(tmp_path: Path, line: str, *, known: bool) -> None:
    facts = loader().facts(write(tmp_path, f"FROM scratch\n{line}\n", "a"))
    assert (facts.context is not None) == known
    assert [problem.kind for problem in facts.dockerfile.problems if problem.kind == "missing-source"] == []


def test_in_a_given_context_a_missing_source_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "docker", "FROM scratch\nARG C\nCOPY a b $C /\nCOPY *.none $UNKNOWN /\n")
    write(tmp_path / "context", "", "a")
    facts = loader("--context", str(tmp_path / "context"), "--build-arg", "C=c").facts(path)
    assert facts.context is not None
    assert [problem.message for problem in facts.dockerfile.problems] == [
        "`b` is not in the build context",
        "`c` is not in the build context",
    ]


def test_dockerfiles_of_one_folder_share_their_context(tmp_path: Path) -> None:
    path = write(tmp_path, "FROM scratch\nCOPY a /\n", "a", "Dockerfile.dev")
    one = loader()
    first = one.facts(path).context
    assert first is not None
    assert one.facts(str(tmp_path / "Dockerfile.dev")).context is first


def test_the_options_reach_the_facts(tmp_path: Path) -> None:
    path = write(tmp_path, "FROM scratch AS t\n")
    words = ["--builder", "classic", "--target", "t", "--build-arg", "A=1", "--platform", "linux/arm64"]
    facts = loader(*words).facts(path)
    assert (facts.builder, facts.target, facts.build_args, facts.platform) == ("classic", "t", {"A": "1"}, "linux/arm64")


def test_a_target_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "FROM scratch AS a\n")
    with pytest.raises(Unreadable, match="no stage is called `b`"):
        loader("--target", "b").facts(path)
