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
from coranto.rendering.desk_about import DeskAbout
from coranto.rendering.pages import template_environment
from coranto.rendering.views import (
    NO_EVIDENCE_LINKS,
    EditionView,
    EvidenceLinks,
    EvidenceView,
    edition_view,
)

#: Gmail cuts what is longer (102 kB), in bytes; a little is left for what servers add.
MAX_HTML_BYTES = 100_000
#: From of a desk that has no address (RFC 2606: a name that nobody can own).
PLACEHOLDER_SENDER = "desk@coranto.invalid"
#: What the mail's style calls a passage that runs the other way.
OPPOSITE_DIRECTION_CLASS = ' class="across"'
#: The editors' own words: in lists of links there each stays with the sign behind it.
_EDITOR_VOICE_PATTERN = re.compile(r'<p class="voice".*?</p>', re.DOTALL)
#: Attributes of the site's pages that say nothing in a mail.
_UNUSED_ATTRIBUTE_PATTERN = re.compile(
    r' class="(?:told|voice|quote|words|by|cite|post|extract)"| rel="[a-z ]*"'
    r'| title="SHA-256 [^"]*"'
)
_BARE_SPAN_PATTERN = re.compile(r"<span>([^<>]*)</span>")
_REPEATED_DIR_PATTERN = re.compile(r'(<strong dir="auto"><a href="[^"]*") dir="auto"')
#: Columns of the plain text (RFC 5322 asks for at most 78).
TEXT_COLUMNS = 72


class _HeaderFoldingPolicy(EmailPolicy):
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
MAIL_POLICY = _HeaderFoldingPolicy(linesep=SMTP.linesep)


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlPlan:
    """How much of an edition goes into its HTML part."""

    items: int  #: told in full; the others by their headings
    headings: int
    passages: bool = False  #: notes show the passage with the words around it
    lead: bool = True
    shortened: bool = True


def render_mail(edition: PublishedEdition, *, about: DeskAbout, sender: str) -> bytes:
    """The mail as an .eml file.

    `sender` is what From says: "The Quay <desk@quay.example>"; without an address in it,
    From has one that leads nowhere, for delivery to replace.
    """
    web = _edition_url(edition, about)
    view = edition_view(edition, evidence=EvidenceLinks(before=web) if web else NO_EVIDENCE_LINKS)
    html = _render_fitting_html(view, about, web)
    text = sanitising.strip_unsafe_characters("\n".join(_text_lines(view, web))) + "\n"
    digest = hashlib.sha256((html + text).encode()).hexdigest()
    message = EmailMessage(policy=MAIL_POLICY)
    message["Subject"] = _clean_header(
        f"{view.title}{view.words['comma']}{_edition_label(view)}: {view.headline}"
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
    return sanitising.clip_text(" ".join(sanitising.strip_unsafe_characters(text).split()), 300)


def _transfer_encoding(text: str) -> str:
    """Quoted-printable stays readable while most of the text is ASCII."""
    ascii_bytes = sum(char.isascii() for char in text)
    return "quoted-printable" if ascii_bytes * 5 > len(text) * 4 else "base64"


# --- HTML ---------------------------------------------------------------------


def _render_fitting_html(view: EditionView, about: DeskAbout, web: str) -> str:
    """The fullest HTML that no mail program cuts."""
    items = len(list(view.items()))
    whole = HtmlPlan(items=items, headings=items, passages=True, shortened=False)
    least = (HtmlPlan(items=0, headings=40), HtmlPlan(items=0, headings=40, lead=False))
    for plan in (whole, HtmlPlan(items=items, headings=items)):
        html = _render_html(view, plan, about, web)
        if _is_within_size_limit(html):
            return html
    item_counts = range(items)
    most = bisect_left(
        item_counts,
        True,
        key=lambda full_items: (
            not _is_within_size_limit(_render_partial_html(view, full_items, about, web))
        ),
    )
    if most:
        return _render_partial_html(view, most - 1, about, web)
    return next(
        filter(_is_within_size_limit, (_render_html(view, plan, about, web) for plan in least)),
        html,
    )


def _render_partial_html(view: EditionView, full_items: int, about: DeskAbout, web: str) -> str:
    """The edition with its first items in full and the headings of all."""
    return _render_html(
        view, HtmlPlan(items=full_items, headings=len(list(view.items()))), about, web
    )


def _is_within_size_limit(html: str) -> bool:
    """Whether it stays whole, each line's end being two bytes in a mail."""
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
            preheader=sanitising.clip_text(" ".join(_plain_paragraphs(view.lead_read)[:1]), 140),
            notes=list(_group_proofs(_proofs_in_plan(view, plan), plan)),
            positions={item.name: position for position, item in enumerate(view.items())},
        )
    )
    return str(_css_inliner().inline(_strip_site_markup(html)))


