"""Render one edition as a mail with HTML and plain text. Pure; same edition, same bytes.

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
from coranto.reading.language.shortening import shorten_text
from coranto.rendering import prose, sanitising
from coranto.rendering.desk_about import DeskAbout
from coranto.rendering.evidence_views import EvidenceView
from coranto.rendering.pages import template_environment
from coranto.rendering.views import (
    NO_EVIDENCE_LINKS,
    EditionView,
    EvidenceLinks,
    edition_view,
)

#: Largest HTML part, in bytes.
# Gmail clips a mail at 102 kB; the difference is left for what mail servers add.
MAX_HTML_BYTES = 100_000
#: Sender of a desk without a mail address; .invalid is reserved (RFC 2606), nobody can own it.
PLACEHOLDER_SENDER = "desk@coranto.invalid"
#: Class attribute, in the mail's style, of a passage in the opposite direction.
OPPOSITE_DIRECTION_CLASS = ' class="across"'
#: A paragraph of the editors' own words.
_EDITOR_VOICE_PATTERN = re.compile(r'<p class="voice".*?</p>', re.DOTALL)
#: Attributes that only the site's style, script or readers use.
_UNUSED_ATTRIBUTE_PATTERN = re.compile(
    r' class="(?:told|voice|quote|words|by|cite|post|extract)"| rel="[a-z ]*"'
    r'| title="SHA-256 [^"]*"'
)
#: A span that lost all its attributes.
_BARE_SPAN_PATTERN = re.compile(r"<span>([^<>]*)</span>")
#: A link whose `dir` repeats that of the bold text around it.
_REPEATED_DIR_PATTERN = re.compile(r'(<strong dir="auto"><a href="[^"]*") dir="auto"')
#: Width of the plain text in columns; RFC 5322 recommends at most 78.
TEXT_COLUMNS = 72


class _HeaderFoldingPolicy(EmailPolicy):
    """Folds Subject and From so that the words of a long header keep their spaces."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        # Python folds an encoded header between two words without encoding the space, and readers
        # then see one word. `Header` keeps it.
        if str(value).isascii() or not {name} & {"Subject", "From"}:
            return super().fold_binary(name, value)
        text, end = str(value), ""
        if name == "From":
            text, end = value.addresses[0].display_name, f" <{value.addresses[0].addr_spec}>"
        header = Header(text, "utf-8", maxlinelen=76, header_name=name)
        return f"{name}: {header.encode(linesep=self.linesep)}{end}{self.linesep}".encode()


#: Line endings of SMTP, and headers folded by the class above.
MAIL_POLICY = _HeaderFoldingPolicy(linesep=SMTP.linesep)


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlPlan:
    """How much of an edition goes into its HTML part."""

    items: int  #: how many items are shown in full
    headings: int  #: how many items are shown at all, the rest of these by their headings
    passages: bool = False  #: whether notes show the passage with its context
    lead: bool = True  #: whether the lead is shown
    shortened: bool = True  #: whether the mail says that it is shortened


def render_mail(edition: PublishedEdition, *, about: DeskAbout, sender: str) -> bytes:
    """The mail as the bytes of an .eml file.

    `sender` is the From header: "The Quay <desk@quay.example>". Without an address in it, the
    mail has a placeholder that delivery replaces.
    """
    web = _edition_url(edition, about)
    view = edition_view(edition, evidence=EvidenceLinks(before=web) if web else NO_EVIDENCE_LINKS)
    html = _render_fitting_html(view, about, web)
    text = sanitising.strip_unsafe_characters("\n".join(_text_lines(view, web))) + "\n"
    # Message-ID and boundary come from the content: with chance or a clock in them, the same
    # edition would not give the same bytes.
    digest = hashlib.sha256((html + text).encode()).hexdigest()
    message = EmailMessage(policy=MAIL_POLICY)
    message["Subject"] = _clean_header(
        f"{view.title}{view.words['comma']}{_edition_label(view)}"
        f"{view.words['colon']}{view.headline}"
    )
    message["From"] = _from_header(sender, view.title)
    message["Date"] = format_datetime(edition.published)
    message["Message-ID"] = f"<{digest[:32]}@{_message_id_host(about)}>"
    message.set_content(text, cte=_transfer_encoding(text))
    message.add_alternative(html, subtype="html", cte=_transfer_encoding(html))
    message["Content-Language"] = _clean_header(view.language)
    message.set_boundary(f"=_{digest[32:56]}")
    return message.as_bytes()


