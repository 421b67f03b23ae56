"""Web addresses: made absolute and clean, and folded into keys. Pure: nothing is looked up.

`clean` keeps an address one can fetch; `document_key` is for identity only. Both
would rather leave two spellings of one article apart than merge two articles.
Whether an address may be visited is not decided here: that is `edges/addresses.py`.
"""

import ipaddress
import re
from functools import lru_cache
from urllib.parse import SplitResult, unquote_to_bytes, urljoin, urlsplit

#: Longer addresses are refused, in characters: servers commonly stop at 8 kB.
MAX_URL_CHARACTERS = 8192

#: Parameters that only say where a reader came from.
TRACKING_PARAMETERS = frozenset(
    """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid li_fat_id igshid
    igsh mc_cid mc_eid mkt_tok _hsenc _hsmi __hstc __hssc __hsfp hsctatracking vero_id vero_conv
    oly_enc_id oly_anon_id wickedid _openstat rb_clickid ml_subscriber ml_subscriber_hash
    ref_src ref_url xtor guccounter guce_referrer guce_referrer_sig soc_src soc_trk smid smtyp
    fb_action_ids fb_action_types fb_source fb_ref action_object_map __twitter_impression __tn__
    wt_mc wt.mc_id wt_zmc at_medium at_campaign at_custom1 at_custom2 at_custom3 at_custom4
    at_format at_link_id at_link_origin at_link_type at_ptr_name at_bbc_team ns_mchannel ns_source
    ns_campaign ns_linkname ns_fee sr_share maca phpsessid jsessionid amp_js_v amp_gsa usqp
    spm_id_from share_from sharefrom _ga _gl epik srsltid dicbo
    """.split()
)
TRACKING_PREFIXES = ("utm_", "pk_", "piwik_", "mtm_", "matomo_", "hsa_", "itm_", "__hs")
#: These are an article's number at some sites, so they go only when no digit is in them.
WORD_TRACKING_PARAMETERS = frozenset(
    "ref referrer referer source src from via cmp cmpid campaign medium partner ncid intcid "
    "icid ftag mbid rss feed s_cid traffic_source".split()
)

# What most feeds' links look like, and what `clean` would return unchanged. No two
# parts of it can match the same characters: a long link must not make it backtrack.
_SEGMENT_PATTERN = "[A-Za-z0-9_~!$&'()*+,=:@-][A-Za-z0-9._~!$&'()*+,=:@-]*"
_CLEAN_URL_PATTERN = re.compile(
    r"https?://(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,12}"
    rf"/(?:{_SEGMENT_PATTERN}(?:/{_SEGMENT_PATTERN})*/?)?"
)
_NOISE_PATTERN = re.compile(r"[\x00-\x1f\x7f]")
_SURROGATE_PATTERN = re.compile(r"[\ud800-\udfff]")
_AMPERSAND_PATTERN = re.compile(r"&(?:amp|#0*38);")  # escaped once too often
_SCHEME_PATTERN = re.compile(r"(?i)(https?):(?=//)")
_HOST_PATTERN = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_ESCAPE_PATTERN = re.compile(r"%([0-9A-Fa-f]{2})")
_UNSAFE_PATTERN = re.compile(r"%(?![0-9A-F]{2})|[^A-Za-z0-9._~!$&'()*+,;=:@/?%-]")
_SESSION_PATTERN = re.compile(r"(?i);jsessionid=[^/;]*")
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_UNRESERVED_CHARACTERS = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
)


def clean(url: str, *, base: str = "") -> str:
    """The absolute http or https address, without trackers, user info or fragment.

    "" when it is no web address (`javascript:`, `data:`, `mailto:` …), relative
    without a base, or longer than `MAX_URL_CHARACTERS`. A fragment that is a route (`#!/5`,
    `#/5`) stays: it tells articles apart.
    """
    if len(url) > MAX_URL_CHARACTERS:
        return ""
    if _CLEAN_URL_PATTERN.fullmatch(url):
        return url
    return _clean_parts(url, base[:MAX_URL_CHARACTERS])


