"""Clean web addresses and derive identity keys from them. Pure: no look-ups, no network.

`clean` returns an address that can be fetched, with its query as written; `strip_trackers` one
to show; `document_key` one that is only compared. All would rather leave two spellings of one
article apart than merge two articles.
This module does not decide whether an address may be visited: `edges/addresses.py` does.
"""

import ipaddress
import re
from functools import lru_cache
from urllib.parse import SplitResult, unquote_to_bytes, urljoin, urlsplit

#: Longer addresses are refused; servers commonly accept no request line above 8 kB.
MAX_URL_CHARACTERS = 8192

#: Query parameters that only record where a reader came from, or the session.
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
#: Every parameter whose name begins like this is a tracking parameter.
TRACKING_PREFIXES = ("utm_", "pk_", "piwik_", "mtm_", "matomo_", "hsa_", "itm_", "__hs")
#: Tracking parameters of some vendors, but the article's number at other sites (`?ncid=5`):
#: removed only when the value holds no digit.
WORD_TRACKING_PARAMETERS = frozenset(
    "referrer referer cmpid ncid intcid icid ftag mbid s_cid traffic_source".split()
)
#: Parameters that say where a reader came from at some sites, and what is shown at others
#: (`?source=bbc`): removed only when the value is empty or names the feed.
ORIGIN_PARAMETERS = frozenset(
    "ref source src from via cmp campaign medium partner rss feed".split()
)
_FEED_VALUES = frozenset({"", "rss", "rss2", "atom", "feed", "feeds"})

# What most links of feeds look like: `clean` returns these unchanged without parsing them.
# No two neighbouring parts of the pattern can match the same characters, so that a long
# hostile link cannot make it backtrack.
_SEGMENT_PATTERN = "[A-Za-z0-9_~!$&'()*+,=:@-][A-Za-z0-9._~!$&'()*+,=:@-]*"
_CLEAN_URL_PATTERN = re.compile(
    r"https?://(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,12}"
    rf"/(?:{_SEGMENT_PATTERN}(?:/{_SEGMENT_PATTERN})*/?)?"
)
_NOISE_PATTERN = re.compile(r"[\x00-\x1f\x7f]")
_SURROGATE_PATTERN = re.compile(r"[\ud800-\udfff]")
_AMPERSAND_PATTERN = re.compile(r"&(?:amp|#0*38);")  # HTML-escaped twice
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
    """Return the absolute http or https address without user info and fragment.

    The query stays as it is: what looks like a tracker may choose what the site shows. Returns
    "" for what is not a web address (`javascript:`, `data:`, `mailto:` …), for a relative address
    without a base, and for one longer than `MAX_URL_CHARACTERS`. A fragment that is a route of a
    single-page site (`#!/5`, `#/5`) stays: it distinguishes articles.
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
    path = _remove_dot_segments(_normalise_escapes(parts.path))
    query = _normalise_escapes(parts.query)
    route = _normalise_escapes(parts.fragment) if parts.fragment.startswith(("!", "/")) else ""
    address = f"{parts.scheme}://{netloc}{path}" + (query and f"?{query}") + (route and f"#{route}")
    return address if len(address) <= MAX_URL_CHARACTERS else ""


def _strip_noise(url: str) -> str:
    """Remove surrounding space and control characters; replace lone surrogates."""
    return _SURROGATE_PATTERN.sub("\ufffd", _NOISE_PATTERN.sub("", url).strip())


def _split_url(url: str, base: str) -> SplitResult | None:
    """Split an address, resolved against the base; None when it cannot be parsed."""
    # Subscribe buttons link to `feed://host/rss` and to `feed:https://host/rss`.
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
    """Return host and port without user info or default port; "" for an invalid one."""
    netloc = netloc.rpartition("@")[2]
    name, colon, port = netloc.rpartition(":")
    if not colon or netloc.endswith("]"):
        name, port = netloc, ""
    # Six digits show that a number is too large; int() itself refuses more than 4,300 digits.
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
    """Return a host name in lower case and IDNA's ASCII form; "" for an invalid one."""
    if "%" in name:
        name = unquote_to_bytes(name).decode("utf-8", "replace")
    name = name.lower().rstrip(".")
    if not name.isascii():
        import idna

        try:
            # UTS 46 maps full-width letters and the ideographic full stop, as browsers do.
            name = idna.encode(name, uts46=True).decode("ascii").rstrip(".")
        except (idna.IDNAError, UnicodeError):
            return ""
    # 253 characters: RFC 1035 allows 255 bytes, of which two are not written.
    return name if len(name) <= 253 and _HOST_PATTERN.fullmatch(name) else ""


