"""How each tool is told to leave development dependencies out, or asked to bring them.

npm-ci(1), yarn install (1.x), `composer install --help`, `pipenv install --help`, `poetry install --help`, `pdm install --help`,
`uv sync --help`, `pip install --help`, bundle-install(1), bundle-config(1); read 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.knowledge.wrappers import Words

# Names of groups, extras and requirement files for the work on the sources.
GROUPS = frozenset("dev devel development test tests testing lint linting".split())


class Tool:
    """`verbs` install from the manifest; with an option of `off`, or with a variable of `variables` set to one of `values`
    (any value when empty), development dependencies are left out; so they are from where a step has a word of `settings`.

    With an option of `on` they come in by request, and with one of `groups` whose value names them. `requested`: nothing
    but a request tells that they are there. `named`: packages and files may stand behind the verb.
    """

    __slots__ = ("groups", "named", "off", "on", "requested", "settings", "values", "variables", "verbs")

    def __init__(
        self,
        verbs: str,
        off: str = "",
        on: str = "",
        variables: str = "",
        values: str = "",
        groups: str = "",
        settings: str = "",
        *,
        requested: bool = False,
        named: bool = False,
    ) -> None:
        self.verbs = frozenset(verbs.split(","))
        self.off = frozenset(off.split())
        self.on = frozenset(on.split())
        self.variables = tuple(variables.split())
        self.values = frozenset(values.split())
        self.groups = frozenset(groups.split())
        self.settings = tuple(settings.split())
        self.requested = requested
        self.named = named


TOOLS = {
    "npm": Tool("ci,install,i,clean-install", "--omit --omit=dev --production --production=true --prod --only --only=prod --only=production "
        "-g --global", "--include=dev --also=dev --dev", "NODE_ENV npm_config_omit NPM_CONFIG_OMIT npm_config_production NPM_CONFIG_PRODUCTION",
        "production dev true"),
    "yarn": Tool(",install", "--production --production=true --prod --version", "--production=false", "NODE_ENV", "production"),
    "composer": Tool("install,i", "--no-dev", "--dev", "COMPOSER_NO_DEV"),
    "pipenv": Tool("install,sync", "", "--dev -d", requested=True),
    "poetry": Tool("install,sync", "--only --no-dev --without --only-root", "--with=dev --all-groups", groups="--with -E --extras", requested=True),
    "pdm": Tool("install,sync", "--prod --production --no-dev", "", groups="-G --group", requested=True),
    "uv": Tool("sync,pip install", "--no-dev --no-default-groups --only-group --no-group", "--all-groups", "UV_NO_DEV UV_NO_DEFAULT_GROUPS", "",
        "--group --extra", named=True),
    "pip": Tool("install", groups="--group", requested=True, named=True),
    "bundle": Tool(",install", "--without --version -v", "", "BUNDLE_WITHOUT BUNDLE_ONLY", "", "--with", ".bundle BUNDLE_WITHOUT BUNDLE_ONLY without"),
}  # fmt: skip
_FILES = frozenset(("-r", "--requirement", "--requirements"))
_BY_FILE = ("pip", "uv")
_EDITABLE = frozenset(("-e", "--editable"))  # who installs so, means to work on the sources


def is_asked_for(name: str, tool: Tool, words: Words) -> bool:
    """True when a call of the tool called `name` asks for development dependencies."""
    if not tool.on.isdisjoint(words) or any(not GROUPS.isdisjoint(_parts(value, ", :")) for value in _values(words, tool.groups)):
        return True
    if name not in _BY_FILE:
        return False
    if any(map(_is_development_file, _values(words, _FILES))):
        return True
    return _EDITABLE.isdisjoint(words) and any(map(_has_development_extra, words))


def _values(words: Words, options: frozenset[str]) -> Iterator[str]:
    """The values of all these options, `--group dev` and `--group=dev` alike."""
    for at, word in enumerate(words):
        option, equals, value = (word or "").partition("=")
        if option in options:
            yield value if equals else (words[at + 1] if at + 1 < len(words) else "") or ""


def _is_development_file(path: str) -> bool:
    """True for `requirements-dev.txt`, `requirements/test.txt`, `dev-requirements.txt`."""
    folder, _, name = path.rpartition("/")
    return not GROUPS.isdisjoint(_parts(name.lower().rpartition(".")[0], "-_.")) and ("requirements" in name or "requirements" in folder)


def _has_development_extra(word: str | None) -> bool:
    """True for `.[dev]` and `app[test,dev]`."""
    _, bracket, extras = (word or "").partition("[")
    return bool(bracket) and extras.endswith("]") and not GROUPS.isdisjoint(_parts(extras[:-1], ", "))


def _parts(text: str, marks: str) -> set[str]:
    for mark in marks:
        text = text.replace(mark, " ")
    return set(text.split())
