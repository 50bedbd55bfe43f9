"""layerlint: what every line of a Dockerfile costs, before anything is built.

`layerlint.check_file(path)` is the same as `layerlint check path`; it is imported when it is first asked for.
"""

__version__ = "0.1.0"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.api import check_file

__all__ = ["__version__", "check_file"]


def __getattr__(name: str) -> object:
    if name != "check_file":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from layerlint import api

    return api.check_file
