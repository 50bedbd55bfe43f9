"""The one process: started with all scripts of a batch, asked for its answer later."""

from __future__ import annotations

import json
import os
import subprocess
from tempfile import TemporaryDirectory
from typing import Self

from layerlint.shellcheck.codes import EXCLUDED
from layerlint.shellcheck.comment import Comment, read

# Same answers everywhere: no `.shellcheckrc`, no SHELLCHECK_OPTS, all levels.
OPTIONS = ("-f", "json1", "--norc", "-S", "style", "-e", ",".join(EXCLUDED))
SUFFIX = ".sh"
# Seconds to wait, and for each script on top: one takes 3 ms on average, the worst of those that are let through 6 s.
PATIENCE, PATIENCE_EACH = 30.0, 0.25


class Failed(Exception):
    """ShellCheck could not be used; the text says why in one line."""


class Process:
    """ShellCheck at work on `texts`. A context manager: what is still running at its end is stopped."""

    def __init__(self, binary: str, texts: list[str]) -> None:
        self._count = len(texts)
        self._patience = PATIENCE + PATIENCE_EACH * len(texts)
        self._failure = ""
        self._folder: TemporaryDirectory[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._folder = TemporaryDirectory(prefix="layerlint-", ignore_cleanup_errors=True)
            self._process = self._started(binary, texts, self._folder.name)
        except OSError as error:
            self._failure = f"cannot be started: {error.strerror or error}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            if self._process.poll() is None:
                self._process.kill()
            for stream in (self._process.stdout, self._process.stderr):
                if stream is not None:
                    stream.close()  # not read to its end: a child of a wrapper may hold the other one open
            self._process.wait()
        if self._folder is not None:
            self._folder.cleanup()

    @staticmethod
    def _started(binary: str, texts: list[str], folder: str) -> subprocess.Popen[bytes]:
        names = [f"{index}{SUFFIX}" for index in range(len(texts))]
        for name, text in zip(names, texts, strict=True):
            with open(os.path.join(folder, name), "wb") as file:
                file.write(text.encode("utf-8", "replace"))  # an invalid byte is one question mark, so columns stay
        pipe = subprocess.PIPE
        command = [binary, *OPTIONS, *names]
        return subprocess.Popen(  # noqa: S603  # a program beside the interpreter or on PATH, and names that we made
            command, cwd=folder, env=_environment(), stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe
        )

    def answer(self) -> list[list[Comment]]:
        """Wait; the comments of each script. Raises Failed."""
        if self._process is None:
            raise Failed(self._failure)
        try:
            out, err = self._process.communicate(timeout=self._patience)
        except subprocess.TimeoutExpired as error:
            raise Failed(f"gave no answer within {self._patience:.0f} seconds") from error
        if self._process.returncode not in (0, 1):  # 1: there are findings
            said = err.decode("utf-8", "replace").strip().partition("\n")[0]
            raise Failed(f"ended with {self._process.returncode}{f': {said[:200]}' if said else ''}")
        return self._read(out)

    def _read(self, out: bytes) -> list[list[Comment]]:
        found: list[list[Comment]] = [[] for _ in range(self._count)]
        try:
            for record in json.loads(out)["comments"]:
                comment, index = read(record), int(record["file"].removesuffix(SUFFIX))
                if comment is not None:
                    found[index].append(comment)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
            raise Failed("gave an answer that is none of ShellCheck's") from error
        return found


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "SHELLCHECK_OPTS"}