def _strip_site_markup(html: str) -> str:
    """Without what only the site's own style and its readers need: each byte is a word more.

    In what templates made, no quotation mark of a text is a bare one: only tags are met.
    """
    html = _EDITOR_VOICE_PATTERN.sub(
        lambda paragraph: paragraph[0].replace(OPPOSITE_DIRECTION_CLASS, ""), html
    )
    plain = _UNUSED_ATTRIBUTE_PATTERN.sub(
        "", html.replace(' class="quote across"', OPPOSITE_DIRECTION_CLASS)
    )
    return _REPEATED_DIR_PATTERN.sub(r"\1", _BARE_SPAN_PATTERN.sub(r"\1", plain))


@lru_cache(maxsize=1)
def _css_inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False, minify_css=True)


def _proofs_in_plan(view: EditionView, plan: HtmlPlan) -> list[EvidenceView]:
    """The notes of what is told in full."""
    full_items = [item for position, item in enumerate(view.items()) if position < plan.items]
    marks = {proof.mark for item in full_items for proof in item.proofs}
    marks |= set(view.lead_read.marks) if plan.lead else set()
    return [proof for proof in view.proofs if proof.mark in marks]


def _group_proofs(proofs: Sequence[EvidenceView], plan: HtmlPlan) -> Iterator[list[EvidenceView]]:
    """A note for each passage; where passages are not shown, one for each text."""
    if plan.passages:
        yield from ([proof] for proof in proofs)
        return
    texts: dict[str, list[EvidenceView]] = {}
    for proof in proofs:
        texts.setdefault(proof.document, []).append(proof)
    yield from texts.values()


# --- plain text ---------------------------------------------------------------


def _text_lines(view: EditionView, web: str) -> Iterator[str]:
    """The whole edition, line by line."""
    words = view.words
    yield view.title
    yield f"{_edition_label(view)}{words.dot}{view.span}"
    yield "=" * TEXT_COLUMNS
    yield from ("", *_wrap_text(view.headline.upper()), "")
    notes = _collect_text_notes(view)
    yield from _prose_lines(view.lead_read, notes)
    if web:
        yield from (f"{words['on_the_web']}: {web}", "")
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
    """What the notes below hold: numbers by mark, and the addresses that need no second telling."""

    numbers: Mapping[str, str]
    noted_urls: frozenset[str]

    def address_suffix(self, url: str) -> str:
        """A link's address where no note has it."""
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
    language = f", {proof.tongue}" if proof.tongue else ""
    version = view.words.say("version", version=proof.version)
    yield from _wrap_text(
        f"[{view.words.number(proof.number)}] {proof.outlet}, {proof.day}{language}; {version}",
        indent="    ",
    )
    if proof.url:
        yield f"    {proof.url}"


def _plain_paragraphs(body: prose.Prose) -> list[str]:
    return prose.to_text(body, cite=lambda _: "", address=lambda _: "")


def _wrap_text(text: str, *, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        TEXT_COLUMNS,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
