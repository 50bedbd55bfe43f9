"""Names of build arguments whose value is new in every build: commits, dates, build numbers, and what CI systems set.

Sources: the predefined variables of GitHub, GitLab, CircleCI, Travis, Drone and Buildkite (their documentation, read
2026-11), the label-schema and OCI annotation conventions, and the ARGs of real Dockerfiles.
"""

from __future__ import annotations

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