def _edition_url(edition: PublishedEdition, about: DeskAbout) -> str:
    base = sanitising.safe_link(about.base())
    return f"{base}editions/{edition.draft.number}/" if base else ""


def _message_id_host(about: DeskAbout) -> str:
    return urlsplit(sanitising.safe_link(about.base())).hostname or "coranto.invalid"


def _from_header(sender: str, title: str) -> str:
    name, address = parseaddr(_clean_header(sender))
    address = address if "@" in address and address.isascii() else PLACEHOLDER_SENDER
    return formataddr((name or _clean_header(title), address))


def _edition_label(view: EditionView) -> str:
    return view.words.say("edition", number=view.number)


def _clean_header(text: str) -> str:
    # Joining on single spaces removes line breaks, with which a title could add headers.
    return shorten_text(" ".join(sanitising.strip_unsafe_characters(text).split()), 300)


def _transfer_encoding(text: str) -> str:
    """Quoted-printable for a text that is more than four fifths ASCII, else base64."""
    # Quoted-printable stays readable, but takes three bytes for each byte that is not ASCII; base64
    # takes four for any three.
    ascii_characters = sum(char.isascii() for char in text)
    return "quoted-printable" if ascii_characters * 5 > len(text) * 4 else "base64"


# --- HTML ---------------------------------------------------------------------


def _render_fitting_html(view: EditionView, about: DeskAbout, web: str) -> str:
    """The HTML with as much of the edition as fits below the size limit."""
    items = len(list(view.items()))
    whole = HtmlPlan(items=items, headings=items, passages=True, shortened=False)
    minimal_plans = (HtmlPlan(items=0, headings=40), HtmlPlan(items=0, headings=40, lead=False))
    # First without the passages of the notes: the items themselves matter more.
    for plan in (whole, HtmlPlan(items=items, headings=items)):
        html = _render_html(view, plan, about, web)
        if _is_within_size_limit(html):
            return html
    item_counts = range(items)
    # The size grows with the number of full items, so the limit is found by bisection: each try
    # renders the mail.
    first_too_large = bisect_left(
        item_counts,
        True,
        key=lambda full_items: (
            not _is_within_size_limit(_render_partial_html(view, full_items, about, web))
        ),
    )
    if first_too_large:
        return _render_partial_html(view, first_too_large - 1, about, web)
    return next(
        filter(
            _is_within_size_limit, (_render_html(view, plan, about, web) for plan in minimal_plans)
        ),
        html,
    )


def _render_partial_html(view: EditionView, full_items: int, about: DeskAbout, web: str) -> str:
    """The HTML with the first `full_items` items in full and the headings of all."""
    return _render_html(
        view, HtmlPlan(items=full_items, headings=len(list(view.items()))), about, web
    )


def _is_within_size_limit(html: str) -> bool:
    """Whether a mail with this HTML is small enough that no mail program clips it."""
    # A line end is one byte in the string and two (CRLF) in a mail.
    return len(html.encode()) + html.count("\n") <= MAX_HTML_BYTES


def _render_html(view: EditionView, plan: HtmlPlan, about: DeskAbout, web: str) -> str:
    html = (
        template_environment()
        .get_template("mail.html")
        .render(
            edition=view,
            words=view.words,
            about=about,
            plan=plan,
            web=web,
            style=template_environment().get_template("mail.css").render(),
            preheader=shorten_text(" ".join(_plain_paragraphs(view.lead_read)[:1]), 140),
            notes=list(_group_proofs(_proofs_in_plan(view, plan), plan)),
            positions={item.name: position for position, item in enumerate(view.items())},
        )
    )
    return str(_css_inliner().inline(_strip_site_markup(html)))


def _strip_site_markup(html: str) -> str:
    """Remove the attributes that only the site uses, to leave room for more text."""
    # Templates escape quotation marks in texts, so these patterns match only within tags. In the
    # editors' lists of links a passage stays inline, or the sign after it would be parted from it.
    html = _EDITOR_VOICE_PATTERN.sub(
        lambda paragraph: paragraph[0].replace(OPPOSITE_DIRECTION_CLASS, ""), html
    )
    plain = _UNUSED_ATTRIBUTE_PATTERN.sub(
        "", html.replace(' class="quote across"', OPPOSITE_DIRECTION_CLASS)
    )
    return _REPEATED_DIR_PATTERN.sub(r"\1", _BARE_SPAN_PATTERN.sub(r"\1", plain))


