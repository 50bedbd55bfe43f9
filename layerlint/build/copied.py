"""The bytes of a COPY or ADD: exact where the build context and the text tell them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.existing import Tree
    from layerlint.build.rows import Row
    from layerlint.build.scope import Scopes
    from layerlint.facts import Facts


def copied(row: Row, facts: Facts, scopes: Scopes, tree: Tree) -> None:
    """Give the row of a COPY or ADD its bytes, and note in `tree` the directories it makes."""
