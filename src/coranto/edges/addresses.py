"""Tell web addresses that lead outside from those that lead into a private network.

Looks names up, opens no connection. A name is never believed: what counts is every
address it resolves to, and the connection is made to the very address that was checked.
"""

import ipaddress
import re
import socket
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from coranto.errors import Reason, SettingsError, SourceError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
#: Called as socket.getaddrinfo(host, port, family, type); answers as it does.
Lookup = Callable[..., Iterable[tuple[Any, ...]]]

DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_URL_CHARACTERS = 8192  #: characters; what common servers accept at most
MAX_HOST_CHARACTERS = 253  #: characters, RFC 1035

#: IANA's special-purpose registry for IPv4, and 168.63.129.16, where Azure answers its guests.
NON_PUBLIC_IPV4_NETWORKS = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
GLOBAL_UNICAST_IPV6_NETWORK = ipaddress.IPv6Network("2000::/3")  #: all that is given out as unicast
#: Parts of it that are not: special purposes, Teredo, 6to4 (both carry an IPv4 address).
NON_PUBLIC_IPV6_NETWORKS = tuple(
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
NAT64_NETWORK = ipaddress.IPv6Network(
    "64:ff9b::/96"
)  #: RFC 6052: IPv4 seen from an IPv6-only network
ISATAP_INTERFACE_IDS = frozenset(
    {0x00005EFE, 0x02005EFE}
)  #: RFC 5214: upper half of the interface id
#: Names that never leave a network: RFC 6761, RFC 6762, RFC 8375, ICANN's ".internal".
NON_PUBLIC_DOMAINS = ("localhost", "local", "internal", "home.arpa")

_HOST_NAME_PATTERN = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})*")
_IPV4_NUMBER_PATTERN = re.compile(r"[0-9]+|0x[0-9a-f]*")
_DOT_TRANSLATION = str.maketrans({"\u3002": ".", "\uff0e": ".", "\uff61": "."})


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A web address taken apart in one way only, so that all see the same host in it."""

    scheme: str  #: "http" or "https"
    host: str  #: lower case, ASCII; an IPv6 address without brackets
    port: int
    path: str  #: with its query, percent-encoded

    @property
    def authority(self) -> str:
        """Host and, where it is not the scheme's own, port: as the Host header has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address as it is asked for."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def turn(self) -> str:
        """Whom a visit is a burden to: the host, with a port only where it is unusual."""
        return self.host if self.port in DEFAULT_PORTS.values() else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedHosts:
    """Hosts inside that the desk's file allows, each by name and port."""

    hosts: frozenset[tuple[str, int]] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "hosts", frozenset((clean_host(h), p) for h, p in self.hosts))

    @classmethod
    def parse(cls, entries: Iterable[str]) -> "AllowedHosts":
        """From "host:port" entries. Raises SettingsError for one that names no port."""
        return cls(hosts=frozenset(_parse_allowed_host(entry) for entry in entries))

    def names(self, host: str, port: int) -> bool:
        """Whether this very name and port were allowed."""
        return (host, port) in self.hosts


