"""Past numbers of a newsletter, from files or an address → frozen editions of this desk.

Nothing is checked against sources, since the desk has not collected them. Each number says
where it came from. Importing again changes nothing, and no edition is ever replaced.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from coranto import __version__
from coranto.edges import fetch
from coranto.edges.fetch import Fetcher
from coranto.editing import draft as drafts
from coranto.editing import freezing, newsletter_import
from coranto.editing.newsletter_import import NewsletterSeries
from coranto.errors import DeskError, SourceError
from coranto.model import Problem, PublishedEdition
from coranto.reading import newsletters
from coranto.reading.newsletters import FileContext, Issue
from coranto.rendering.books import epub
from coranto.rendering.i18n import words_for
from coranto.rendering.web import share_image
from coranto.steps.collection import discover
from coranto.steps.desk import Desk, Progress, Report
from coranto.steps.publication import frozen, import_batches, site
from coranto.steps.publication.import_batches import ConfirmImport, accept_import

#: A larger file, in bytes, is refused: exports of WordPress can be split by year.
MAX_FILE_BYTES = 200_000_000
#: By form, how an editor can give a date to an issue that has none.
MISSING_DATE_ADVICE: Mapping[newsletters.IssueForm, str] = {
    "Markdown": "add a line such as `date: 2024-05-06` at its top",
    "page": (
        'add `<meta property="article:published_time" content="2024-05-06">` to its head, in a '
        "copy of it if need be"
    ),
    "feed": (
        "give its entry a date (`pubDate` in RSS and exports of WordPress, `published` in Atom, "
        "`date_published` in JSON Feed), in a copy of the feed if need be"
    ),
}
#: Suffixes of files that are read when a folder is imported.
READABLE_SUFFIXES = (
    newsletters.MARKDOWN_SUFFIXES | newsletters.PAGE_SUFFIXES | newsletters.FEED_SUFFIXES
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberingRules:
    """How the numbers of issues are found."""

    pattern: re.Pattern[str] | None = None  #: for titles; the number is its first group
    start: int | None = None  #: where issues without a number, by date, are counted from


@dataclass(slots=True, kw_only=True)
class IssueImportResult:
    """What was imported and what was left out; filled while an import runs."""

    numbers: list[int] = field(default_factory=list)  #: new ones, in order
    unchanged: int = 0  #: issues that were imported before, with the same text
    problems: list[Problem] = field(default_factory=list)  #: what was left out, and why
    strange: list[tuple[int, str]] = field(default_factory=list)  #: number, markup kept as text
    written: int = 0  #: files of the site that are new or changed
    was_declined: bool = False  #: a person did not agree: nothing was imported


def import_files(  # noqa: PLR0913 - each is named
    desk: Desk,
    path: Path,
    rules: NumberingRules,
    *,
    now: datetime,
    report: Report,
    confirm: ConfirmImport = accept_import,
) -> IssueImportResult:
    """Import a file, or every file of a folder that can hold past numbers.

    `confirm` is asked before numbers are added to a series that the desk has gone on with.
    Raises DeskError when the path is not there or another process publishes.
    """
    if not path.exists():
        raise DeskError(f"{path} is not there.")
    result = IssueImportResult()
    files = (
        sorted(entry for entry in path.rglob("*") if entry.is_file()) if path.is_dir() else [path]
    )
    issues: list[Issue] = []
    for at, file in enumerate(files, 1):
        name = str(file.relative_to(path)) if path.is_dir() else file.name
        if path.is_dir() and file.suffix.lower() not in READABLE_SUFFIXES:
            result.problems.append(Problem(subject=name, reason="no Markdown, HTML or feed"))
            continue
        issues += _read_issues(desk, _read_file(file), name, rules, result, now=now)
        report(Progress(step="read", done=at, total=len(files)))
    return _freeze_issues(desk, issues, rules, result, now=now, report=report, confirm=confirm)


def import_address(  # noqa: PLR0913 - each is named
    desk: Desk,
    fetcher: Fetcher,
    url: str,
    rules: NumberingRules,
    *,
    now: datetime,
    report: Report,
    confirm: ConfirmImport = accept_import,
) -> IssueImportResult:
    """Import a feed, an export or one page from an address, as `import_files` does.

    Raises SourceError when it cannot be fetched, DeskError while another process publishes.
    """
    answer = discover.fetch_and_archive(desk, fetcher, discover.absolute_url(url))
    fetch.raise_for_status(answer)
    result = IssueImportResult()
    body = fetch.decode_body(answer, desk.limits)
    issues = _read_issues(desk, body, answer.url, rules, result, now=now, url=answer.url)
    return _freeze_issues(desk, issues, rules, result, now=now, report=report, confirm=confirm)


def _read_file(file: Path) -> bytes | Problem:
    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            return Problem(
                subject=file.name,
                reason="too big",
                detail=f"more than {MAX_FILE_BYTES:,} bytes; part the export by year",
            )
        return file.read_bytes()
    except OSError as error:
        return Problem(subject=file.name, reason=error.strerror or "cannot be read")


def _read_issues(  # noqa: PLR0913 - each is named
    desk: Desk,
    body: bytes | Problem,
    name: str,
    rules: NumberingRules,
    result: IssueImportResult,
    *,
    now: datetime,
    url: str = "",
) -> Sequence[Issue]:
    if isinstance(body, Problem):
        result.problems.append(body)
        return ()
    context = FileContext(
        name=name, url=url, seen=now, pattern=rules.pattern, language=desk.settings.desk.language
    )
    try:
        reading = newsletters.read_issues(body, context)
    except SourceError as error:
        result.problems.append(Problem(subject=name, reason=error.reason, detail=error.detail))
        return ()
    result.problems += reading.problems
    return reading.issues


# --- numbers ------------------------------------------------------------------


def _number_issues(
    issues: Sequence[Issue], rules: NumberingRules, result: IssueImportResult
) -> Iterator[tuple[int, datetime, Issue]]:
    """Yield number, date and issue; an issue that lacks one, or repeats one, is a problem."""
    following = rules.start
    named_numbers = {issue.number for issue in issues if issue.number is not None}
    subject_by_number: dict[int, str] = {}
    for issue in sorted(issues, key=_issue_sort_key):
        number = issue.number
        if issue.published is None:
            detail = MISSING_DATE_ADVICE[issue.form]
            result.problems.append(Problem(subject=issue.subject, reason="no date", detail=detail))
            continue
        # Counted past the numbers that titles name, so that the two never collide.
        if number is None and following is not None:
            while following in named_numbers:
                following += 1
            number, following = following, following + 1
        if number is None:
            detail = "say where titles name it with --match, or count from a number with --from"
            result.problems.append(
                Problem(subject=issue.subject, reason="no number", detail=detail)
            )
        elif number in subject_by_number:
            detail = f"no. {number} is {subject_by_number[number]}"
            result.problems.append(Problem(subject=issue.subject, reason="twice", detail=detail))
        else:
            subject_by_number[number] = issue.subject
            yield number, issue.published, issue


def _issue_sort_key(issue: Issue) -> tuple[bool, datetime | None, str]:
    return issue.published is None, issue.published, issue.subject


# --- editions -----------------------------------------------------------------


def _freeze_issues(  # noqa: PLR0913 - each is named
    desk: Desk,
    issues: Sequence[Issue],
    rules: NumberingRules,
    result: IssueImportResult,
    *,
    now: datetime,
    report: Report,
    confirm: ConfirmImport,
) -> IssueImportResult:
    """Freeze what is new and write the site. Raises DeskError while another process publishes."""
    series = NewsletterSeries(
        title=desk.settings.desk.title,
        language=desk.settings.desk.language,
        section=words_for(desk.settings.desk.language)["inside"],
    )
    with frozen.publication_lock(desk):
        numbered = sorted(
            _number_issues(issues, rules, result), key=lambda numbered_issue: numbered_issue[0]
        )
        new_numbers = [number for number, _, _ in numbered if _is_free(desk, number)]
        plan = import_batches.plan_import(desk, new_numbers)
        if plan is not None and not confirm(plan):
            result.was_declined = True
            return result
        if new_numbers:
            import_batches.record_batch(desk, new_numbers, at=now)
        for at, (number, published, issue) in enumerate(numbered, 1):
            _freeze_issue(desk, _build_edition(issue, number, published, series), issue, result)
            report(Progress(step="import", done=at, total=len(numbered)))
        if result.numbers:
            result.written = site.write_site(desk)
    return result


def _is_free(desk: Desk, number: int) -> bool:
    is_frozen = frozen.version_folder(desk, number).exists()
    return not is_frozen and desk.store.editions.get(number) is None


def _build_edition(
    issue: Issue, number: int, published: datetime, series: NewsletterSeries
) -> PublishedEdition:
    return PublishedEdition(
        draft=newsletter_import.draft_from_issue(issue, number, published.date(), series=series),
        published=published,
        evidence=(),
        documents=(),
        stories=(),
        sources=(),
        made_with=f"coranto {__version__}",
        imported=issue.url or issue.subject,
    )


def _freeze_issue(
    desk: Desk, edition: PublishedEdition, issue: Issue, result: IssueImportResult
) -> None:
    """Freeze one issue, unless an edition of its number is there."""
    number = edition.draft.number
    stored_edition = desk.store.editions.get(number)
    if frozen.version_folder(desk, number).exists():
        earlier_edition = frozen.read_version(frozen.version_folder(desk, number))
        if earlier_edition.imported and _has_same_draft(earlier_edition, edition):
            result.unchanged += 1
            # An import that was cut off may have frozen it without recording it.
            frozen.record_versions(desk, number)
        else:
            reason = (
                "imported before with another text"
                if earlier_edition.imported
                else "published here"
            )
            result.problems.append(Problem(subject=issue.subject, reason=f"no. {number}: {reason}"))
        return
    if stored_edition is not None:
        reason = f"no. {number} is drafted here: publish it, or take its draft away"
        result.problems.append(Problem(subject=issue.subject, reason=reason))
        return
    about = site.about_desk(desk)
    files = {
        frozen.DRAFT_FILE: drafts.format_draft(edition.draft).encode(),
        frozen.EDITION_FILE: freezing.encode_edition(edition),
        frozen.EPUB_FILE: epub.render_epub(edition, about=about),
    }
    if picture := share_image.render_share_image(edition, about=about):
        files[frozen.CARD_FILE] = picture
    frozen.write_imported_version(desk, edition, files)
    frozen.record_versions(desk, number)
    result.numbers.append(number)
    result.strange += [(number, passage) for passage in issue.text.strange]


def _has_same_draft(earlier_edition: PublishedEdition, edition: PublishedEdition) -> bool:
    """Whether both have the same draft, whatever version of Coranto wrote them."""
    return _draft_sha256(earlier_edition) == _draft_sha256(edition)


def _draft_sha256(edition: PublishedEdition) -> str:
    return hashlib.sha256(drafts.format_draft(edition.draft).encode()).hexdigest()