@lru_cache(maxsize=4096)
def _clean_parts(url: str, base: str) -> str:
    parts = _split_url(_AMPERSAND_PATTERN.sub("&", _strip_noise(url)), _strip_noise(base))
    if parts is None or parts.scheme not in _DEFAULT_PORTS:
        return ""
    netloc = _clean_netloc(parts.netloc, parts.scheme)
    if not netloc:
        return ""
    path = _remove_dot_segments(_normalise_escapes(_SESSION_PATTERN.sub("", parts.path)))
    query = _strip_trackers(_normalise_escapes(parts.query))
    route = _normalise_escapes(parts.fragment) if parts.fragment.startswith(("!", "/")) else ""
    address = f"{parts.scheme}://{netloc}{path}" + (query and f"?{query}") + (route and f"#{route}")
    return address if len(address) <= MAX_URL_CHARACTERS else ""


def _strip_noise(url: str) -> str:
    """The address without space around it and without what no address can hold."""
    return _SURROGATE_PATTERN.sub("\ufffd", _NOISE_PATTERN.sub("", url).strip())


def _split_url(url: str, base: str) -> SplitResult | None:
    """The address's parts, resolved against the base; None when it has none."""
    if url[:5].lower() == "feed:":
        url = url[5:]
        url = f"http:{url}" if url.startswith("//") else url
    before_query = re.match(r"[^?#]*", url)
    if before_query and "\\" in before_query[0]:
        url = before_query[0].replace("\\", "/") + url[before_query.end() :]  # as browsers read it
    try:
        if not _SCHEME_PATTERN.match(url):
            url = urljoin(base, url) if base else url
        return urlsplit(url)
    except ValueError:
        return None


def _clean_netloc(netloc: str, scheme: str) -> str:
    """Host and port without user info and default port; "" when the host is impossible."""
    netloc = netloc.rpartition("@")[2]
    name, colon, port = netloc.rpartition(":")
    if not colon or netloc.endswith("]"):
        name, port = netloc, ""
    if port and not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536):
        return ""
    name = _clean_ipv6(name) if name.startswith("[") else _clean_host_name(name)
    port = port.lstrip("0")
    return f"{name}:{port}" if name and port and port != _DEFAULT_PORTS[scheme] else name


def _clean_ipv6(name: str) -> str:
    try:
        return f"[{ipaddress.IPv6Address(name.strip('[]'))}]"
    except ValueError:
        return ""


def _clean_host_name(name: str) -> str:
    """A host name in lower case and IDNA's ASCII form; "" when it cannot be one."""
    if "%" in name:
        name = unquote_to_bytes(name).decode("utf-8", "replace")
    name = name.lower().rstrip(".")
    if not name.isascii():
        import idna

        try:
            name = idna.encode(name, uts46=True).decode("ascii").rstrip(".")
        except (idna.IDNAError, UnicodeError):
            return ""
    return name if len(name) <= 253 and _HOST_PATTERN.fullmatch(name) else ""


def _normalise_escapes(part: str) -> str:
    """A path or query in one spelling: only what must be escaped is, in capitals."""
    part = _ESCAPE_PATTERN.sub(_unescape_if_harmless, part)
    return _UNSAFE_PATTERN.sub(_percent_encode, part)


