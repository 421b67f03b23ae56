"""One edition → one mail, HTML and plain text. Pure; same edition, same bytes.

Sends nothing and knows no readers: addresses and unsubscribing belong to delivery.
"""

import hashlib
import re
import textwrap
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import css_inline

from coranto.model import PublishedEdition
from coranto.rendering import prose, sanitising
from coranto.rendering.desk_about import About
from coranto.rendering.pages import environment
from coranto.rendering.views import NOWHERE, EditionView, Evidences, Proof, view

#: Gmail cuts what is longer (102 kB), in bytes; a little is left for what servers add.
LARGEST = 100_000
#: From of a desk that has no address (RFC 2606: a name that nobody can own).
NO_ADDRESS = "desk@coranto.invalid"
#: What the mail's style calls a passage that runs the other way.
ACROSS = ' class="across"'
#: The editors' own words: in lists of links there each stays with the sign behind it.
_OWN = re.compile(r'<p class="voice".*?</p>', re.DOTALL)
#: Attributes of the site's pages that say nothing in a mail.
_UNSTYLED = re.compile(
    r' class="(?:told|voice|quote|words|by|cite|post|extract)"| rel="[a-z ]*"'
    r'| title="SHA-256 [^"]*"'
)
_BARE = re.compile(r"<span>([^<>]*)</span>")
_TWICE = re.compile(r'(<strong dir="auto"><a href="[^"]*") dir="auto"')
#: Columns of the plain text (RFC 5322 asks for at most 78).
WIDTH = 72


class _Policy(EmailPolicy):
    """Python's own loses the space between two words where it folds a long header."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if str(value).isascii() or not {name} & {"Subject", "From"}:
            return super().fold_binary(name, value)
        text, end = str(value), ""
        if name == "From":
            text, end = value.addresses[0].display_name, f" <{value.addresses[0].addr_spec}>"
        header = Header(text, "utf-8", maxlinelen=76, header_name=name)
        return f"{name}: {header.encode(linesep=self.linesep)}{end}{self.linesep}".encode()


#: How mails are written.
POLICY = _Policy(linesep=SMTP.linesep)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much of an edition goes into its HTML part."""

    items: int  #: told in full; the others by their headings
    headings: int
    passages: bool = False  #: notes show the passage with the words around it
    lead: bool = True
    shortened: bool = True


def render_mail(edition: PublishedEdition, *, about: About, sender: str) -> bytes:
    """The mail as an .eml file.

    `sender` is what From says: "The Quay <desk@quay.example>"; without an address in it,
    From has one that leads nowhere, for delivery to replace.
    """
    web = _web(edition, about)
    shown = view(edition, evidence=Evidences(before=web) if web else NOWHERE)
    html = _fitting(shown, about, web)
    text = sanitising.visible("\n".join(_text(shown, web))) + "\n"
    digest = hashlib.sha256((html + text).encode()).hexdigest()
    message = EmailMessage(policy=POLICY)
    message["Subject"] = _header(
        f"{shown.title}{shown.words['comma']}{_number(shown)}: {shown.headline}"
    )
    message["From"] = _from(sender, shown.title)
    message["Date"] = format_datetime(edition.published)
    message["Message-ID"] = f"<{digest[:32]}@{_host(about)}>"
    message.set_content(text, cte=_coding(text))
    message.add_alternative(html, subtype="html", cte=_coding(html))
    message["Content-Language"] = _header(shown.language)
    message.set_boundary(f"=_{digest[32:56]}")
    return message.as_bytes()


def _web(edition: PublishedEdition, about: About) -> str:
    base = sanitising.link(about.base())
    return f"{base}editions/{edition.draft.number}/" if base else ""


def _host(about: About) -> str:
    return urlsplit(sanitising.link(about.base())).hostname or "coranto.invalid"


def _from(sender: str, title: str) -> str:
    name, address = parseaddr(_header(sender))
    address = address if "@" in address and address.isascii() else NO_ADDRESS
    return formataddr((name or _header(title), address))


def _number(shown: EditionView) -> str:
    return shown.words.say("edition", number=shown.number)


def _header(text: str) -> str:
    return sanitising.clip(" ".join(sanitising.visible(text).split()), 300)


def _coding(text: str) -> str:
    """Quoted-printable stays readable while most of the text is ASCII."""
    ascii_bytes = sum(char.isascii() for char in text)
    return "quoted-printable" if ascii_bytes * 5 > len(text) * 4 else "base64"


# --- HTML ---------------------------------------------------------------------


def _fitting(shown: EditionView, about: About, web: str) -> str:
    """The fullest HTML that no mail program cuts."""
    items = len(list(shown.items()))
    whole = Plan(items=items, headings=items, passages=True, shortened=False)
    least = (Plan(items=0, headings=40), Plan(items=0, headings=40, lead=False))
    for plan in (whole, Plan(items=items, headings=items)):
        html = _html(shown, plan, about, web)
        if _fits(html):
            return html
    told = range(items)
    most = bisect_left(told, True, key=lambda full: not _fits(_told(shown, full, about, web)))
    if most:
        return _told(shown, most - 1, about, web)
    return next(filter(_fits, (_html(shown, plan, about, web) for plan in least)), html)


