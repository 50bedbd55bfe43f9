"""Text as Go's `fmt` prints it: the builders write their history with `%q` and `%v`. Source: Go's strconv and time packages."""

from __future__ import annotations

ESCAPES = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\\": "\\\\"}
REPLACEMENT = "\ufffd"
LAST_RUNE = 0x10FFFF
SURROGATES = range(0xD800, 0xE000)


def quoted(text: str) -> str:
    """`%q` of a string, in double quotes. An invalid byte (a lone surrogate here) becomes `\\xff`."""
    plain = text.isascii() and text.isprintable() and "\\" not in text and '"' not in text
    return f'"{text}"' if plain else '"' + "".join(_escaped(char, '"') for char in text) + '"'


def quoted_list(words: list[str]) -> str:
    """`%q` of a list of strings: `["a" "b c"]`."""
    return "[" + " ".join(quoted(word) for word in words) + "]"


def quoted_rune(number: int) -> str:
    """`%q` of an integer, which Go takes for a character: 3 is `'\\x03'`, 65 is `'A'`."""
    valid = 0 <= number <= LAST_RUNE and number not in SURROGATES
    return f"'{_escaped(chr(number) if valid else REPLACEMENT, chr(39))}'"


def duration(nanoseconds: int) -> str:
    """A `time.Duration`: `1h0m0s`, `1m30s`, `1.5s`, `100ms`, `0s`."""
    if not nanoseconds:
        return "0s"
    for unit, size in (("ns", 1), ("µs", 1_000), ("ms", 1_000_000)):
        if nanoseconds < size * 1000 and nanoseconds < 10**9:
            return _decimal(nanoseconds, size) + unit
    seconds = nanoseconds % (60 * 10**9)
    minutes, text = nanoseconds // (60 * 10**9), _decimal(seconds, 10**9) + "s"
    if not minutes:
        return text
    return f"{minutes}m{text}" if minutes < 60 else f"{minutes // 60}h{minutes % 60}m{text}"


def _decimal(number: int, size: int) -> str:
    whole, rest = divmod(number, size)
    digits = str(rest).rjust(len(str(size)) - 1, "0").rstrip("0") if rest else ""
    return f"{whole}.{digits}" if digits else str(whole)


def _escaped(char: str, quote: str) -> str:
    if char == quote:
        return "\\" + char
    if char in ESCAPES:
        return ESCAPES[char]
    code = ord(char)
    if char.isprintable():  # what Go's unicode.IsPrint takes, up to the versions of Unicode
        return char
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
