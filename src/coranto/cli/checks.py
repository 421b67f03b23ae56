"""Commands for a draft before publication: check and sign."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from coranto.cli.editions import EDITION_NUMBER
from coranto.cli.options import desk_option, opened_desk, progress_meter, utc_now
from coranto.cli.output import pluralise
from coranto.errors import CorantoError, DraftError
from coranto.model import Finding, Judgement

if TYPE_CHECKING:
    from coranto.steps.editions.draft_names import NamedHeadings


@dataclass(frozen=True, slots=True, kw_only=True)
class _CheckResult:
    """The result of a check, also if the draft could not be parsed."""

    path: Path
    findings: Sequence[Finding]
    citations: int

    @property
    def has_errors(self) -> bool:
        return any(finding.severity == "error" for finding in self.findings)


@click.command()
@desk_option
@click.argument("number", type=EDITION_NUMBER)
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text")
@click.option("--ask", is_flag=True, help="Ask every link of the draft now, over the network.")
@click.option("--notes", is_flag=True, help="Show the notes, which are only counted otherwise.")
@click.option("--watch", is_flag=True, help="Check again whenever the draft is saved.")
@click.pass_context
def check(
    ctx: click.Context, folder: Path, number: int, form: str, *, ask: bool, notes: bool, watch: bool
) -> None:
    """Verify every citation of a draft, character by character, and name what is wrong by line.

    Errors come first, one line for each kind; notes are counted. A heading that was typed without
    a name in braces is given one in the file, but not while --watch has an editor work on it.

    Exit status 1 when there is an error: the draft would not be published. Nothing is
    asked of the network without --ask. With --watch, Ctrl-C ends it.
    """
    link_outcomes = _ask_links(folder, number) if ask else {}
    if watch:
        _watch_draft(folder, number, form, link_outcomes, with_notes=notes)
        return
    result = _check_draft(folder, number, link_outcomes, may_write=True)
    _print_report(result, form, with_notes=notes)
    ctx.exit(1 if result.has_errors else 0)


def _ask_links(folder: Path, number: int) -> dict[str, str]:
    from coranto.steps.collection import collect
    from coranto.steps.editions import check_links, files

    with opened_desk(folder) as desk, collect.fetcher_for(desk, clock=utc_now) as fetcher:
        try:
            text = files.read_draft_text(desk, number)
            return check_links.fetch_draft_links(desk, fetcher, text, report=progress_meter())
        except DraftError:
            return {}  # the check that follows reports what cannot be parsed


def _watch_draft(
    folder: Path, number: int, form: str, link_outcomes: Mapping[str, str], *, with_notes: bool
) -> None:
    from coranto.edges import file_watch
    from coranto.steps.editions import files

    with opened_desk(folder) as desk:
        path = files.draft_path(desk, number)
        if not path.exists():
            # Raises an error now, rather than wait for a file that will never come.
            files.read_draft_text(desk, number)
    # Each check opens the desk anew, so that a change of coranto.toml counts, too.
    try:
        for _ in file_watch.watch_saves(path):
            try:
                # The file is open in an editor, which would ask what to do about two versions.
                result = _check_draft(folder, number, link_outcomes, may_write=False)
                click.clear()
                _print_report(result, form, with_notes=with_notes)
            except CorantoError as error:  # the draft or coranto.toml is being edited
                click.echo(f"coranto: {error}", err=True)
            click.echo(f"Watching {path} (Ctrl-C ends this).", err=True)
    except KeyboardInterrupt:
        click.echo("Watched no longer.", err=True)


def _print_report(result: _CheckResult, form: str, *, with_notes: bool) -> None:
    report_text = format_report(
        result.path, result.findings, result.citations, form, with_notes=with_notes
    )
    if report_text:
        click.echo(report_text)


def _print_names(path: Path, named: "NamedHeadings") -> None:
    """Say which headings were given a name; on standard error, as the report may be JSON."""
    verb = "was given" if named.is_written else "lacks"
    for line, name in named.names.items():
        click.echo(f"{path}:{line}: the heading {verb} the name {{#{name}}}", err=True)


def _check_draft(
    folder: Path, number: int, link_outcomes: Mapping[str, str], *, may_write: bool
) -> _CheckResult:
    from coranto.steps.editions import check as checking
    from coranto.steps.editions import draft_names as naming
    from coranto.steps.editions import files

    with opened_desk(folder) as desk:
        path = files.draft_path(desk, number)
        try:
            text = files.read_draft_text(desk, number)
            named = naming.name_headings(desk, number, text, may_write=may_write)
            if may_write:
                _print_names(path, named)
            draft_check = checking.check_draft(desk, named.text, number=number, asked=link_outcomes)
        except DraftError as error:
            return _CheckResult(path=path, findings=(_unreadable_finding(error),), citations=0)
    return _CheckResult(
        path=path, findings=draft_check.findings, citations=len(draft_check.draft.citations)
    )


def format_report(
    path: Path, findings: Sequence[Finding], citations: int, form: str, *, with_notes: bool = True
) -> str:
    """Format findings as "json", as "github" annotations, or as "text" with a summary line.

    In "text" errors come first, one line for each kind with its places; without `with_notes`,
    notes are only counted.
    """
    if form == "json":
        return json.dumps(msgspec.to_builtins(findings), ensure_ascii=False, indent=1)
    if form == "github":
        return "\n".join(github_annotation(path, finding) for finding in findings)
    return "\n".join(
        [*_group_lines(path, findings, with_notes=with_notes), verdict_line(findings, citations)]
    )


def _group_lines(path: Path, findings: Sequence[Finding], *, with_notes: bool) -> Iterator[str]:
    """A line for each kind of finding, and below it what is wrong at each place."""
    from coranto.editing.checks.findings import group_findings

    notes: list[str] = []
    for group in group_findings(findings):
        if group.severity == "note" and not with_notes:
            notes.append(f"{group.check} {len(group.findings)}")
            continue
        places = ", ".join(map(str, group.lines))
        yield f"{path}:{places}: {group.severity}: {group.check}" + (
            f": {group.shared_fix}" if group.shared_fix else ""
        )
        lines_by_message: dict[tuple[str, str], list[int]] = {}
        for finding in group.findings:
            fix = "" if group.shared_fix else finding.fix
            lines_by_message.setdefault((finding.message, fix), []).append(finding.line)
        for (message, fix), lines in lines_by_message.items():
            yield f"    {', '.join(map(str, lines))}: {message}"
            if fix:
                yield f"        {fix}"
    if notes:
        yield f"notes, shown by --notes: {', '.join(notes)}"


def github_annotation(path: Path, finding: Finding) -> str:
    """Format a finding as a GitHub workflow command, which is shown beside the line."""
    # GitHub has the levels error, warning and notice.
    level = "notice" if finding.severity == "note" else finding.severity
    message = f"{finding.message} {finding.fix}".strip()
    file, title = (_escape_github_text(text, also=":,") for text in (str(path), finding.check))
    return (
        f"::{level} file={file},line={finding.line},title={title}::{_escape_github_text(message)}"
    )


def _escape_github_text(text: str, also: str = "") -> str:
    # Unescaped, words quoted from a source could end the command and begin one of their own.
    # "%" comes first, because the escapes contain it.
    for char in "%\r\n" + also:
        text = text.replace(char, f"%{ord(char):02X}")
    return text


def _unreadable_finding(error: DraftError) -> Finding:
    """Turn a draft that cannot be parsed into a finding, so that it is printed like the others."""
    message = str(error).removeprefix(f"line {error.line}: ")
    return Finding(check="draft", severity="error", line=error.line, message=message, fix="")


def verdict_line(findings: Sequence[Finding], citations: int) -> str:
    """The summary line of a check: citations, errors, warnings and notes."""
    counts = {
        severity: sum(finding.severity == severity for finding in findings)
        for severity in ("error", "warning", "note")
    }
    counts_text = ", ".join(pluralise(count, severity) for severity, count in counts.items())
    return f"{pluralise(citations, 'citation')} checked: {counts_text}."


@click.command()
@desk_option
@click.argument("number", type=EDITION_NUMBER)
@click.option("--who", required=True, envvar="CORANTO_WHO", help="Whose signature it is.")
@click.option("--reason", default="", help="What was read or asked, for those who come after.")
def sign(folder: Path, number: int, who: str, reason: str) -> None:
    """Answer for a draft as it stands: a later change needs a new signature."""
    from coranto.steps.editions import files
    from coranto.steps.editions import sign as signing

    with opened_desk(folder) as desk:
        text = files.read_draft_text(desk, number)
        judgement = Judgement(
            at=utc_now(),
            who=who,
            verb=signing.SIGN_VERB,
            subject=signing.signature_subject(number),
            object=signing.edition_fingerprint(desk, number, text),
            reason=reason,
        )
        count = signing.sign_draft(desk, judgement)
        signatures_required = desk.settings.checks.signatures
    required_note = f" of {signatures_required}" if signatures_required else ""
    click.echo(f"{who} signed no. {number} as it stands: {count}{required_note}.")