def _told(shown: EditionView, full: int, about: About, web: str) -> str:
    """The edition with its first items in full and the headings of all."""
    return _html(shown, Plan(items=full, headings=len(list(shown.items()))), about, web)


def _fits(html: str) -> bool:
    """Whether it stays whole, each line's end being two bytes in a mail."""
    return len(html.encode()) + html.count("\n") <= LARGEST


def _html(shown: EditionView, plan: Plan, about: About, web: str) -> str:
    made = (
        environment()
        .get_template("mail.html")
        .render(
            edition=shown,
            words=shown.words,
            about=about,
            plan=plan,
            web=web,
            style=environment().get_template("mail.css").render(),
            preheader=sanitising.clip(" ".join(_paragraphs(shown.lead_read)[:1]), 140),
            notes=list(_gathered(_shown_proofs(shown, plan), plan)),
            positions={item.name: at for at, item in enumerate(shown.items())},
        )
    )
    return str(_inliner().inline(_slim(made)))


def _slim(made: str) -> str:
    """Without what only the site's own style and its readers need: each byte is a word more.

    In what templates made, no quotation mark of a text is a bare one: only tags are met.
    """
    made = _OWN.sub(lambda own: own[0].replace(ACROSS, ""), made)
    plain = _UNSTYLED.sub("", made.replace(' class="quote across"', ACROSS))
    return _TWICE.sub(r"\1", _BARE.sub(r"\1", plain))


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False, minify_css=True)


def _shown_proofs(shown: EditionView, plan: Plan) -> list[Proof]:
    """The notes of what is told in full."""
    told = [item for at, item in enumerate(shown.items()) if at < plan.items]
    marks = {proof.mark for item in told for proof in item.proofs}
    marks |= set(shown.lead_read.marks) if plan.lead else set()
    return [proof for proof in shown.proofs if proof.mark in marks]


def _gathered(proofs: Sequence[Proof], plan: Plan) -> Iterator[list[Proof]]:
    """A note for each passage; where passages are not shown, one for each text."""
    if plan.passages:
        yield from ([one] for one in proofs)
        return
    texts: dict[str, list[Proof]] = {}
    for one in proofs:
        texts.setdefault(one.document, []).append(one)
    yield from texts.values()


# --- plain text ---------------------------------------------------------------


def _text(shown: EditionView, web: str) -> Iterator[str]:
    """The whole edition, line by line."""
    words = shown.words
    yield shown.title
    yield f"{_number(shown)}{words.dot}{shown.span}"
    yield "=" * WIDTH
    yield from ("", *_wrapped(shown.headline.upper()), "")
    notes = _notes(shown)
    yield from _set(shown.lead_read, notes)
    if web:
        yield from (f"{words['on_the_web']}: {web}", "")
    for section in shown.sections:
        if section.items:
            yield from (f"--- {section.title} ".ljust(WIDTH, "-"), "")
        for item in section.items:
            yield from (*_wrapped(item.heading), "")
            yield from _set(item.read, notes)
    if shown.proofs:
        yield from (f"--- {words['notes']} ".ljust(WIDTH, "-"), "")
        for proof in shown.proofs:
            yield from _note(shown, proof)
        yield ""
    yield from (*_wrapped(words["legend"]), words.say("made_with", program=shown.made_with))


@dataclass(frozen=True, slots=True)
class _Notes:
    """What the notes below hold: numbers by mark, and the addresses that need no second telling."""

    numbers: Mapping[str, str]
    noted: frozenset[str]

    def address(self, url: str) -> str:
        """A link's address where no note has it."""
        return f" <{url}>" if sanitising.link(url) and url not in self.noted else ""


def _notes(shown: EditionView) -> _Notes:
    return _Notes(
        {one.mark: f" [{shown.words.number(one.number)}]" for one in shown.proofs},
        frozenset(sanitising.link(proof.url) for proof in shown.proofs),
    )


def _set(read: prose.Prose, notes: _Notes) -> Iterator[str]:
    paragraphs = prose.to_text(read, cite=notes.numbers.__getitem__, address=notes.address)
    for paragraph in paragraphs:
        for line in paragraph.split("\n"):
            yield from _wrapped(line, indent="> " if line.startswith("> ") else "")
        yield ""


def _note(shown: EditionView, proof: Proof) -> Iterator[str]:
    tongue = f", {proof.tongue}" if proof.tongue else ""
    version = shown.words.say("version", version=proof.version)
    yield from _wrapped(
        f"[{shown.words.number(proof.number)}] {proof.outlet}, {proof.day}{tongue}; {version}",
        indent="    ",
    )
    if proof.url:
        yield f"    {proof.url}"


def _paragraphs(read: prose.Prose) -> list[str]:
    return prose.to_text(read, cite=lambda _: "", address=lambda _: "")


def _wrapped(text: str, *, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
