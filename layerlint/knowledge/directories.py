"""Which directories a base image has before the first instruction: yes, no, or not known.

Known for certain are an empty base and the bare distributions; of official images on top of them only what they
share. Everything else is not known. Sources: package `base-files` and debootstrap of Debian 12, the root file
systems of Alpine, Fedora and BusyBox, hier(7); `reference` figures of real builds in tests/build/recorded_plans.
"""

from __future__ import annotations

# Directories that every distribution has.
ALWAYS = frozenset(
    "/bin /dev /etc /home /lib /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /usr/bin /usr/lib /usr/local "
    "/usr/local/bin /usr/local/lib /usr/local/share /usr/sbin /usr/share /var /var/cache /var/lib /var/local /var/log "
    "/var/opt /var/run /var/spool /var/tmp".split()
)
DEBIAN_TOO = frozenset(
    "/boot /etc/alternatives /etc/apt /etc/apt/apt.conf.d /etc/apt/sources.list.d /etc/cron.d /etc/default /etc/init.d /etc/opt "
    "/etc/profile.d /etc/security /etc/skel /etc/systemd /lib64 /usr/games /usr/include /usr/lib/apt /usr/local/etc /usr/local/games "
    "/usr/local/include /usr/local/sbin /usr/local/src /usr/src /var/backups /var/cache/apt /var/lib/apt /var/lib/dpkg /var/mail".split()
)
BUSYBOX = frozenset("/bin /etc /root /tmp".split())
BUSYBOX_PERHAPS = frozenset("/dev /home /lib /lib64 /proc /sys /usr /usr/bin /usr/sbin /var /var/spool /var/spool/mail /var/www".split())
BUSYBOX_OPEN = ("/dev/", "/etc/network", "/proc/", "/sys/")
UBUNTU_HOME = "/home/ubuntu"  # since 23.04

# Directories (without their first slash) whose children are known: what some distribution has in them. No other child exists in any.
CHILDREN = {
    "": "afs bin boot dev etc home lib lib32 lib64 libx32 local lost+found media mnt opt proc root run sbin selinux srv sys tmp usr var",
    "etc": (
        "X11 alternatives apk apt bash_completion.d binfmt.d busybox-paths.d chkconfig.d conf.d cron.d cron.daily cron.hourly "
        "cron.monthly cron.weekly crypto-policies cruft dbus-1 debuginfod default depmod.d dhcp dnf dpkg fonts gcrypt gnupg gss "
        "gssproxy init.d iproute2 issue.d kernel ld.so.conf.d libnl libssh logrotate.d lsb-release.d modprobe.d modules-load.d motd.d "
        "network openldap opkg opt pam.d periodic perl pkcs11 pki pm polkit-1 popt.d ppp profile.d python3 rc0.d rc1.d rc2.d rc3.d rc4.d "
        "rc5.d rc6.d rc.d rcS.d rhsm rpm sasl2 secfixes.d security selinux sgml skel ssh ssl subgid.d subuid.d swid sysconfig sysctl.d "
        "systemd terminfo tmpfiles.d udev udhcpc update-motd.d vim vulkan xattr.conf xdg xml yum yum.repos.d zypp"
    ),
    "home": "",
    "mnt": "",
    "opt": "rh",
    "run": (
        "blkid chrony cryptsetup dbus faillock initctl lock log mdadm mount netns openrc secrets sepermit setrans shm screen sudo systemd "
        "udev user utmp"
    ),
    "root": ".cache .config .gnupg .local .ssh",
    "srv": "www ftp",
    "tmp": "",
    "usr": (
        "X11R6 bin etc games i686-w64-mingw32 include lib lib32 lib64 libexec libx32 local man sbin share src tmp x86_64-w64-mingw32 "
        "aarch64-linux-gnu x86_64-linux-gnu"
    ),
    "usr/local": "bin etc games include lib lib32 lib64 libexec man sbin share src",
    "usr/local/bin": "",
    "usr/local/etc": "",
    "usr/local/src": "",
    "usr/src": "debug kernels",
    "var": (
        "adm account agentx backups cache crash db empty ftp games gopher kerberos lib local lock log lost+found mail named nis opt "
        "preserve run spool tmp www yp"
    ),
    "var/lib": (
        "AccountsService alternatives apk apt authselect ca-certificates dbus dhcp dhcpcd dnf dpkg empty games git initramfs-tools "
        "initscripts insserv ldconfig libdnf5 logrotate machines misc nobody nfs os-prober pam php plymouth polkit-1 portables private "
        "python rpm rpm-state rsyslog selinux sepolgen stateless systemd ucf udhcpd unbound update-rc.d urandom vim xkb YaST2 yum zypp"
    ),
    "var/log": "anaconda apt audit chrony fsck hawkey journal mail private samba sssd sysstat tuned unattended-upgrades YaST2 zypp",
    "var/www": "",
}
KNOWN_CHILDREN = {parent: frozenset(names.split()) for parent, names in CHILDREN.items()}

