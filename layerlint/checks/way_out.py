"""What to do about a leftover of a package manager, so that the advice, followed to the letter, still builds."""

from __future__ import annotations

from layerlint.checks.archived import gone
from layerlint.checks.stale import lonely_updates
from layerlint.knowledge import clean_ups
from layerlint.knowledge.base_images import canonical
from layerlint.knowledge.os_packages import package_call
from layerlint.problem import Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.leftovers import Leftover
    from layerlint.facts import Facts

# Official images that have never set a USER, whatever the tag (docker-library/official-images, read 2026-11).
_OF_ROOT = frozenset("debian ubuntu alpine centos fedora node python ruby php golang rust perl maven openjdk eclipse-temurin".split())
_OF_DISTRIBUTION = frozenset(("apt-lists", "apt-archives", "yum-cache", "dnf-cache"))
_LISTS = "/var/lib/apt/lists/*"


class WayOut:
    """The `deed` as a help line ("": the rule's own), and the other places that it touches."""

    __slots__ = ("deed", "related")

    def __init__(self, deed: str, related: list[Related] | None = None) -> None:
        self.deed = deed
        self.related = related or []


def way_out(left: Leftover, file: Facts) -> WayOut | None:
    """None where nothing is to be said here: the update stands alone, of which LL105 speaks, the manager finds no packages,
    of which LL337 speaks, or nobody knows the place."""
    if left.residue.name in _OF_DISTRIBUTION and gone(left.step.stage, file) is not None:
        return None
    if left.residue.name in ("apt-lists", "apk-index") and any(one.run is left.step.instruction for one in lonely_updates(file)):
        return None
    if left.residue.name == "apt-lists":
        return _of_lists(left, file)
    if left.residue.name == "apk-index":
        return WayOut(clean_ups.without_index(left.labels, _base(left, file)))
    if left.residue.name == "bundler-cache":
        return _of_bundler(left, file)
    return WayOut(_plainly(left, file))


def _of_lists(left: Leftover, file: Facts) -> WayOut:
    """Later installs read these lists: they have to come along."""
    from layerlint.checks.later_installs import installs, later_install

    remove = f"{left.sudo} rm -rf {_LISTS}".lstrip()
    user = later_install(left, file)
    if user is not None:
        related = [Related(user.span, f"`{user.label}` installs from these lists")]
        return WayOut(f"Bring the installs that use these lists into one RUN that ends with `{remove}`.", related)
    if not installs(left.step.instruction, file):
        return WayOut(f"Leave it out, or end this RUN with `{remove}`: nothing below is seen to install from these lists.")
    return WayOut(_plainly(left, file))


def _of_bundler(left: Leftover, file: Facts) -> WayOut | None:
    scope = left.step.scope
    if scope.get("BUNDLE_DEPLOYMENT"):
        return None
    if scope.get("BUNDLE_PATH"):
        return WayOut('End the same RUN with `rm -rf "$BUNDLE_PATH"/cache "$BUNDLE_PATH"/ruby/*/cache`.')
    if scope.get("GEM_HOME") or canonical(_base(left, file)).startswith("ruby:"):  # all of these set it to /usr/local/bundle
        return WayOut('End the same RUN with `rm -rf "$GEM_HOME"/cache`, or mount a cache over that folder.')
    return None


def _plainly(left: Leftover, file: Facts) -> str:
    home = _home(left, file)
    if left.residue.name == "npm-cache" and _is_removed_again("npm", left, file):
        return f"End the same RUN with `rm -rf {home or '~'}/.npm`: `npm` itself is removed by then."
    return clean_ups.way_out(left.residue.name, left.label, left.programs, sudo=left.sudo, home=home)


def _is_removed_again(program: str, left: Leftover, file: Facts) -> bool:
    """True when the RUN itself removes the package of the program, and so what would clean up."""
    calls = [package_call(one.call) for one in file.invocations(left.step.instruction)]
    return any(call is not None and not call.installs and program in call.packages for call in calls)


def _home(left: Leftover, file: Facts) -> str | None:
    scope = left.step.scope
    user = scope.user
    if user is None and canonical(_base(left, file)).partition(":")[0] in _OF_ROOT:
        user = "root"
    if left.sudo or (user or "").partition(":")[0] not in ("root", "0"):
        return None
    return scope.get("HOME") or "/root"


def _base(left: Leftover, file: Facts) -> str:
    return file.graph.base_reference(file.graph.chain(left.step.stage)[0]) or ""
