"""Names of variables that sound like secrets, as three readers hear them: this project, BuildKit, hadolint; and names of build
arguments whose value is new in every build: commits, dates, build numbers, and what CI systems set.

Sources: the predefined variables of GitHub, GitLab, CircleCI, Travis, Drone and Buildkite (their documentation, read
2026-11), the label-schema and OCI annotation conventions, and the ARGs of real Dockerfiles.
"""

from __future__ import annotations

# A word at the end of a name that says what the value is.
SECRETS = frozenset("apikey credential credentials passphrase passwd password passwords pword secret secrets token".split())
# Words that make a secret of the `KEY` behind them; a GPG or public key is none.
SECRET_KEYS = frozenset("access account api auth deploy encryption private secret ssh".split())
# Words by which a name asks whether or how, and not what.
QUESTIONS = frozenset("allow disable enable empty generate has is no public random require skip use".split())
# Values that are an answer to such a question.
ANSWERS = frozenset("0 1 disabled enabled false n no none null off on true undefined unset y yes".split())
# Beginnings of values that somebody is meant to replace.
PLACEHOLDERS = ("<", "change", "dummy", "example", "fake", "placeholder", "replace", "todo", "xxx", "your", "{{")

# BuildKit v0.25, `getSecretsRegex` of frontend/dockerfile/dockerfile2llb: one of these between underscores, and no `public`.
BUILDKIT = frozenset("apikey auth credential credentials key password pword passwd secret token".split())
# hadolint 2.15.1: a part of the name in any case (asked of the binary).
HADOLINT = ("api_key", "password", "private", "secret", "token", "username")


def is_secret(name: str) -> bool:
    """True when the last word says that the value is a secret."""
    words = name.lower().strip("_").split("_")
    if not QUESTIONS.isdisjoint(words):
        return False
    return words[-1] in SECRETS or (words[-1] == "key" and len(words) > 1 and words[-2] in SECRET_KEYS)


def is_given(value: str) -> bool:
    """True when the value could be a secret: not empty, no answer to a question, no path, no address, no placeholder."""
    plain = value.strip("\"'*").lower()
    if not plain or plain in ANSWERS or plain.startswith(PLACEHOLDERS):
        return False
    return not plain.startswith(("/", "./")) and "://" not in plain


def buildkit(name: str) -> bool:
    """True when BuildKit's SecretsUsedInArgOrEnv speaks of the name."""
    words = name.lower().split("_")
    return not BUILDKIT.isdisjoint(words) and "public" not in words


def hadolint(name: str) -> bool:
    """True when hadolint's DL3064 speaks of the name."""
    lower = name.lower()
    return lower == "aws_access_key_id" or any(part in lower for part in HADOLINT)


# A name that is one of these, or ends with `_` and one of these.
_ENDS = frozenset(
    "GIT_SHA GIT_SHA1 GIT_COMMIT GIT_COMMIT_SHA GIT_HASH GIT_REV GIT_REVISION GIT_REF GIT_DESCRIBE COMMIT COMMIT_SHA COMMIT_HASH COMMIT_ID "
    "COMMIT_REF COMMIT_DATE REVISION VCS_REF VCS_REVISION VCS_COMMIT BUILD_DATE BUILD_TIME BUILD_DATETIME BUILD_TIMESTAMP BUILD_NUMBER "
    "BUILD_NUM BUILD_ID BUILD_SHA BUILD_COMMIT BUILD_REVISION BUILD_REF BUILD_URL BUILD_TAG BUILDDATE BUILDTIME BUILDNUMBER COMMITID "
    "COMMITSHA GITCOMMIT GITSHA GITHASH GITHUB_SHA GITHUB_RUN_ID GITHUB_RUN_NUMBER CIRCLE_SHA1 CIRCLE_BUILD_NUM SHORT_SHA".split()
)
_STARTS = (
    "CI_COMMIT_",
    "CI_JOB_",
    "CI_PIPELINE_",
    "TRAVIS_COMMIT",
    "TRAVIS_BUILD_",
    "DRONE_COMMIT",
    "DRONE_BUILD_",
    "BUILDKITE_COMMIT",
    "BUILDKITE_BUILD_",
)
# Names meant to rerun what stands below them.
_ON_PURPOSE = ("CACHE", "BUST", "REFRESH", "REBUILD")

# Defaults that stand for "given at build time"; any other default pins the value.
_PLACEHOLDERS = frozenset("unknown none dev local head latest main master snapshot unset undefined null 0 -1 n/a na - development".split())


def is_volatile_name(name: str) -> bool:
    """True for a name that says its value is new in every build."""
    name = name.upper()
    if any(word in name for word in _ON_PURPOSE):
        return False
    if name in _ENDS or name.startswith(_STARTS):
        return True
    at = name.find("_")
    while at >= 0:
        if name[at + 1 :] in _ENDS:
            return True
        at = name.find("_", at + 1)
    return False


def is_placeholder(default: str | None) -> bool:
    """True for a default that is no real value: none, empty, or a word such as `unknown`."""
    return (default or "").strip("\"'").lower() in _PLACEHOLDERS or not (default or "").strip("\"'")