def _normalise_escapes(part: str) -> str:
    """Spell a path or query in one way: escape only what must be, in capital hex digits.

    RFC 3986, 6.2.2. An escaped reserved character stays escaped: `a%2Fb` is not `a/b`.
    """
    part = _ESCAPE_PATTERN.sub(_unescape_if_harmless, part)
    return _UNSAFE_PATTERN.sub(_percent_encode, part)


def _unescape_if_harmless(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED_CHARACTERS else f"%{match[1].upper()}"


def _percent_encode(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())


def _remove_dot_segments(path: str) -> str:
    """Resolve `.` and `..` in a path (RFC 3986, 5.2.4); the result is never empty."""
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


@lru_cache(maxsize=4096)
def strip_trackers(url: str) -> str:
    """Return the cleaned address without what is known to track its reader, or his session."""
    address = clean(url)
    before_route, hash_mark, route = address.partition("#")
    path, question_mark, query = before_route.partition("?")
    path = _SESSION_PATTERN.sub("", path)
    if question_mark:
        parameters = [part for part in query.split("&") if part and not _is_tracker(part)]
        path += "?" * bool(parameters) + "&".join(parameters)
    return f"{path}{hash_mark}{route}"


def _is_tracker(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    name, value = name.lower(), value.lower()
    if name in TRACKING_PARAMETERS or name.startswith(TRACKING_PREFIXES):
        return True
    if name in ORIGIN_PARAMETERS:
        return value in _FEED_VALUES
    return name in WORD_TRACKING_PARAMETERS and not any(char.isdigit() for char in value)


def host(url: str) -> str:
    """Return the host name of an address, in lower case without port; "" when it has none."""
    return urlsplit(clean(url)).hostname or ""


def site_root(url: str) -> str:
    """Return the address of the front page of an address's host; "" when it has none."""
    parts = urlsplit(clean(url))
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else ""


def registrable_domain(url: str) -> str:
    """Return the registrable domain ("bbc.co.uk") by the Public Suffix List.

    The list's private part counts, so that each blog of `blogspot.com` is its own site. A host
    without a registrable domain (loopback, IP address) is returned with its port.
    """
    return _netloc_domain(urlsplit(clean(url)).netloc)


@lru_cache(maxsize=4096)
def _netloc_domain(netloc: str) -> str:
    name = urlsplit(f"//{netloc}").hostname or ""
    if not name:
        return ""
    if "." not in name or ":" in name or name.replace(".", "").isdigit():
        return netloc
    from tld import get_fld

    domain = get_fld(f"https://{name}", fail_silently=True, search_private=True)
    if domain and "." in domain:
        return domain
    # None for a name that is a suffix itself, and under a suffix that the list lacks, such as
    # `.example`: that suffix is its last label ("*" in the list's algorithm).
    *_, second_level, top_level = name.split(".")
    is_listed = get_fld(f"https://any.{top_level}", fail_silently=True)
    return name if is_listed else f"{second_level}.{top_level}"


def same_site(first: str, second: str) -> bool:
    """Whether two addresses belong to one registrable domain."""
    return registrable_domain(first) == registrable_domain(second) != ""


# --- keys ---------------------------------------------------------------------

# Two labels must remain: `m.example` and `amp.example` are sites, not forms of `example`.
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
    """Return one key for all addresses of the same article; "" for what is not a web address.

    Trackers and differences in scheme, `www.`, mobile and AMP forms (also of AMP caches), index
    file, last slash and order of parameters are folded; all other parameters stay.
    """
    # Folding one form can uncover another (`/index.html/amp/.amp/`), and a key must be its
    # own key, so the folds repeat until nothing changes.
    previous_key = ""
    key = strip_trackers(url)
    while key and key != previous_key:
        previous_key = key
        key = _fold_url(key)
    return key


def _fold_url(url: str) -> str:
    """Fold an address once; each call shortens the address or returns it unchanged."""
    url = strip_trackers(url)
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
    # `m=1` is an ordinary parameter at other sites.
    return parameter.lower() in _AMP_PARAMETERS or (parameter == "m=1" and ".blogspot." in netloc)


def _fold_path(path: str) -> str:
    path = _INDEX_FILE_PATTERN.sub("/", _SLASHES_PATTERN.sub("/", path)).rstrip("/")
    path = path.removesuffix(".amp").removesuffix("/amp")
    if path.endswith(".amp.html"):
        path = path.removesuffix(".amp.html") + ".html"
    # Only at the start or the end of a path: `/guitar/amp/12` is an article about amplifiers.
    return path.removeprefix("/amp") if path.startswith("/amp/") else path
