"""Values of build arguments never reach a report."""

from __future__ import annotations

import pytest

from layerlint.image.masking import Masking

MASKED = [
    (["|1 TOKEN=xyz /bin/sh -c make"], "|1 TOKEN=*** /bin/sh -c make", "xyz"),
    (["|1 TOKEN=a B=c /bin/sh -c make"], "|1 *** /bin/sh -c make", "B=c"),
    (["ARG T=a /b c", "RUN |1 T=a /b c /bin/touch /t # buildkit"], "RUN |1 T=*** /bin/touch /t # buildkit", "/b c"),
    (["ARG TOKEN", "RUN |1 TOKEN=xyz /bin/sh -c make # buildkit"], "RUN |1 TOKEN=*** /bin/sh -c make # buildkit", "xyz"),
    (["ARG A", "ARG B", "RUN |2 A=x y z B=two words /bin/sh -c a=1 make"], "RUN |2 A=*** B=*** /bin/sh -c a=1 make", "two"),
    (["/bin/sh -c #(nop)  ARG T", "|1 T=s3 cret /bin/touch /t"], "|1 T=*** /bin/touch /t", "cret"),
    (["/bin/sh -c #(nop) ARG A", "/bin/sh -c #(nop) ARG B A", "|3 A=q B=r s /bin/sh -c x"], "|3 A=*** B=*** /bin/sh -c x", "r s"),
    (["ARG T=deep secret"], "ARG T=***", "deep"),
    (["ARG A=1 B=two C"], "ARG A=*** B=***", "two"),
    (["/bin/bash -o pipefail -c #(nop)  ARG T=xyz"], "/bin/bash -o pipefail -c #(nop)  ARG T=***", "xyz"),
    (["ARG T", "RUN |1 T=xyz /bin/bash -o pipefail -c make # buildkit"], "RUN |1 T=*** /bin/bash -o pipefail -c make # buildkit", "xyz"),
    (["ARG T", "RUN |1 T=line\nnext /bin/sh -c make # buildkit"], "RUN |1 T=*** /bin/sh -c make # buildkit", "next"),
    (["ARG T", "SHELL [pwsh -Command]", "RUN |1 T=xyz pwsh -Command dir"], "RUN |1 T=*** pwsh -Command dir", "xyz"),
    (["RUN /bin/sh -c echo A=b"], "RUN /bin/sh -c echo A=b", ""),
    (["|1 http_proxy=http://u:p@h /bin/sh -c x"], "|1 http_proxy=*** /bin/sh -c x", "u:p"),
]


@pytest.mark.parametrize(("history", "text", "secret"), MASKED)
def test_values_are_masked(history: list[str], text: str, secret: str) -> None:
    masking = Masking()
    *_, last = [masking.masked(entry) for entry in history]
    assert last == text
    assert not secret or secret not in last
