"""Start-up time is a feature: what a plain run may not load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# 17 to 178 million instructions each; `enum` comes with `re` and is free.
DEAR = (
    "asyncio concurrent.futures dataclasses difflib dockerfile_parse fnmatch glob hashlib importlib.metadata importlib.resources "
    "inspect json logging multiprocessing pathlib rich shutil subprocess tarfile tempfile textwrap tomli tomllib typing unittest urllib yaml zipfile"
).split()
PLAIN = """\
import sys
before = set(sys.modules)
sys.path.insert(0, {root!r})
from layerlint.cli import main
main({arguments!r})
print(*sorted(set(sys.modules) - before), sep="\\n", file=sys.stderr)
"""
DOCKERFILE = """\
FROM debian:bookworm-slim AS build
ARG VERSION=1.2.3
ENV APP_HOME=/app
WORKDIR /app
COPY requirements.txt ./
RUN apt-get update && apt-get install -y gcc && pip install -r requirements.txt
COPY . .
ADD rootfs.tar.gz /
FROM debian:latest
COPY --from=build /app/bin /usr/local/bin
HEALTHCHECK CMD curl -f http://localhost/ || exit 1
CMD ["/usr/local/bin/app"]
"""


def loaded(*arguments: str) -> set[str]:
    """The modules that a run of `layerlint` loads in an interpreter that had none but its own."""
    code = PLAIN.format(root=str(ROOT), arguments=list(arguments))
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True)
    return set(done.stderr.split("\n"))


@pytest.mark.parametrize("name", ["text", "concise", "github"])
def test_a_plain_run_loads_nothing_dear(tmp_path: Path, name: str) -> None:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "requirements.txt").write_text("flask\n")
    found = loaded("--isolated", "--shellcheck", "off", "--format", name, str(tmp_path / "Dockerfile"))
    assert "layerlint.engine" in found
    assert sorted(found.intersection(DEAR)) == []


def test_only_the_json_report_loads_json(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    found = loaded("--shellcheck", "off", "--format", "json", str(tmp_path / "Dockerfile"))
    assert "json" in found
    assert sorted(found.intersection(set(DEAR) - {"json"})) == []


def test_looking_for_configuration_loads_nothing_dear(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "other"\n')
    found = loaded("--shellcheck", "off", str(tmp_path / "Dockerfile"))
    assert sorted(found.intersection(DEAR)) == []
    assert "layerlint.configuration.configured" not in found


@pytest.mark.parametrize(("name", "reader", "other"), [("layerlint.toml", "tomli", "yaml"), (".hadolint.yaml", "yaml", "tomli")])
def test_a_configuration_loads_the_reader_of_its_form(tmp_path: Path, name: str, reader: str, other: str) -> None:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / name).write_text("")
    code = PLAIN.format(root=str(ROOT), arguments=[str(tmp_path / "Dockerfile")])
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    found = set(done.stderr.split("\n"))
    assert reader in found
    assert other not in found
