"""Commands for a draft before publication: check and sign."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec

from coranto.cli.editions import EDITION_NUMBER
from coranto.cli.options import desk_option, opened_desk, progress_meter, utc_now
from coranto.cli.output import pluralise
from coranto.errors import CorantoError, DraftError
from coranto.model import Finding, Judgement


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
@click.option("--watch", is_flag=True, help="Check again whenever the draft is saved.")
@click.pass_context
def check(
    ctx: click.Context, folder: Path, number: int, form: str, *, ask: bool, watch: bool
) -> None:
    """Verify every citation of a draft, character by character, and name what is wrong by line.

    Exit status 1 when there is an error: the draft would not be published. Nothing is
    asked of the network without --ask. With --watch, Ctrl-C ends it.
    """
    link_outcomes = _ask_links(folder, number) if ask else {}
    if watch:
        _watch_draft(folder, number, form, link_outcomes)
        return
    result = _check_draft(folder, number, link_outcomes)
    _print_report(result, form)
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


def _watch_draft(folder: Path, number: int, form: str, link_outcomes: Mapping[str, str]) -> None:
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
                result = _check_draft(folder, number, link_outcomes)
                click.clear()
                _print_report(result, form)
            except CorantoError as error:  # the draft or coranto.toml is being edited
                click.echo(f"coranto: {error}", err=True)
            click.echo(f"Watching {path} (Ctrl-C ends this).", err=True)
    except KeyboardInterrupt:
        click.echo("Watched no longer.", err=True)


def _print_report(result: _CheckResult, form: str) -> None:
    if report_text := format_report(result.path, result.findings, result.citations, form):
        click.echo(report_text)


def _check_draft(folder: Path, number: int, link_outcomes: Mapping[str, str]) -> _CheckResult:
    from coranto.steps.editions import check as checking
    from coranto.steps.editions import files

    with opened_desk(folder) as desk:
        path = files.draft_path(desk, number)
        try:
            text = files.read_draft_text(desk, number)
            draft_check = checking.check_draft(desk, text, number=number, asked=link_outcomes)
        except DraftError as error:
            return _CheckResult(path=path, findings=(_unreadable_finding(error),), citations=0)
    return _CheckResult(
        path=path, findings=draft_check.findings, citations=len(draft_check.draft.citations)
    )


def format_report(path: Path, findings: Sequence[Finding], citations: int, form: str) -> str:
    """Format findings as "json", as "github" annotations, or as "text" with a summary line."""
    if form == "json":
        return json.dumps(msgspec.to_builtins(findings), ensure_ascii=False, indent=1)
    if form == "github":
        return "\n".join(github_annotation(path, finding) for finding in findings)
    lines: list[str] = []
    for finding in findings:
        lines.append(
            f"{path}:{finding.line}: {finding.severity}: {finding.message} [{finding.check}]"
        )
        lines += [f"    {finding.fix}"] if finding.fix else []
    return "\n".join([*lines, verdict_line(findings, citations)])


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
