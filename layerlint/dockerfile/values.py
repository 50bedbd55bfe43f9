"""Values that the builder checks: durations, modes, signals, ports, platforms. Each function returns the reason of a
refusal, or an empty string. Asked of BuildKit 28 (tests/dockerfile/verdicts.json)."""

from __future__ import annotations

_DIGITS = frozenset("0123456789.")
UNITS = {"ns": 1, "us": 1_000, "µs": 1_000, "μs": 1_000, "ms": 1_000_000, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}
LEAST_INTERVAL = 1_000_000  # ns; shorter ones are refused, 0 means the default
HEALTH_DURATIONS = ("interval", "timeout", "start-period", "start-interval")

# Signals of Linux, as github.com/moby/sys/signal knows them; SIGRTMIN+n and SIGRTMAX-n come on top.
SIGNALS = frozenset(
    "ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP "
    "TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX".split()
)

SYSTEMS = frozenset(
    "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos macos".split()
)
ARCHITECTURES = frozenset(
    "386 i386 amd64 x86_64 x86-64 amd64p32 arm armbe armhf armel arm64 aarch64 arm64be ppc ppc64 ppc64le loong64 mips mipsle mips64 "
    "mips64le mips64p32 mips64p32le riscv riscv64 s390 s390x sparc sparc64 wasm".split()
)


def duration(text: str) -> float | None:
    """Nanoseconds of a Go duration such as `1m30s`; None when it is none."""
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text.removeprefix("+"))
    if digits == "0":
        return 0
    total, at = 0.0, 0
    while at < len(digits):
        end = at
        while digits[end : end + 1] in _DIGITS:
            end += 1
        number, unit = digits[at:end], next((unit for unit in UNITS if digits.startswith(unit, end)), "")
        if not unit or number.count(".") > 1 or not number.strip("."):
            return None
        total += float(number) * UNITS[unit]
        at = end + len(unit)
    return sign * total if digits else None


def health_number_problem(flag: str, value: str) -> str:
    """Why HEALTHCHECK refuses the value of one of its flags."""
    if not value:
        return ""
    if flag in HEALTH_DURATIONS:
        length = duration(value)
        if length is None:
            return f"`--{flag}` is a duration such as `30s`"
        return f"`--{flag}` cannot be less than 1ms" if length and length < LEAST_INTERVAL else ""
    if flag == "retries":
        number = value.removeprefix("-").removeprefix("+")
        if not (number.isascii() and number.isdigit()):
            return "`--retries` is a whole number"
        return "`--retries` cannot be negative" if value.startswith("-") and number.strip("0") else ""
    return ""


def chmod_problem(value: str) -> str:
    """Why `--chmod` refuses a value: octal up to 7777, or symbolic such as `u+x,go-w`."""
    if value.isascii() and value.isdigit():
        return (
            ""
            if len(value) <= 32 and not value.strip("01234567") and int(value, 8) <= 0o7777
            else f"`--chmod={value}` is no octal mode up to 7777"
        )
    symbolic = value and all(_symbolic(clause) for clause in value.split(","))
    return "" if symbolic else f"`--chmod={value[:30]}` is neither an octal nor a symbolic mode"


def _symbolic(clause: str) -> bool:
    rest = clause.lstrip("ugoa")
    return rest[:1] in ("+", "-", "=") and not rest.strip("+-=rwxXstugo")


def signal_problem(value: str) -> str:
    """Why STOPSIGNAL refuses a value: a number other than 0, or a name with or without `SIG`, in any case."""
    number = value.removeprefix("-").removeprefix("+")
    if number.isascii() and number.isdigit():
        return "" if number.strip("0") else "signal 0 is none"
    name = value.upper().removeprefix("SIG")
    base, sign, offset = name[:5], name[5:6], name[6:]
    real_time = (base, sign) in (("RTMIN", "+"), ("RTMAX", "-")) and offset.isascii() and offset.isdigit() and 1 <= int(offset[:4]) <= 15
    return "" if name in SIGNALS or real_time else f"`{value[:30]}` is no signal"


def port_problem(value: str) -> str:
    """Why EXPOSE refuses one word: `[[address:]host:]container[/protocol]`, ports up to 65535 or ranges of them."""
    ports, _, protocol = value.partition("/")
    if protocol and protocol.lower() not in ("tcp", "udp", "sctp"):
        return f"`{protocol[:30]}` is no protocol"
    container = ports.rpartition(":")[2]
    first, dash, last = container.partition("-")
    numbers = [first, last] if dash else [first]
    if not all(number.isascii() and number.isdigit() and len(number) <= 9 and int(number) <= 65535 for number in numbers):
        return f"`{container[:30]}` is no port"
    return f"`{container}` runs backwards" if dash and int(first) > int(last) else ""


def platform_problem(value: str) -> str:
    """Why `--platform` refuses a value: `os`, `architecture` or `os/architecture[/variant]`."""
    parts = value.split("/")
    if len(parts) > 3 or not all(parts) or any(c.isspace() or c in ",;@" for c in value):
        return f"`{value[:30]}` is no platform"
    one = parts[0].partition("(")[0].lower()
    if len(parts) == 1 and one not in SYSTEMS and one not in ARCHITECTURES:
        return f"`{value[:30]}` is no known system or architecture"
    return ""