def _parse_allowed_host(entry: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{entry.strip()}")
        host, port = clean_host(parts.hostname or ""), parts.port
    except (ValueError, SourceError) as error:
        raise SettingsError(f"allow: {entry!r} is not of the form host:port") from error
    if port is None:
        raise SettingsError(f"allow: {entry!r} needs its port, as in {host}:8000")
    return host, port


def parse_url(url: str) -> Target:
    """Take a web address apart. Raises SourceError("bad address") or ("inside address")."""
    if len(url) > MAX_URL_CHARACTERS:
        raise SourceError("bad address", f"longer than {MAX_URL_CHARACTERS} characters")
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise SourceError("bad address", _printable_url(url)) from error
    if parts.scheme not in DEFAULT_PORTS or not host or "\\" in parts.netloc or port == 0:
        raise SourceError("bad address", _printable_url(url))
    path = _percent_encode(parts.path or "/")
    query = f"?{_percent_encode(parts.query)}" if parts.query else ""
    return Target(
        scheme=parts.scheme,
        host=clean_host(host),
        port=port or DEFAULT_PORTS[parts.scheme],
        path=path + query,
    )


def _percent_encode(part: str) -> str:
    return quote(part, safe="/?%:@!$&'()*+,;=~-._", errors="replace")


def _printable_url(url: str) -> str:
    return url[:200].encode("ascii", "backslashreplace").decode("ascii")


def clean_host(raw: str) -> str:
    """The one spelling of a host: ASCII, lower case, an IPv4 address as four numbers.

    Percent-encoding, full-width and circled characters, octal, hexadecimal and short
    notations are undone as browsers undo them (WHATWG URL). Raises SourceError.
    """
    host = unicodedata.normalize("NFKC", unquote(raw[: 4 * MAX_HOST_CHARACTERS])).translate(
        _DOT_TRANSLATION
    )
    host = host.lower().removesuffix(".")
    if ":" in host:
        return _normalise_ipv6(host)
    if not host.isascii():
        host = _encode_idna(host)
    if len(host) > MAX_HOST_CHARACTERS or not _HOST_NAME_PATTERN.fullmatch(host):
        raise SourceError("bad address", f"the host {_printable_url(raw)!r}")
    if _IPV4_NUMBER_PATTERN.fullmatch(host.rpartition(".")[2]):
        return _normalise_ipv4(host)
    return host


def _encode_idna(host: str) -> str:
    # Loaded here: its tables are loaded only for names that need them.
    import idna

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except UnicodeError as error:
        raise SourceError("bad address", f"the host {_printable_url(host)!r}") from error


def _normalise_ipv6(host: str) -> str:
    address, percent, _zone = host.strip("[]").partition("%")
    try:
        read = ipaddress.IPv6Address(address)
    except ValueError as error:
        raise SourceError("bad address", f"the host {_printable_url(host)!r}") from error
    if percent:
        raise SourceError("inside address", f"{address} with a zone")
    return str(read)


def _normalise_ipv4(host: str) -> str:
    numbers = [_parse_ipv4_number(part) for part in host.split(".")]
    *first, last = numbers
    if len(numbers) > 4 or any(n > 255 for n in first) or last >= 256 ** (5 - len(numbers)):
        raise SourceError("bad address", f"the host {_printable_url(host)!r}")
    value = last + sum(n << (24 - 8 * i) for i, n in enumerate(first))
    return str(ipaddress.IPv4Address(value))


def _parse_ipv4_number(part: str) -> int:
    try:
        if part.startswith("0x"):
            return int(part[2:] or "0", 16)
        return int(part, 8 if part.startswith("0") else 10)
    except ValueError as error:
        raise SourceError("bad address", f"the number {part[:40]!r} in a host") from error


def is_non_public(address: IPAddress) -> bool:
    """Whether an address is not on the public internet, in whatever form it is carried."""
    if isinstance(address, ipaddress.IPv4Address):
        return any(address in network for network in NON_PUBLIC_IPV4_NETWORKS)
    if address.ipv4_mapped is not None:
        return is_non_public(address.ipv4_mapped)
    if address in NAT64_NETWORK:
        return is_non_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if address not in GLOBAL_UNICAST_IPV6_NETWORK or any(
        address in network for network in NON_PUBLIC_IPV6_NETWORKS
    ):
        return True
    return (int(address) >> 32) & 0xFFFFFFFF in ISATAP_INTERFACE_IDS


def resolve_host(
    host: str, port: int, *, allowed: AllowedHosts, lookup: Lookup = socket.getaddrinfo
) -> tuple[str, ...]:
    """Every address a cleaned host has, all of them outside unless the host is allowed.

    Raises SourceError("inside address"), also when only one of several is inside,
    ("no such host") or ("no connection") when names cannot be looked up at all.
    """
    if allowed.names(host, port):
        return _look_up_addresses(host, port, lookup)
    if any(host == name or host.endswith("." + name) for name in NON_PUBLIC_DOMAINS):
        raise SourceError("inside address", host)
    found = _look_up_addresses(host, port, lookup)
    for address in found:
        if is_non_public(ipaddress.ip_address(address.partition("%")[0])):
            raise SourceError("inside address", host if host == address else f"{host} is {address}")
    return found


def check_proxied_host(
    host: str, port: int, *, allowed: AllowedHosts, lookup: Lookup = socket.getaddrinfo
) -> None:
    """Refuse a host that a proxy will look up if it is inside as far as we can tell.

    A name that only the proxy can resolve passes. Raises SourceError("inside address").
    """
    try:
        resolve_host(host, port, allowed=allowed, lookup=lookup)
    except SourceError as error:
        if error.reason == "inside address":
            raise


def _look_up_addresses(host: str, port: int, lookup: Lookup) -> tuple[str, ...]:
    try:
        return (str(ipaddress.ip_address(host)),)
    except ValueError:
        pass  # a name
    try:
        rows = list(lookup(host, port, 0, socket.SOCK_STREAM))
    except socket.gaierror as error:
        raise SourceError(_lookup_reason(error), host) from error
    except (OSError, UnicodeError) as error:
        raise SourceError("no such host", host) from error
    addresses = tuple(dict.fromkeys(str(row[4][0]) for row in rows))
    if not addresses:
        raise SourceError("no such host", host)
    return addresses


def _lookup_reason(error: socket.gaierror) -> Reason:
    temporary = error.errno in (socket.EAI_AGAIN, socket.EAI_SYSTEM, socket.EAI_MEMORY)
    return "no connection" if temporary else "no such host"
