"""Past numbers of a newsletter, from files or an address → frozen editions of this desk.

Nothing is checked against sources: the desk has none of them. Each number says where it
came from, and what was read of it is frozen. Importing again changes nothing.
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
from coranto.editing.newsletter_import import Series
from coranto.errors import DeskError, SourceError
from coranto.model import Problem, PublishedEdition
from coranto.reading import newsletters
from coranto.reading.newsletters import Issue, Looked
from coranto.rendering.books import epub
from coranto.rendering.i18n import words
from coranto.rendering.web import share_image
from coranto.steps.collection import discover
from coranto.steps.desk import Desk, Progress, Report
from coranto.steps.publication import frozen, site

#: A larger file is refused, in bytes: exports of WordPress can be parted by year.
LARGEST = 200_000_000
#: How a date is given to what has none.
DATED: Mapping[newsletters.Form, str] = {
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
READABLE = newsletters.MARKDOWN | newsletters.PAGES | newsletters.FEEDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How numbers are found."""

    pattern: re.Pattern[str] | None = None  #: the number is its first group
    start: int | None = None  #: the first number of those that name none, by their dates


@dataclass(slots=True, kw_only=True)
class Imported:
    """What importing came to."""

    numbers: list[int] = field(default_factory=list)  #: new ones, in order
    unchanged: int = 0  #: imported before, the same text
    problems: list[Problem] = field(default_factory=list)  #: what was left out, and why
    strange: list[tuple[int, str]] = field(default_factory=list)  #: kept as text: number, what
    written: int = 0  #: files of the site


def import_files(
    desk: Desk, path: Path, wanted: Wanted, *, now: datetime, report: Report
) -> Imported:
    """Import a file, or every file of a folder that can hold past numbers.

    Raises DeskError when the path is not there or another process publishes.
    """
    if not path.exists():
        raise DeskError(f"{path} is not there.")
    done = Imported()
    files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
    issues: list[Issue] = []
    for at, file in enumerate(files, 1):
        name = str(file.relative_to(path)) if path.is_dir() else file.name
        if path.is_dir() and file.suffix.lower() not in READABLE:
            done.problems.append(Problem(subject=name, reason="no Markdown, HTML or feed"))
            continue
        issues += _read(desk, _opened(file), name, wanted, done, now=now)
        report(Progress(step="read", done=at, total=len(files)))
    return _kept(desk, issues, wanted, done, report=report)


def import_address(  # noqa: PLR0913 - each is named
    desk: Desk, fetcher: Fetcher, url: str, wanted: Wanted, *, now: datetime, report: Report
) -> Imported:
    """Import what stands at an address: a feed, an export or one page. Raises SourceError."""
    answer = discover.visit(desk, fetcher, discover.absolute(url))
    fetch.judge(answer)
    done = Imported()
    body = fetch.decoded(answer, desk.limits)
    issues = _read(desk, body, answer.url, wanted, done, now=now, url=answer.url)
    return _kept(desk, issues, wanted, done, report=report)


def _opened(file: Path) -> bytes | Problem:
    try:
        if file.stat().st_size > LARGEST:
            return Problem(
                subject=file.name,
                reason="too big",
                detail=f"more than {LARGEST:,} bytes; part the export by year",
            )
        return file.read_bytes()
    except OSError as error:
        return Problem(subject=file.name, reason=error.strerror or "cannot be read")


def _read(  # noqa: PLR0913 - each is named
    desk: Desk,
    body: bytes | Problem,
    name: str,
    wanted: Wanted,
    done: Imported,
    *,
    now: datetime,
    url: str = "",
) -> Sequence[Issue]:
    if isinstance(body, Problem):
        done.problems.append(body)
        return ()
    look = Looked(
        name=name, url=url, seen=now, pattern=wanted.pattern, language=desk.settings.desk.language
    )
    try:
        reading = newsletters.read(body, look)
    except SourceError as error:
        done.problems.append(Problem(subject=name, reason=error.reason, detail=error.detail))
        return ()
    done.problems += reading.problems
    return reading.issues


