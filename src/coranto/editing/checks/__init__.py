"""Check a draft and report what is wrong with it, line by line.

Pure: no store, no clock, no network. What the desk knows of the draft's sources comes in a
`Context`. A finding of severity "error" stops publication. A check is a function that takes
the manuscript and yields faults; `CHECKS` lists all of them, in no particular order.
"""

from collections.abc import Mapping

from coranto.editing.checks import (
    attribution,
    balanced,
    cited,
    findings,
    form,
    linked,
    misspelt,
    network_claims,
    origins,
    quoted,
    raw_markup,
    repeated,
    stated,
    style,
    translated,
)
from coranto.editing.checks.check import Check
from coranto.editing.manuscript import Context, Manuscript
from coranto.model import Draft, Finding

__all__ = ["CHECKS", "Check", "Context", "check_draft", "switchable_checks"]


CHECKS: tuple[Check, ...] = (
    Check(
        name="number",
        severity="error",
        look=form.number_matches_file_name,
        mend="write the number of the file's name, or rename the file",
        is_essential=True,
    ),
    Check(
        name="days",
        severity="error",
        look=form.days_are_in_order,
        mend="correct “first” or “last” at the top",
    ),
    Check(
        name="language",
        severity="error",
        look=form.language_is_known,
        mend="write the tag of the language, such as “en” or “fa”",
    ),
    Check(
        name="empty",
        severity="error",
        look=form.items_have_text,
        mend="restore its text, or remove the heading as well",
    ),
    Check(
        name="citation",
        severity="error",
        look=cited.citations_match_documents,
        mend="restore this line from the draft as composed, or remove what cites it",
        is_essential=True,
    ),
    Check(
        name="unknown mark",
        severity="error",
        look=cited.marks_are_defined,
        mend="restore its line at the end",
        is_essential=True,
    ),
    Check(
        name="broken mark",
        severity="error",
        look=cited.marks_are_whole,
        mend="write it as [^a7k2], or remove it",
        is_essential=True,
    ),
    Check(
        name="quotation",
        severity="error",
        look=quoted.quotations_are_exact,
        mend="nothing there is like it: remove it, or cite where it stands",
        is_essential=True,
    ),
    Check(
        name="uncited quotation",
        severity="error",
        look=quoted.quotations_are_cited,
        mend="put a citation mark such as [^a7k2] behind it, or take the quotation marks away",
        is_essential=True,
    ),
    Check(
        name="title of a work",
        severity="note",
        look=quoted.titles_are_cited,
        mend="nothing, if it is the title of a work; what somebody said needs other marks",
    ),
    Check(
        name="omission",
        severity="warning",
        look=quoted.omissions_stay_in_one_paragraph,
        mend="quote them as two quotations, or say how far apart they stand",
    ),
    Check(
        name="emphasis",
        severity="warning",
        look=quoted.emphases_are_declared,
        mend="take it away, or write [our emphasis] behind it",
    ),
    Check(
        name="link",
        severity="error",
        look=linked.links_are_web_addresses,
        mend="an address starts with http:// or https://",
    ),
    Check(
        name="also in this edition",
        severity="warning",
        look=linked.named_items_are_linked,
        mend="name an item of the edition, and link it as [heading](#s…)",
    ),
    Check(
        name="html",
        severity="error",
        look=form.no_html_is_written,
        mend="write Markdown; a “<” that is only a sign is written with a backslash: \\<",
    ),
    Check(
        name="raw markup",
        severity="warning",
        look=raw_markup.no_markup_is_printed,
        mend="write it as Coranto’s Markdown has it, or put a backslash before its first sign",
    ),
    Check(
        name="unknown story",
        severity="error",
        look=form.stories_exist,
        mend="write the name of a story, or take the braces and what is in them away",
    ),
    Check(
        name="same story",
        severity="error",
        look=repeated.stories_are_unique,
        mend="join the two items, or remove one",
    ),
    Check(
        name="signatures",
        severity="error",
        look=style.enough_editors_signed,
        mend="`coranto sign N --who NAME` for each who answers for it",
    ),
    Check(
        name="citations in translation",
        severity="error",
        look=translated.citations_are_the_same,
        mend="give both texts the same citation marks",
        is_essential=True,
    ),
    Check(
        name="quotations in translation",
        severity="error",
        look=translated.quotations_are_in_the_original,
        mend="translate a quotation of the original, quote what is cited, or take the marks away",
        is_essential=True,
    ),
    Check(
        name="missing translation",
        severity="warning",
        look=translated.translations_are_complete,
        mend="write it in that language's file; readers meet the original until then",
    ),
    Check(
        name="stale translation",
        severity="warning",
        look=translated.translations_are_current,
        mend="bring it up to date, take “of …” out of its braces, run `coranto translate` again",
    ),
    Check(
        name="network",
        severity="error",
        look=network_claims.network_claims_are_supported,
        mend="take the sentence out, or write what was found",
        is_essential=True,
    ),
    Check(
        name="unfounded number",
        severity="warning",
        look=stated.numbers_are_supported,
        mend="write what is cited, or cite where the number stands",
    ),
    Check(
        name="unfounded date",
        severity="warning",
        look=stated.days_are_supported,
        mend="write what is cited, or cite where the day stands",
    ),
    Check(
        name="unfounded name",
        severity="warning",
        look=stated.names_are_supported,
        mend="write the name that is cited, or cite who is named",
    ),
    Check(
        name="misspelt name",
        severity="warning",
        look=misspelt.names_are_spelt_as_cited,
        mend="write it as what is cited has it",
    ),
    Check(
        name="uncited statement",
        severity="warning",
        look=stated.statements_are_cited,
        mend="cite what says so; if you say it yourself, leave it as it is",
    ),
    Check(
        name="same sentence",
        severity="warning",
        look=repeated.sentences_are_unique,
        mend="quote it once",
    ),
    Check(
        name="same link",
        severity="warning",
        look=repeated.links_are_unique,
        mend="tell it once, or link another report",
    ),
    Check(
        name="same event",
        severity="warning",
        look=repeated.events_are_unique,
        mend="join the two items, or say what parts them; `coranto story merge` keeps it so",
    ),
    Check(
        name="told before",
        severity="warning",
        look=repeated.earlier_editions_are_named,
        mend="name the number, and tell what is new since",
    ),
    Check(
        name="edited since",
        severity="warning",
        look=cited.passages_are_unchanged,
        mend="say that it was changed since, or quote what stands there now",
    ),
    Check(
        name="vanished",
        severity="warning",
        look=cited.sources_are_online,
        mend="say that it was taken down; the archive holds it",
    ),
    Check(
        name="dead link",
        severity="warning",
        look=linked.links_are_alive,
        mend="link another report, or say that the page is gone",
    ),
    Check(
        name="unanswered link",
        severity="note",
        look=linked.links_are_answered,
        mend="open it yourself, or ask again later: `coranto check N --ask`",
    ),
    Check(
        name="closed link",
        severity="warning",
        look=linked.links_need_no_login,
        mend="link a page that every reader can open, or say that this one is closed",
    ),
    Check(
        name="redirect",
        severity="warning",
        look=linked.links_do_not_redirect,
        mend="write the address where it ends",
    ),
    Check(
        name="one origin",
        severity="warning",
        look=origins.sources_are_independent,
        mend="say that they print one text, or belong together",
    ),
    Check(
        name="state",
        severity="warning",
        look=origins.states_are_named,
        mend="name it beside the outlet, in the lead or an item; once is enough",
    ),
    Check(
        name="tracker",
        severity="warning",
        look=linked.links_carry_no_trackers,
        mend="write the address without it",
    ),
    Check(
        name="capitals",
        severity="warning",
        look=style.headings_are_not_capitals,
        mend="write it as a sentence",
    ),
    Check(
        name="alternative text",
        severity="warning",
        look=style.pictures_are_described,
        mend="say in its square brackets what is to be seen",
    ),
    Check(
        name="length",
        severity="warning",
        look=style.edition_is_short_enough,
        mend="shorten items, or raise `minutes` under [checks] in coranto.toml",
    ),
    Check(
        name="words in English",
        severity="note",
        look=form.language_has_phrases,
        mend="nothing; its language and direction are right, and you may change those of the draft",
    ),
    Check(
        name="owner",
        severity="note",
        look=origins.owners_are_named,
        mend="name it beside the outlet if readers should know; the sources’ pages do",
    ),
    Check(
        name="balance",
        severity="note",
        look=balanced.shares_match_the_week,
        mend="nothing, if it is meant; else tell more of what is missing",
    ),
    Check(
        name="one source",
        severity="note",
        look=origins.headline_has_several_outlets,
        mend="look for a second one, or say that it stands alone",
    ),
    Check(
        name="unknown date",
        severity="note",
        look=cited.dates_are_known,
        mend="leave “date unknown”, or write in your own words when it was",
    ),
    Check(
        name="editor's voice",
        severity="note",
        look=attribution.own_voice_is_intended,
        mend="nothing, if it is; else cite what says so",
    ),
    Check(
        name="unused citation",
        severity="note",
        look=cited.citations_are_used,
        mend="remove this line, or leave it: it does no harm",
    ),
)


def switchable_checks() -> tuple[str, ...]:
    """Names of the checks that a desk may switch off."""
    return tuple(check.name for check in CHECKS if not check.is_essential)


def check_draft(
    draft: Draft,
    context: Context,
    *,
    text: str = "",
    off: Mapping[str, str] | None = None,
) -> list[Finding]:
    """Run all checks on a draft and return the findings in the order of their lines.

    `text` is the draft's file; without it, findings about its front matter are on line 1.
    `off` maps the name of each check that is switched off to the reason; instead of its
    findings, one note says how many there would have been.
    """
    manuscript = Manuscript(draft=draft, context=context, text=text)
    off = off or {}
    all_findings: list[Finding] = []
    for check in CHECKS:
        faults = [
            findings.make_finding(check.name, check.severity, check.mend, fault)
            for fault in check.look(manuscript)
        ]
        # A check that is switched off runs all the same: the note in its place says how much
        # it hides. The settings refuse to switch off an essential check; so does this, for
        # callers that have no settings.
        if check.name in off and not check.is_essential:
            faults = [findings.switched_off_note(check.name, len(faults), off[check.name])]
        all_findings += faults
    return sorted(all_findings, key=findings.display_order)
