"""The command line of the subcommands that look further than one Dockerfile, as values, checked: images, caches, order."""

from __future__ import annotations

import os
from collections.abc import Sequence

from layerlint.image.limits import Limits
from layerlint.options import Option, Refusal, values
from layerlint.settings import BUILD, BuildSettings, build_args, number, one_dockerfile

IMAGE = (
    Option("--dockerfile", "PATH", "say for each layer which line it comes from"),
    Option("--min-efficiency", "X", "exit 1 when less than this share (0.95, 95%) of the added bytes is visible"),
    Option("--max-wasted-bytes", "N", "exit 1 when more of the added bytes are dead (20000000, 20MB)"),
    Option("--max-wasted-percent", "X", "exit 1 when more percent of the added bytes are dead"),
    Option("--save-base", "NAME", "remember the image as this base, in .layerlint/bases.toml"),
    Option("--format", "text|json", "the form of the report", "text"),
    *BUILD,
)
CALIBRATE = (
    Option("--image", "ARCHIVE", "the image that was built from this Dockerfile"),
    Option("--format", "text|json", "the form of the report", "text"),
    *BUILD,
)
SHARED = (
    Option("--format", "text|json", "the form of the report", "text"),
    *BUILD,
)
CACHE = (
    Option("--format", "text|json", "the form of the report", "text"),
    Option("--changed", "FILE", "what reruns when this file of the context changes; repeatable"),
    Option("--before", "DIR", "what reruns after a build of this folder, which is the context as it was"),
    Option("--before-build-arg", "NAME[=VALUE]", "a build argument of that earlier build; repeatable"),
    Option("--since", "REV", "what reruns after a build of this commit"),
    Option("--replay", "N", "how often each step reran in the last N commits"),
    Option("--regime", "last|all|final|none", "what the cache keeps: the last build, all, the final stage of the last, nothing", "last"),
    Option("--build-log", "FILE", "take the seconds from the progress log of a real build, plain or rawjson"),
    *BUILD,
)
ORDER = (
    Option("--format", "text|json", "the form of the report", "text"),
    Option("--replay", "N", "judge by the last N commits of the repository; without it, by base rates"),
    Option("--regime", "last|all|final|none", "which earlier builds the cache knows", "last"),
    Option("--explain", "", "the proof in words, and every reason for what is not done"),
    Option("--diff", "", "print the unified diff alone"),
    Option("--write", "", "change the file"),
    *BUILD,
)
# Usage, description and options of each subcommand.
COMMANDS = {
    "image": ("layerlint image ARCHIVE|DIR", "A built image, line by line: `docker save`, an OCI layout, a folder of one.", IMAGE),
    "calibrate": ("layerlint calibrate PATH --image ARCHIVE|DIR", "Remember the real bytes of each line for later predictions.", CALIBRATE),
    "shared": (
        "layerlint shared PATH ...",
        "Which layers several images share, and which they could. PATH is a Dockerfile, a folder to search, or a built image's archive.",
        SHARED,
    ),
    "cache": (
        "layerlint cache [PATH ...] (--changed FILE | --before DIR | --since REV | --replay N)",
        "Which steps rerun, and why. PATH is a Dockerfile, or a folder to search.",
        CACHE,
    ),
    "order": (
        "layerlint order [PATH]",
        "The better order of a Dockerfile: what may move, the proof, what it saves. PATH is a Dockerfile, its folder, or -.",
        ORDER,
    ),
}


class ImageSettings(BuildSettings):
    """What `layerlint image` was asked to do. `dockerfile` and `save_base` are None where not asked for."""

    __slots__ = ("builder_given", "dockerfile", "limits", "path", "save_base")

    def __init__(self, words: Sequence[str]) -> None:
        given = values(words, IMAGE)
        super().__init__(given)
        if len(given.operands) != 1:
            raise Refusal("image: name one archive, or one folder with an OCI layout")
        self.path = given.operands[0]
        self.dockerfile = given.optional("--dockerfile")
        if self.dockerfile == "-":
            raise Refusal("image: --dockerfile needs a file; standard input is read once, and each builder's rows are tried")
        self.save_base = given.optional("--save-base")
        self.limits = Limits(*(given.optional(name) for name in ("--min-efficiency", "--max-wasted-bytes", "--max-wasted-percent")))
        self.builder_given = given.flag("--builder")


class CalibrateSettings(BuildSettings):
    """What `layerlint calibrate` was asked to learn, and from which image."""

    __slots__ = ("image", "path")

    def __init__(self, words: Sequence[str]) -> None:
        given = values(words, CALIBRATE)
        super().__init__(given)
        image = given.optional("--image")
        if image is None:
            raise Refusal("calibrate: name the built image with --image ARCHIVE|DIR")
        self.path = one_dockerfile(given, "calibrate")
        self.image = image


class SharedSettings(BuildSettings):
    """What `layerlint shared` was asked to compare."""

    __slots__ = ("paths",)

    def __init__(self, words: Sequence[str]) -> None:
        given = values(words, SHARED)
        super().__init__(given)
        self.paths = given.operands or ["."]


class CacheSettings(BuildSettings):
    """What `layerlint cache` was asked to do: exactly one of `changed`, `before`, `since` and `replay` is given.

    `before_args` are the build arguments of the build before; those of the others are in `surroundings`.
    """

    __slots__ = (
        "before",
        "before_args",
        "build_log",
        "changed",
        "paths",
        "regime",
        "replay",
        "since",
    )

    def __init__(self, words: Sequence[str]) -> None:
        given = values(words, CACHE)
        super().__init__(given)
        self.paths = given.operands or ["."]
        self.regime = given.text("--regime")
        self.changed = given.several("--changed")
        self.before = given.optional("--before")
        self.before_args = build_args(given.several("--before-build-arg"))
        self.since = given.optional("--since")
        self.replay = number(given.optional("--replay"), "--replay")
        self.build_log = given.optional("--build-log")
        asked = [bool(self.changed), self.before is not None, self.since is not None, self.replay is not None]
        if sum(asked) != 1:
            raise Refusal("cache: say what to compare: one of --changed FILE, --before DIR, --since REV, --replay N")
        if self.before is not None and not os.path.isdir(self.before):
            raise Refusal(f"--before: `{self.before}` is not a folder")
        if self.before_args and self.before is None:
            raise Refusal("--before-build-arg goes with --before")


class OrderSettings(BuildSettings):
    """What `layerlint order` was asked to do. `replay` is the number of commits, None for base rates."""

    __slots__ = ("diff", "explain", "path", "regime", "replay", "write")

    def __init__(self, words: Sequence[str]) -> None:
        given = values(words, ORDER)
        super().__init__(given)
        self.path = one_dockerfile(given, "order")
        self.regime = given.text("--regime")
        self.explain = given.flag("--explain")
        self.diff = given.flag("--diff")
        self.write = given.flag("--write")
        self.replay = number(given.optional("--replay"), "--replay")
        if self.write and (self.diff or self.path == "-"):
            raise Refusal("order: `--write` changes a file, and goes neither with `--diff` nor with standard input")