# --- numbers ------------------------------------------------------------------


def _numbered(
    issues: Sequence[Issue], wanted: Wanted, done: Imported
) -> Iterator[tuple[int, datetime, Issue]]:
    """Each issue with its number and date; those that lack one are named."""
    following = wanted.start
    taken = {issue.number for issue in issues if issue.number is not None}
    seen: dict[int, str] = {}
    for issue in sorted(issues, key=_time):
        number = issue.number
        if issue.published is None:
            detail = DATED[issue.form]
            done.problems.append(Problem(subject=issue.subject, reason="no date", detail=detail))
            continue
        if number is None and following is not None:
            while following in taken:
                following += 1
            number, following = following, following + 1
        if number is None:
            detail = "say where titles name it with --match, or count from a number with --from"
            done.problems.append(Problem(subject=issue.subject, reason="no number", detail=detail))
        elif number in seen:
            detail = f"no. {number} is {seen[number]}"
            done.problems.append(Problem(subject=issue.subject, reason="twice", detail=detail))
        else:
            seen[number] = issue.subject
            yield number, issue.published, issue


def _time(issue: Issue) -> tuple[bool, datetime | None, str]:
    return issue.published is None, issue.published, issue.subject


# --- editions -----------------------------------------------------------------


def _kept(
    desk: Desk, issues: Sequence[Issue], wanted: Wanted, done: Imported, *, report: Report
) -> Imported:
    """Freeze what is new and write the site. Raises DeskError while another process publishes."""
    series = Series(
        title=desk.settings.desk.title,
        language=desk.settings.desk.language,
        section=words(desk.settings.desk.language)["inside"],
    )
    with frozen.locked(desk):
        numbered = sorted(_numbered(issues, wanted, done), key=lambda one: one[0])
        for at, (number, published, issue) in enumerate(numbered, 1):
            _keep(desk, _edition(issue, number, published, series), issue, done)
            report(Progress(step="import", done=at, total=len(numbered)))
        if done.numbers:
            done.written = site.write(desk)
    return done


def _edition(issue: Issue, number: int, published: datetime, series: Series) -> PublishedEdition:
    return PublishedEdition(
        draft=newsletter_import.draft_of(issue, number, published.date(), series=series),
        published=published,
        evidence=(),
        documents=(),
        stories=(),
        sources=(),
        made_with=f"coranto {__version__}",
        imported=issue.url or issue.subject,
    )


def _keep(desk: Desk, edition: PublishedEdition, issue: Issue, done: Imported) -> None:
    """Freeze one number, unless it is there."""
    number = edition.draft.number
    known = desk.store.editions.get(number)
    if frozen.folder_of(desk, number).exists():
        before = frozen.read(frozen.folder_of(desk, number))
        if before.imported and _same(before, edition):
            done.unchanged += 1
            frozen.note(desk, number)
        else:
            reason = "imported before with another text" if before.imported else "published here"
            done.problems.append(Problem(subject=issue.subject, reason=f"no. {number}: {reason}"))
        return
    if known is not None:
        reason = f"no. {number} is drafted here: publish it, or take its draft away"
        done.problems.append(Problem(subject=issue.subject, reason=reason))
        return
    about = site.about(desk)
    files = {
        frozen.DRAFT: drafts.write(edition.draft).encode(),
        frozen.EDITION: freezing.encode(edition),
        frozen.EPUB: epub.render_epub(edition, about=about),
    }
    if picture := share_image.card(edition, about=about):
        files[frozen.CARD] = picture
    frozen.keep(desk, edition, files)
    frozen.note(desk, number)
    done.numbers.append(number)
    done.strange += [(number, one) for one in issue.text.strange]


def _same(before: PublishedEdition, edition: PublishedEdition) -> bool:
    """Do both tell the same, whatever version of Coranto wrote them?"""
    return _told(before) == _told(edition)


def _told(edition: PublishedEdition) -> str:
    return hashlib.sha256(drafts.write(edition.draft).encode()).hexdigest()