def _unescape_if_harmless(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED_CHARACTERS else f"%{match[1].upper()}"


def _percent_encode(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())


def _remove_dot_segments(path: str) -> str:
    """The path with `.` and `..` carried out (RFC 3986, 5.2.4); never empty."""
    if "/." not in path:
        return path if path.startswith("/") else f"/{path}"
    resolved_segments: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del resolved_segments[-1:]
        elif segment != ".":
            resolved_segments.append(segment)
    if segments[-1] in {".", ".."}:
        resolved_segments.append("")
    return "/" + "/".join(resolved_segments)


def _strip_trackers(query: str) -> str:
    return "&".join(part for part in query.split("&") if part and not _is_tracker(part))


def _is_tracker(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    name = name.lower()
    if name in TRACKING_PARAMETERS or name.startswith(TRACKING_PREFIXES):
        return True
    return name in WORD_TRACKING_PARAMETERS and not any(char.isdigit() for char in value)


def host(url: str) -> str:
    """The host name of an address, in lower case without port; "" when it has none."""
    return urlsplit(clean(url)).hostname or ""


@lru_cache(maxsize=4096)
def registrable_domain(url: str) -> str:
    """The registrable domain ("bbc.co.uk") by the Public Suffix List, its private part included.

    Hosts without one are their own site, with their port: loopback, IP addresses.
    """
    parts = urlsplit(clean(url))
    name = parts.hostname or ""
    if not name:
        return ""
    if "." not in name or ":" in name or name.replace(".", "").isdigit():
        return parts.netloc
    from tld import get_fld

    domain = get_fld(f"https://{name}", fail_silently=True, search_private=True)
    return domain if domain and "." in domain else name


def same_site(first: str, second: str) -> bool:
    """Whether two addresses belong to one registrable domain."""
    return registrable_domain(first) == registrable_domain(second) != ""


# --- keys ---------------------------------------------------------------------

_HOST_PREFIX_PATTERN = re.compile(r"^(?:www|m|mobile|amp)\.(?=[^.]+\.)")
_INNER_MOBILE_PATTERN = re.compile(r"\.m\.(?=[^.]+\.[^.]+$)")
_AMP_CACHE_PATTERN = re.compile(
    r"https?://(?:[^/]*\.)?(?:cdn\.ampproject\.org|bing-amp\.com)/[a-z]{1,4}/(?:s/)?(?P<cached>[^/]+\..+)"
    r"|https?://(?:www\.)?google\.[a-z.]{2,6}/amp/(?:s/)?(?P<viewed>[^/]+\..+)"
)
_AMP_PARAMETERS = frozenset(
    {"amp", "amp=", "amp=1", "amp=true", "outputtype=amp", "output=amp", "view=amp", "type=amp"}
)
_INDEX_FILE_PATTERN = re.compile(r"/index\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_SLASHES_PATTERN = re.compile(r"/{2,}")


@lru_cache(maxsize=4096)
def document_key(url: str) -> str:
    """One key for every address of the same article; "" when it is no web address.

    Scheme, `www.`, mobile and AMP forms (caches too), index files, the last slash
    and the order of parameters fold; the parameters themselves stay.
    """
    previous_key = ""
    key = clean(url)
    while key and key != previous_key:
        previous_key = key
        key = _fold_url(key)
    return key


def _fold_url(url: str) -> str:
    """One round of folding. Every round shortens the address or leaves it alone."""
    url = clean(url)
    cache_match = _AMP_CACHE_PATTERN.fullmatch(url)
    if cache_match:
        return f"https://{cache_match['cached'] or cache_match['viewed']}"
    parts = urlsplit(url)
    netloc = _INNER_MOBILE_PATTERN.sub(".", _HOST_PREFIX_PATTERN.sub("", parts.netloc))
    query = "&".join(
        sorted(
            parameter
            for parameter in parts.query.split("&")
            if parameter and not _is_variant_parameter(parameter, netloc)
        )
    )
    route = parts.fragment and f"#{parts.fragment}"
    return f"https://{netloc}{_fold_path(parts.path)}" + (query and f"?{query}") + route


def _is_variant_parameter(parameter: str, netloc: str) -> bool:
    """Whether a parameter only asks for the AMP or (at Blogger) the mobile form."""
    return parameter.lower() in _AMP_PARAMETERS or (parameter == "m=1" and ".blogspot." in netloc)


def _fold_path(path: str) -> str:
    path = _INDEX_FILE_PATTERN.sub("/", _SLASHES_PATTERN.sub("/", path)).rstrip("/")
    path = path.removesuffix(".amp").removesuffix("/amp")
    if path.endswith(".amp.html"):
        path = path.removesuffix(".amp.html") + ".html"
    return path.removeprefix("/amp") if path.startswith("/amp/") else path
