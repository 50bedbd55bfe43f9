"""Names that sound like secrets. What BuildKit and hadolint hear is recorded in tests/buildkit and asked in tests/test_hadolint.py."""

from __future__ import annotations

import pytest

from layerlint.knowledge.secret_names import is_given, is_secret


@pytest.mark.parametrize(
    "name", ["TOKEN", "npm_token", "DB_PASSWORD", "AWS_SECRET_ACCESS_KEY", "SSH_PRIVATE_KEY", "apikey", "API_KEY", "OAUTH_CLIENT_SECRET"]
)
def test_secrets(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "TOKEN_FILE",
        "PASSWORD_PATH",
        "KEY_NAME",
        "AWS_ACCESS_KEY_ID",
        "AUTH_MODE",
        "KEY_ALIAS",
        "TOKEN_ENABLED",
        "SECRETS_VERSION",
        "PUBLIC_KEY",
        "GPG_KEY",
        "SITE_KEY",
        "KEY",
        "USERNAME",
        "GOPRIVATE",
        "ALLOW_EMPTY_PASSWORD",
        "USE_ID_TOKEN",
        "TOKENIZER",
        "",
    ],
)
def test_no_secrets(name: str) -> None:
    assert not is_secret(name)


@pytest.mark.parametrize("value", ["hunter2", "D0cker!a8s", '"x"', "a/b"])
def test_values_that_can_be_secrets(value: str) -> None:
    assert is_given(value)


@pytest.mark.parametrize(
    "value", ["", '""', "none", "FALSE", "**None**", "/run/secrets/x", "https://example.com", "changeme", "<token>", "0"]
)
def test_values_that_cannot(value: str) -> None:
    assert not is_given(value)
