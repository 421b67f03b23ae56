"""Tell public web addresses from addresses that lead into a private network.

This module resolves host names but opens no connection. It never trusts a name: it checks
every address that the name resolves to, and the caller connects to the address that was
checked. This is the defence against server-side request forgery.
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
#: A resolver with the signature and result of socket.getaddrinfo(host, port, family, type).
Lookup = Callable[..., Iterable[tuple[Any, ...]]]

DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_URL_CHARACTERS = 8192  #: characters; common servers accept no more
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
#: The only block from which IANA assigns global unicast addresses.
GLOBAL_UNICAST_IPV6_NETWORK = ipaddress.IPv6Network("2000::/3")
#: Parts of it that are not public hosts: special purposes, and Teredo and 6to4, which carry an
#: IPv4 address.
NON_PUBLIC_IPV6_NETWORKS = tuple(
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
#: RFC 6052: how an IPv6-only network addresses IPv4 hosts.
NAT64_NETWORK = ipaddress.IPv6Network("64:ff9b::/96")
#: RFC 5214: the upper 32 bits of the interface id. The lower 32 bits carry an IPv4 address.
ISATAP_INTERFACE_IDS = frozenset({0x00005EFE, 0x02005EFE})
#: Domains that only have a meaning inside a network: RFC 6761, RFC 6762, RFC 8375, and
#: ICANN's ".internal".
NON_PUBLIC_DOMAINS = ("localhost", "local", "internal", "home.arpa")

_HOST_NAME_PATTERN = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})*")
_IPV4_NUMBER_PATTERN = re.compile(r"[0-9]+|0x[0-9a-f]*")
# Browsers and IDNA take the CJK full stops U+3002, U+FF0E and U+FF61 for dots between labels.
_DOT_TRANSLATION = str.maketrans({"\u3002": ".", "\uff0e": ".", "\uff61": "."})


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A parsed web address. All code uses this one parse, so that all see the same host."""

    scheme: str  #: "http" or "https"
    host: str  #: lower case, ASCII; an IPv6 address without brackets
    port: int
    path: str  #: with its query, percent-encoded

    @property
    def authority(self) -> str:
        """The value of the Host header: the host, and the port if it is not the default."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The normalised address, as it is requested."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def rate_limit_host(self) -> str:
        """The key of the rate limit: the host, with the port if it is neither 80 nor 443."""
        # http and https of one host are usually one server, so they share one rate limit.
        return self.host if self.port in DEFAULT_PORTS.values() else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedHosts:
    """Private hosts that the settings allow, each by name and port."""

    hosts: frozenset[tuple[str, int]] = frozenset()

    def __post_init__(self) -> None:
        cleaned = frozenset((clean_host(host), port) for host, port in self.hosts)
        object.__setattr__(self, "hosts", cleaned)

    @classmethod
    def parse(cls, entries: Iterable[str]) -> "AllowedHosts":
        """Parse "host:port" entries. Raises SettingsError for an entry without a port."""
        return cls(hosts=frozenset(_parse_allowed_host(entry) for entry in entries))

    def includes(self, host: str, port: int) -> bool:
        """Whether exactly this name and port are allowed."""
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
    """Parse a web address. Raises SourceError("bad address") or ("inside address")."""
    if len(url) > MAX_URL_CHARACTERS:
        raise SourceError("bad address", f"longer than {MAX_URL_CHARACTERS} characters")
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise SourceError("bad address", _printable_url(url)) from error
    # Browsers treat "\" as "/", urlsplit does not: the two would see different hosts.
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
    """Normalise a host: ASCII, lower case, an IPv4 address as four decimal numbers.

    Decodes percent-encoding, full-width and circled characters, and octal, hexadecimal and
    short notations of IPv4, as browsers do (WHATWG URL). Raises SourceError.
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
    # Imported here, because its tables are large and few names need them.
    import idna

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except UnicodeError as error:
        raise SourceError("bad address", f"the host {_printable_url(host)!r}") from error


def _normalise_ipv6(host: str) -> str:
    address, percent, _zone = host.strip("[]").partition("%")
    try:
        parsed_address = ipaddress.IPv6Address(address)
    except ValueError as error:
        raise SourceError("bad address", f"the host {_printable_url(host)!r}") from error
    # A zone such as "%eth0" names an interface of this machine: only link-local addresses have it.
    if percent:
        raise SourceError("inside address", f"{address} with a zone")
    return str(parsed_address)


def _normalise_ipv4(host: str) -> str:
    numbers = [_parse_ipv4_number(part) for part in host.split(".")]
    *leading_numbers, last_number = numbers
    if (
        len(numbers) > 4
        or any(number > 255 for number in leading_numbers)
        or last_number >= 256 ** (5 - len(numbers))
    ):
        raise SourceError("bad address", f"the host {_printable_url(host)!r}")
    value = last_number + sum(
        number << (24 - 8 * place) for place, number in enumerate(leading_numbers)
    )
    return str(ipaddress.IPv4Address(value))


def _parse_ipv4_number(part: str) -> int:
    try:
        if part.startswith("0x"):
            return int(part[2:] or "0", 16)
        return int(part, 8 if part.startswith("0") else 10)
    except ValueError as error:
        raise SourceError("bad address", f"the number {part[:40]!r} in a host") from error


def is_non_public(address: IPAddress) -> bool:
    """Whether an address is not public, also if IPv6 carries it as an IPv4 address."""
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
    """Resolve a normalised host. All addresses are public unless the host is allowed.

    Raises SourceError("inside address") even if only one of several addresses is private,
    ("no such host"), or ("no connection") when the resolver does not answer at all.
    """
    if allowed.includes(host, port):
        return _look_up_addresses(host, port, lookup)
    if any(host == name or host.endswith("." + name) for name in NON_PUBLIC_DOMAINS):
        raise SourceError("inside address", host)
    addresses = _look_up_addresses(host, port, lookup)
    for address in addresses:
        if is_non_public(ipaddress.ip_address(address.partition("%")[0])):
            raise SourceError("inside address", host if host == address else f"{host} is {address}")
    return addresses


def check_proxied_host(
    host: str, port: int, *, allowed: AllowedHosts, lookup: Lookup = socket.getaddrinfo
) -> None:
    """Refuse a host that a proxy will resolve, if it is private as far as we can tell.

    Accepts a name that only the proxy can resolve. Raises SourceError("inside address").
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
        pass  # a name, not a literal address
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