@lru_cache(maxsize=1)
def _css_inliner() -> css_inline.CSSInliner:
    # Many mail programs ignore a style sheet in the head, so styles go into the elements; the rules
    # for dark mode cannot, and stay.
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False, minify_css=True)


def _proofs_in_plan(view: EditionView, plan: HtmlPlan) -> list[EvidenceView]:
    """The evidence of the lead and of the items that are shown in full."""
    full_items = [item for position, item in enumerate(view.items()) if position < plan.items]
    marks = {proof.mark for item in full_items for proof in item.proofs}
    marks |= set(view.lead_read.marks) if plan.lead else set()
    return [proof for proof in view.proofs if proof.mark in marks]


def _group_proofs(proofs: Sequence[EvidenceView], plan: HtmlPlan) -> Iterator[list[EvidenceView]]:
    """One group for each passage; where passages are not shown, one for each document."""
    if plan.passages:
        yield from ([proof] for proof in proofs)
        return
    texts: dict[str, list[EvidenceView]] = {}
    for proof in proofs:
        # By document, not by what the note says: two documents of one outlet may look alike.
        texts.setdefault(proof.document, []).append(proof)
    yield from texts.values()


# --- plain text ---------------------------------------------------------------


def _text_lines(view: EditionView, web: str) -> Iterator[str]:
    """Yield the whole edition as lines of plain text."""
    words = view.words
    yield view.title
    yield f"{_edition_label(view)}{words.dot}{view.span}"
    yield "=" * TEXT_COLUMNS
    yield from ("", *_wrap_text(view.headline.upper()), "")
    notes = _collect_text_notes(view)
    yield from _prose_lines(view.lead_read, notes)
    if web:
        yield from (f"{words['on_the_web']}{words['colon']}{web}", "")
    for section in view.sections:
        if section.items:
            yield from (f"--- {section.title} ".ljust(TEXT_COLUMNS, "-"), "")
        for item in section.items:
            yield from (*_wrap_text(item.heading), "")
            yield from _prose_lines(item.read, notes)
    if view.proofs:
        yield from (f"--- {words['notes']} ".ljust(TEXT_COLUMNS, "-"), "")
        for proof in view.proofs:
            yield from _note_lines(view, proof)
        yield ""
    yield from (*_wrap_text(words["legend"]), words.say("made_with", program=view.made_with))


@dataclass(frozen=True, slots=True)
class _TextNotes:
    """The numbers of the notes, and the addresses that they contain."""

    numbers: Mapping[str, str]  #: mark → number as the text shows it: " [3]"
    noted_urls: frozenset[str]

    def address_suffix(self, url: str) -> str:
        """A link's address in angle brackets; "" when a note contains it."""
        return f" <{url}>" if sanitising.safe_link(url) and url not in self.noted_urls else ""


def _collect_text_notes(view: EditionView) -> _TextNotes:
    return _TextNotes(
        {proof.mark: f" [{view.words.number(proof.number)}]" for proof in view.proofs},
        frozenset(sanitising.safe_link(proof.url) for proof in view.proofs),
    )


def _prose_lines(body: prose.Prose, notes: _TextNotes) -> Iterator[str]:
    paragraphs = prose.to_text(body, cite=notes.numbers.__getitem__, address=notes.address_suffix)
    for paragraph in paragraphs:
        for line in paragraph.split("\n"):
            yield from _wrap_text(line, indent="> " if line.startswith("> ") else "")
        yield ""


def _note_lines(view: EditionView, proof: EvidenceView) -> Iterator[str]:
    words = view.words
    facts = words["comma"].join(filter(None, (proof.outlet, proof.day, proof.tongue)))
    version = words.say("version", version=proof.version)
    note = f"[{words.number(proof.number)}] {facts}{words['semicolon']}{version}"
    yield from _wrap_text(note, indent="    ")
    if proof.url:
        yield f"    {proof.url}"


def _plain_paragraphs(body: prose.Prose) -> list[str]:
    return prose.to_text(body, cite=lambda _: "", address=lambda _: "")


def _wrap_text(text: str, *, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        TEXT_COLUMNS,
        subsequent_indent=indent,
        # An address that is broken in two is no link any more.
        break_long_words=False,
        break_on_hyphens=False,
    )
