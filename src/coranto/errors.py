"""Every error that Coranto raises on purpose. Nothing here handles one.

One base class, few leaves. A leaf's docstring says who handles it.
"""

from dataclasses import dataclass
from typing import Literal

# The database, checks and the reference use these words: renaming one needs a migration.
Reason = Literal[
    "gone",
    "missing",
    "blocked",
    "login",
    "payment",
    "moved",
    "not a feed",
    "not a page",
    "too big",
    "too deep",
    "truncated",
    "bad encoding",
    "certificate",
    "no such host",
    "no connection",
    "timed out",
    "server error",
    "too many requests",
    "too many redirects",
    "robots",
    "inside address",
    "bad address",
    "protocol",
    "empty",
    "silent",
    "consent",
    "maintenance",
    "script",
    "front page",
    "another article",
    "no article",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a failure means, and what an editor can do about it."""

    what: str
    advice: str


# docs/reference.md lists these: generate it again after a change (docs/generate.py).
#: Every reason for which a source can fail, in an editor's words.
EXPLANATIONS: dict[Reason, Explanation] = {
    "gone": Explanation(
        what="the site says this address is gone for good (410)",
        advice="find its new address with `coranto sources add SITE`, then remove this feed",
    ),
    "missing": Explanation(
        what="nothing is found at this address (404)",
        advice="check the address, or look for the feed again with `coranto sources add SITE`",
    ),
    "blocked": Explanation(
        what="the site turns programs away (a bot wall)",
        advice="ask the outlet for access, or use another of its feeds or its news sitemap",
    ),
    "login": Explanation(
        what="the site asks for a login",
        advice="Coranto reads only what is public; use a public feed of this outlet",
    ),
    "payment": Explanation(
        what="the site asks to be paid (402)",
        advice="Coranto reads only what is public; use a public feed of this outlet",
    ),
    "moved": Explanation(
        what="the feed has moved for good to another address",
        advice="accept the new address with `coranto sources check --accept-moves`",
    ),
    "not a feed": Explanation(
        what="what came back is not a feed",
        advice="open the address in a browser; the site may have replaced its feed with a page",
    ),
    "not a page": Explanation(
        what="what came back is not a page with text",
        advice="nothing to do: the feed's own text is used",
    ),
    "too big": Explanation(
        what="the answer is larger than the desk allows",
        advice="raise `limits.bytes` or `limits.decoded_bytes` in coranto.toml if you trust this "
        "site",
    ),
    "too deep": Explanation(
        what="the document is nested or expands beyond what any real one does",
        advice="leave it: this is either broken or an attack",
    ),
    "truncated": Explanation(
        what="the answer broke off before its end",
        advice="nothing to do: it is tried again",
    ),
    "bad encoding": Explanation(
        what="the answer's compression or encoding is broken",
        advice="nothing to do: it is tried again",
    ),
    "certificate": Explanation(
        what="the site's certificate is not valid",
        advice="open the site in a browser; if it complains as well, write to the outlet",
    ),
    "no such host": Explanation(
        what="there is no site of this name",
        advice="check the spelling of the address; the outlet may have closed",
    ),
    "no connection": Explanation(
        what="the site does not answer",
        advice="nothing to do: it is tried again, less and less often",
    ),
    "timed out": Explanation(
        what="the site was too slow to answer",
        advice="raise `limits.seconds` in coranto.toml if this goes on",
    ),
    "server error": Explanation(
        what="the site has a fault of its own (5xx)",
        advice="nothing to do: it is tried again, less and less often",
    ),
    "too many requests": Explanation(
        what="the site asks to be visited less often (429)",
        advice="nothing to do: Coranto waits as long as the site asks",
    ),
    "too many redirects": Explanation(
        what="the address leads from one place to the next without end",
        advice="open the address in a browser and use where it ends",
    ),
    "robots": Explanation(
        what="the site's robots.txt asks programs not to read this",
        advice="use another of its feeds, or ask the outlet",
    ),
    "inside address": Explanation(
        what="the address leads to a machine inside a private network",
        advice="if it is yours, name its host and port under `allow` in coranto.toml",
    ),
    "bad address": Explanation(
        what="this is not a web address",
        advice="an address starts with http:// or https://",
    ),
    "protocol": Explanation(
        what="the site's answer breaks the rules of HTTP",
        advice="nothing to do: it is tried again",
    ),
    "empty": Explanation(
        what="the feed holds nothing",
        advice="see whether the outlet still publishes, or has another feed",
    ),
    "silent": Explanation(
        what="far less came than in this desk's own past weeks",
        advice="look at the feeds below: one may have broken without saying so",
    ),
    "consent": Explanation(
        what="the site shows a consent form in place of the article",
        advice="nothing to do: the feed's own text is used",
    ),
    "maintenance": Explanation(
        what="the site says that it is being worked on",
        advice="nothing to do: the feed's own text is used",
    ),
    "script": Explanation(
        what="the page is empty until a browser runs its scripts, or only leads elsewhere",
        advice="nothing to do: the feed's own text is used; another feed may hold more of it",
    ),
    "front page": Explanation(
        what="the article's address leads to a list of others",
        advice="the article may be gone; the feed's own text is used",
    ),
    "another article": Explanation(
        what="the page tells of something else than its feed",
        advice="open the address: the outlet may have replaced the article, or the feed be wrong",
    ),
    "no article": Explanation(
        what="the page has none of what its feed says",
        advice="nothing to do: the feed's own text is used",
    ),
}


#: Reasons for which a page is not the article that its feed announced.
WRONG_PAGE_REASONS: tuple[Reason, ...] = (
    "consent", "login", "payment", "blocked", "missing", "maintenance", "script", "front page",
    "another article", "no article",
)  # fmt: skip


class CorantoError(Exception):
    """Base of all. The command line prints its message and exits with status 1."""


class SettingsError(CorantoError):
    """coranto.toml is wrong. Printed with file and line; nothing is run."""


class DeskError(CorantoError):
    """The folder is no desk, or the desk cannot do what the command asks. Printed."""


class SignInError(DeskError):
    """Somebody could not sign in. The sign-in page shows the message; a command prints it.

    `wait_seconds` tells after how long another attempt is looked at; 0 for at once.
    """

    def __init__(self, message: str, *, wait_seconds: int = 0) -> None:
        self.wait_seconds = wait_seconds
        super().__init__(message)


class StoreError(CorantoError):
    """The database refused a statement. The step stops; running it again is safe."""


class ArchiveError(CorantoError):
    """The archive is damaged or cannot be written. The run stops: nothing may be lost."""


class SourceError(CorantoError):
    """A source could not be read: expected daily, recorded, never fatal.

    `detail` adds what is particular to this case, such as the status or the size.
    """

    def __init__(self, reason: Reason, detail: str = "") -> None:
        # Kept apart from the message: the reason decides when to try again, and is counted.
        self.reason: Reason = reason
        self.detail = detail
        what = EXPLANATIONS[reason].what
        super().__init__(f"{what}: {detail}" if detail else what)


class ModelError(CorantoError):
    """An embedding model could not be used: recorded; the work goes on without it."""


class DraftError(CorantoError):
    """A draft cannot be parsed at `line`. The editor corrects it and checks again."""

    def __init__(self, message: str, *, line: int) -> None:
        self.line = line
        super().__init__(f"line {line}: {message}")


class NetworkError(CorantoError):
    """A search for networks of accounts has unusable posts or options. Printed."""
