"""dockerfile-parse as an independent witness: the same instructions, lines and arguments, but for its known faults."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import parser_witness
from benchmarks.corpus import CORPUS, corpus_files

SMALL = [text for text, _ in json.loads(Path(__file__).with_name("verdicts.json").read_text(encoding="utf-8"))]


def test_the_small_files_are_read_alike_or_differ_by_a_known_fault(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    for number, text in enumerate(SMALL):
        path = tmp_path / f"{number}.Dockerfile"
        path.write_bytes(text.encode("utf-8"))
        verdict = parser_witness.judge(path)
        assert not verdict.startswith("unexplained"), (text, verdict)
        seen[verdict] += 1
    assert seen["same"] > 200
    assert seen["heredoc"] > 20


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real Dockerfiles is not beside this checkout")
def test_the_corpus_is_read_alike_or_differs_by_a_known_fault() -> None:
    verdicts = [parser_witness.judge(path) for path in corpus_files()]
    assert not [verdict for verdict in verdicts if verdict.startswith("unexplained")]
    assert verdicts.count("same") > len(verdicts) * 0.9
