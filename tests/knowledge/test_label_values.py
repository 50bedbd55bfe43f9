"""Forms of label values: the documents that define them have these cases."""

from __future__ import annotations

import pytest

from layerlint.knowledge.label_values import FORMS, fits


@pytest.mark.parametrize("kind", FORMS)
def test_the_empty_value_fits_nothing(kind: str) -> None:
    assert not fits(kind, "")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", " "),
        ("no such type", "x"),
        ("url", "https://user@example.com:8080/a/b?c=%20#d"),
        ("url", "http://[2001:db8::1]/"),
        ("url", "HTTPS://EXAMPLE.COM"),
        ("url", "mailto:team@example.com"),
        ("url", "urn:isbn:0451450523"),
        ("url", "https://example.com/" + "a" * 1000),
        ("semver", "0.0.0"),
        ("semver", "1.2.3-0a.--.7+01"),
        ("semver", "999999999999999999.1.2"),
        ("hash", "0123abc"),
        ("hash", "a" * 12),
        ("hash", "a" * 40),
        ("hash", "a" * 64),
        ("rfc3339", "1985-04-12T23:20:50.52Z"),
        ("rfc3339", "1996-12-19T16:39:57-08:00"),
        ("rfc3339", "1990-12-31T23:59:60z"),
        ("rfc3339", "2000-02-29t00:00:00Z"),
        ("spdx", "Apache-2.0 OR MIT"),
        ("email", "first.last+tag@mail.example.com"),
        ("email", '"a b"@example.com'),
        ("email", "a@[192.0.2.1]"),
        ("email", "root@localhost"),
    ],
)
def test_values_of_their_form(kind: str, value: str) -> None:
    assert fits(kind, value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("url", "example.com"),
        ("url", "//example.com"),
        ("url", "https:example.com"),
        ("url", "https:///path"),
        ("url", "https://a b"),
        ("url", "https://a/%2"),
        ("url", "https://bücher.example"),
        ("url", "git@example.com:a/b.git"),
        ("semver", "1.2"),
        ("semver", "v1.2.3"),
        ("semver", "1.02.3"),
        ("semver", "1.2.3-01"),
        ("semver", "1.2.3-"),
        ("semver", "1.2.3-a..b"),
        ("semver", "1.2.3+a_b"),
        ("semver", "1.2.3\n"),
        ("semver", "١.٢.٣"),  # noqa: RUF001  # digits, but not ASCII
        ("semver", "1.2." + "3" * 10_000),
        ("hash", "0123ab"),
        ("hash", "0123ABC"),
        ("hash", "a" * 41),
        ("hash", "main"),
        ("rfc3339", "2020-01-01"),
        ("rfc3339", "2020-01-01T00:00:00"),
        ("rfc3339", "2020-01-01 00:00:00Z"),
        ("rfc3339", "2021-02-29T00:00:00Z"),
        ("rfc3339", "1900-02-29T00:00:00Z"),
        ("rfc3339", "2020-04-31T00:00:00Z"),
        ("rfc3339", "2020-00-10T00:00:00Z"),
        ("rfc3339", "2020-01-00T00:00:00Z"),
        ("rfc3339", "2020-01-01T24:00:00Z"),
        ("rfc3339", "2020-01-01T00:60:00Z"),
        ("rfc3339", "2020-01-01T00:00:61Z"),
        ("rfc3339", "2020-01-01T00:00:00.Z"),
        ("rfc3339", "2020-01-01T00:00:00+0100"),
        ("rfc3339", "2020-01-01T00:00:00+24:00"),
        ("spdx", "Apache License 2.0"),
        ("email", "web"),
        ("email", "Web Team <web@example.com>"),
        ("email", "a..b@example.com"),
        ("email", ".a@example.com"),
        ("email", "a@-b.example"),
        ("email", "a@b@example.com"),
        ("email", "a@"),
    ],
)
def test_values_of_no_form(kind: str, value: str) -> None:
    assert not fits(kind, value)
