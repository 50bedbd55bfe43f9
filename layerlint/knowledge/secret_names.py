"""Names of variables that sound like secrets, as three readers hear them: this project, BuildKit, hadolint."""

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
