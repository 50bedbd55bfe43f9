"""The images that image_agreement.py compares: Dockerfiles, the files they copy, and the builders that build them.

`LAYERLINT_DOCKER` and `LAYERLINT_BUILDAH` name the programs (with their options, parted by blanks); the base images are
`busybox:lab` and `debian:bookworm`.
"""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

DOCKER = os.environ.get("LAYERLINT_DOCKER", "docker").split()
BUILDAH = os.environ.get("LAYERLINT_BUILDAH", "buildah").split()

RUN_BIG = "RUN dd if=/dev/zero of=/big bs=1024 count=3072 2>/dev/null\n"
CASES = {
    "plain": 'FROM busybox:lab\nWORKDIR /app\nCOPY a.txt b.txt ./\nRUN echo 1 > /one\nENV A=1\nLABEL x=y\nEXPOSE 80\nCMD ["sh"]\n',
    "deleted-file": f"FROM busybox:lab\n{RUN_BIG}RUN rm /big\nRUN echo hello > /kept\n",
    "deleted-folder": "FROM busybox:lab\nCOPY tree /d/tree\nRUN rm -rf /d\nRUN mkdir /d && echo new > /d/new\n",
    "opaque": "FROM busybox:lab\nCOPY tree /e\nRUN rm -rf /e && mkdir /e && echo 2 > /e/b\n",
    "copied-twice": "FROM busybox:lab\nCOPY big.bin /x/\nCOPY big.bin /x/\nRUN touch /x/big.bin\nRUN chmod 600 /x/big.bin\n",
    "moved": f"FROM busybox:lab\n{RUN_BIG}RUN mv /big /moved\nRUN chown 1000 /moved\n",
    "hard-links": f"FROM busybox:lab\n{RUN_BIG}RUN ln /big /second && ln /big /third\nRUN rm /big\nRUN rm /second /third\n",
    "linked-at-once": "FROM busybox:lab\nRUN dd if=/dev/zero of=/l1 bs=1024 count=900 2>/dev/null && ln /l1 /l2\nRUN rm /l1\n",
    "links-in-base": "FROM busybox:lab\nRUN rm /bin/cat /bin/ls\nRUN touch /bin/tar\n",
    "arguments": 'FROM busybox:lab\nARG TOKEN\nARG MODE=fast\nRUN echo $MODE > /mode\nENV NAME=value\nRUN ["/bin/touch", "/t"]\nCOPY a.txt /a\n',
    "scratch": "FROM scratch\nCOPY tree /\nCOPY a.txt /tree/a\nCOPY a.txt /deep/er/a.txt\n",
    "stages": "FROM busybox:lab AS build\nWORKDIR /src\nCOPY tree .\nRUN cat deep/* > /out\nFROM busybox:lab\nCOPY --from=build /out /out\nUSER 1000\n",
    "unpacked": "FROM busybox:lab\nADD tree.tar.gz /u\nRUN echo 1 > /u/deep/one.txt\nRUN rm -rf /u/deep\n",
    "names": "FROM scratch\nCOPY names /names\nCOPY a.txt /names/\n",
    "onbuild": "FROM busybox:lab\nONBUILD COPY . /o\nVOLUME /data\nSTOPSIGNAL 9\nHEALTHCHECK CMD true\nRUN true\n",
    "distribution": "FROM debian:bookworm\nRUN chmod -R go-w /usr/share/doc\nRUN rm -rf /usr/share/doc\nRUN apt-get --version > /v\n",
    "shell": 'FROM debian:bookworm\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nARG SECRET="two words"\nRUN echo a | tee /a\nRUN rm /etc/motd\n',
    "heredoc": "FROM busybox:lab\nCOPY <<A /a\nhello\nA\nRUN <<B\necho 1 > /b\necho 2 > /c\nB\nRUN rm /a\n",
}
ARGUMENTS = {"arguments": ["--build-arg", "TOKEN=s3cret word"]}
CLASSIC = "plain deleted-file deleted-folder copied-twice hard-links arguments scratch onbuild shell".split()
WITH_BUILDAH = "plain deleted-file deleted-folder opaque arguments scratch".split()


def builds() -> Iterator[tuple[str, str]]:
    """Pairs of case and builder."""
    yield from ((name, "buildkit") for name in CASES)
    yield from ((name, "classic") for name in CLASSIC)
    yield from ((name, "buildah") for name in WITH_BUILDAH)


def build(case: str, builder: str, folder: Path) -> Path:
    """Build one image and save it. Returns the archive."""
    context, tag = folder / case, f"layerlint-{case}:{builder}"
    archive = folder / f"{case}-{builder}.tar"
    lay_out(context, CASES[case])
    arguments = [*ARGUMENTS.get(case, []), "-t", tag, str(context)]
    if builder == "buildah":
        run([*BUILDAH, "build", "--layers", "--format", "docker", *arguments])
        archive.unlink(missing_ok=True)
        run([*BUILDAH, "push", tag, f"docker-archive:{archive}:{tag}"])
    else:
        run([*DOCKER, "build", "--network=host", *arguments], DOCKER_BUILDKIT="1" if builder == "buildkit" else "0")
        run([*DOCKER, "save", "-o", str(archive), tag])
    return archive


def lay_out(context: Path, dockerfile: str) -> None:
    """The build context of a case."""
    (context / "tree" / "deep").mkdir(parents=True, exist_ok=True)
    (context / "names").mkdir(exist_ok=True)
    (context / "Dockerfile").write_text(dockerfile)
    sizes = {"a.txt": 10, "b.txt": 2000, "big.bin": 1_500_000, "tree/one": 700_000, "tree/deep/two": 300_000, "tree/deep/three": 5}
    sizes |= {f"names/{'long' * 40}": 700, "names/öäü": 10, "names/a\nb": 5}
    for name, size in sizes.items():
        (context / name).write_bytes(bytes(range(256)) * (size // 256) + b"x" * (size % 256))
    with tarfile.open(context / "tree.tar.gz", "w:gz") as archive:
        for name in ("one.txt", "deep/one.txt", "deep/two.txt"):
            member = tarfile.TarInfo(name)
            member.size = 40_000
            archive.addfile(member, io.BytesIO(b"\1" * member.size))


def run(command: list[str], **environment: str) -> str:
    """The output of a command that has to work."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stderr[-2000:]}")
    return done.stdout
