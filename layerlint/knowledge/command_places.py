"""What well-known commands do to the directories of an image. For every other command nothing is claimed.

Sources: the manuals of coreutils, BusyBox, shadow, dpkg, apk-tools; tests/build/recorded_plans for what makes a layer.
"""

from __future__ import annotations

# Commands that write nothing, unless a redirection does.
QUIET = frozenset(
    ": [ [[ alias arch basename break cat cd cksum cmp command comm continue cut date declare df diff dirname du echo egrep env exit "
    "export expr false fgrep file find free getconf getent getopts grep groups hash head hostname id join less let local locale logname ls "
    "md5sum mount more nproc od paste pathchk printenv printf ps pwd read readlink readonly realpath return seq set sha1sum sha256sum "
    "sha512sum shift shopt sleep sort stat strings sum sync tac tail test times tr trap true tsort tty type ulimit umask uname uniq unset "
    "uptime wait wc whereis which who whoami xxd yes".split()
)
QUIET_UNLESS = {"sort": ("-o", "--output"), "find": ("-delete", "-exec", "-execdir", "-ok", "-okdir", "-fprint", "-fprintf", "-fls")}
# Programs that only print when all they get is one of these words.
PRINTS_VERSION = frozenset(
    "bash cargo cc cmake curl g++ gcc git go java javac jq make node perl php python python3 ruby rustc wget".split()
)
VERSION_WORDS = frozenset(("--version", "-V", "-v", "-version", "version", "--help", "env"))

# Commands whose bytes can be told, or that meet files of lower layers (build/sizes.py).
WEIGHED = frozenset(
    "add-apt-repository apt-add-repository update-locale a2disconf a2dismod a2dissite a2enconf a2enmod a2ensite addgroup adduser alternatives apk apt apt-get apt-key aptitude chgrp chmod chown "
    "chpasswd chsh cp curl debconf-set-selections delgroup deluser dnf dnf5 docker-php-ext-enable dpkg dpkg-divert dpkg-reconfigure "
    "find git gpasswd gpg groupadd groupdel groupmod install ldconfig ln locale-gen localedef microdnf mkdir mv npm passwd pip rm rmdir sed "
    "tdnf tee touch unlink update-alternatives update-ca-certificates update-rc.d useradd userdel usermod uv venv virtualenv wget yarn yum zypper".split()
)

# Package managers of the system: the verbs that install for certain, those that add, those that may take away.
SYSTEM_INSTALLS = {
    "apk": frozenset(("add",)),
    "apt": frozenset(("install", "update", "upgrade")),
    "apt-get": frozenset(("install", "update", "upgrade", "dist-upgrade")),
    "dnf": frozenset(("install",)),
    "microdnf": frozenset(("install",)),
    "yum": frozenset(("install",)),
    "zypper": frozenset(("install", "in")),
}
SYSTEM_TOOLS = frozenset(
    "a2enmod add-apt-repository apt-cache apt-key apt-mark aptitude debconf-set-selections dpkg dpkg-divert dpkg-reconfigure gpg ldconfig "
    "locale-gen localedef pacman rpm setcap update-alternatives update-ca-certificates update-ca-trust update-locale".split()
)
SYSTEM_REMOVES = frozenset("autoremove autoclean clean del erase purge remove --purge -r -P dist-clean".split())
SYSTEM_PLACES = (
    "/bin/",
    "/boot/",
    "/etc/",
    "/home/",
    "/lib/",
    "/media/",
    "/mnt/",
    "/opt/",
    "/root/",
    "/run/",
    "/sbin/",
    "/srv/",
    "/usr/",
    "/var/",
)

# Package managers and compilers of languages: they work below the current directory, the home and the system's places.
LANGUAGE_TOOLS = frozenset(
    "bundle bundler cargo composer conda corepack dotnet gem go gradle mamba micromamba mvn npm npx pear pecl pip pip2 pip3 pipenv pnpm "
    "poetry rustup uv yarn docker-php-ext-configure docker-php-ext-enable docker-php-ext-install".split()
)
LANGUAGE_PLACES = (*SYSTEM_PLACES, *"/cargo/ /go/ /tmp/".split())

# Options of useradd and adduser that take the next word.
USER_OPTIONS = tuple(
    "-b -c -d -e -f -g -G -h -k -K -p -s -u -U -Z --comment --gecos --gid --groups --home --home-dir --shell --uid".split()
)


def is_quiet(name: str, arguments: list[str | None]) -> bool:
    """True for a command that writes no file and makes no directory, whatever it prints."""
    if name in PRINTS_VERSION:
        return len(arguments) == 1 and arguments[0] in VERSION_WORDS
    if name not in QUIET:
        return False
    loud = QUIET_UNLESS.get(name)
    return loud is None or not any(word is None or word.startswith(loud) for word in arguments)