# Official images on a distribution bring directories of their own; of these parents only the names here are touched
# (Dockerfiles of docker-library, those in base_images.txt; an image's own WORKDIR is known from its record).
OFFICIAL_ROOTS = frozenset("certs config data docker-entrypoint-initdb.d docker-entrypoint.d go".split())
OFFICIAL_SOURCES = frozenset("debug ghost kernels php python redis ruby".split())

# Links that stand for directories: (link, directory).
EVERYWHERE_LINKED = (("/var/run", "/run"), ("/var/lock", "/run/lock"))
USR_MERGED = (("/bin", "/usr/bin"), ("/sbin", "/usr/sbin"), ("/lib", "/usr/lib"), ("/lib64", "/usr/lib64"))
NOT_MERGED_DEBIAN = frozenset("7 8 9 10 11 wheezy jessie stretch buster bullseye oldoldstable oldoldoldstable".split())
NOT_MERGED_UBUNTU = frozenset("12.04 14.04 16.04 18.04 precise trusty xenial bionic".split())


def base_has(kind: str, path: str) -> bool | None:
    """Whether a base of this kind has the directory `path` (absolute, cleaned); None: not known.

    `kind` is `scratch`, the name of a distribution, `official` (an official image on one), or empty for any other image.
    """
    if path == "/":
        return True
    if kind == "scratch":
        return False
    if kind == "busybox":
        return True if path in BUSYBOX else None if path in BUSYBOX_PERHAPS or path.startswith(BUSYBOX_OPEN) else False
    if not kind:
        return None
    if path.startswith(UBUNTU_HOME) and kind in ("ubuntu", "official"):
        return None
    if path in ALWAYS or (path in DEBIAN_TOO and kind in ("debian", "ubuntu")):
        return True
    absent = _absent_in_official(path) if kind == "official" else _absent(path)
    return False if absent else None


def links(kind: str, tag: str) -> tuple[tuple[str, str], ...]:
    """The directories of a distribution that are links, each with what it stands for."""
    version = tag.partition("-")[0]
    merged = kind == "debian" and version.partition(".")[0] not in NOT_MERGED_DEBIAN
    if merged or (kind == "ubuntu" and version not in NOT_MERGED_UBUNTU):
        return (*EVERYWHERE_LINKED, *USR_MERGED, ("/usr/local/man", "/usr/local/share/man"))
    return EVERYWHERE_LINKED if kind == "alpine" else ()


def _absent(path: str) -> bool:
    """True when a directory on the way is known with all its children, and the path is none of them."""
    at = 0
    while at >= 0:
        behind = path.find("/", at + 1)
        known = KNOWN_CHILDREN.get(path[1:at])
        name = path[at + 1 :] if behind < 0 else path[at + 1 : behind]
        if known is not None and name not in known:
            return True
        at = behind
    return False


def _absent_in_official(path: str) -> bool:
    first, _, rest = path[1:].partition("/")
    if first not in KNOWN_CHILDREN[""]:
        return first not in OFFICIAL_ROOTS
    second, _, third = rest.partition("/")
    if first == "home":  # the users' own homes are empty but for dot files
        return third != "" and not third.startswith(".")
    return first == "usr" and second == "src" and third != "" and third.partition("/")[0] not in OFFICIAL_SOURCES
