"""What users and groups weigh: the files of accounts are copied whole, once in a RUN, and a home begins with a skeleton."""

from __future__ import annotations

from layerlint.knowledge.base_images import fills_user_logs
from layerlint.knowledge.command_places import USER_OPTIONS
from layerlint.knowledge.file_use import Arguments
from layerlint.knowledge.image_contents import family
from layerlint.size import between

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.sizes import SizeWalk
    from layerlint.build.weights import Triple

ACCOUNT_COMMANDS = tuple(
    "useradd adduser groupadd addgroup usermod groupmod userdel deluser groupdel delgroup passwd chpasswd chsh gpasswd".split()
)
MAKE = ("useradd", "adduser", "groupadd", "addgroup")
# passwd, group, shadow, gshadow, each with its backup; compressed: 934 B with Alpine, 1168 B and 1215 B with Debian and Ubuntu.
ACCOUNTS: tuple[Triple, Triple] = ((1500, 4500, 12_000), (650, 950, 1700))
# usermod and the like rewrite some of them; 1083 bytes, 325 compressed, built 2026-11.
CHANGED: tuple[Triple, Triple] = ((400, 2500, 9000), (200, 900, 1800))
# /etc/skel: Debian and Ubuntu .bashrc, .profile, .bash_logout; the rpm family three shorter ones; Alpine has none.
SKELETON: dict[str, tuple[Triple, Triple]] = {
    "debian": ((4300, 4600, 5500), (1700, 2200, 3000)),
    "rpm": ((0, 700, 40_000), (0, 400, 42_000)),
    "": ((0, 4600, 5500), (0, 1000, 3000)),
}
# lastlog and faillog, sparse: 292 and 32 bytes a user id.
LOGS: tuple[Triple, Triple] = ((0, 30_000, 330_000), (0, 150, 700))


def account(walk: SizeWalk, words: list[str]) -> bool:
    """Weigh one command that makes or changes accounts."""
    name, reference = words[0].rpartition("/")[2], walk.around.packages.reference
    kind = family(reference)
    given = Arguments(words, " ".join(USER_OPTIONS) + " --ingroup")
    joins = name == "adduser" and len(given.plain) > 1  # `adduser USER GROUP` makes nobody
    makes = name in MAKE and not joins
    if not walk.accounts:
        walk.accounts = True
        _add(walk, *(ACCOUNTS if makes else CHANGED))
        if kind != "alpine" and fills_user_logs(reference) is not False:
            _add(walk, *LOGS)
    if makes and kind != "alpine" and _makes_home(name, given, kind):
        _add(walk, *SKELETON[kind])
        walk.weights.entry(1, 2, 4)
    return True


def _makes_home(name: str, given: Arguments, kind: str) -> bool:
    if given.has("-m", "--create-home"):
        return True
    refuses = given.has("-H", "-M", "--no-create-home", "--system", "-r", "-S")
    return not refuses and (name == "adduser" or (name == "useradd" and kind == "rpm"))


def _add(walk: SizeWalk, files: Triple, packed: Triple) -> None:
    walk.weights.part(between(files), between(packed))
