"""Commands about a draft before it is published: check and sign it."""

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
    """What a check came to, whether the draft could be understood or not."""

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
    asked = _ask_links(folder, number) if ask else {}
    if watch:
        _watch_draft(folder, number, form, asked)
        return
    checked = _check_draft(folder, number, asked)
    _print_report(checked, form)
    ctx.exit(1 if checked.has_errors else 0)


def _ask_links(folder: Path, number: int) -> dict[str, str]:
    from coranto.steps.collection import collect
    from coranto.steps.editions import check_links, files

    with opened_desk(folder) as desk, collect.fetcher_for(desk, clock=utc_now) as fetcher:
        try:
            text = files.read_draft_text(desk, number)
            return check_links.fetch_draft_links(desk, fetcher, text, report=progress_meter())
        except DraftError:
            return {}  # the check names what cannot be understood


def _watch_draft(folder: Path, number: int, form: str, asked: Mapping[str, str]) -> None:
    from coranto.edges import file_watch
    from coranto.steps.editions import files

    with opened_desk(folder) as desk:
        path = files.draft_path(desk, number)
        if not path.exists():
            files.read_draft_text(desk, number)  # who names a wrong number hears of it at once
    try:
        for _ in file_watch.watch_saves(path):
            try:
                checked = _check_draft(folder, number, asked)
                click.clear()
                _print_report(checked, form)
            except CorantoError as error:  # the draft or coranto.toml, just being changed
                click.echo(f"coranto: {error}", err=True)
            click.echo(f"Watching {path} (Ctrl-C ends this).", err=True)
    except KeyboardInterrupt:
        click.echo("Watched no longer.", err=True)


def _print_report(checked: _CheckResult, form: str) -> None:
    if shown := format_report(checked.path, checked.findings, checked.citations, form):
        click.echo(shown)


def _check_draft(folder: Path, number: int, asked: Mapping[str, str]) -> _CheckResult:
    from coranto.steps.editions import check as checking
    from coranto.steps.editions import files

    with opened_desk(folder) as desk:
        path = files.draft_path(desk, number)
        try:
            text = files.read_draft_text(desk, number)
            found = checking.check_draft(desk, text, number=number, asked=asked)
        except DraftError as error:
            return _CheckResult(path=path, findings=(_unreadable_finding(error),), citations=0)
    return _CheckResult(path=path, findings=found.findings, citations=len(found.draft.citations))


def format_report(path: Path, findings: Sequence[Finding], citations: int, form: str) -> str:
    """Findings as "json", as "github" annotations, or as "text" with a verdict."""
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
    """A finding as GitHub's workflow command, shown beside the line; escaped as it asks."""
    level = "notice" if finding.severity == "note" else finding.severity
    words = f"{finding.message} {finding.fix}".strip()
    file, title = (_escape_github_text(each, also=":,") for each in (str(path), finding.check))
    return f"::{level} file={file},line={finding.line},title={title}::{_escape_github_text(words)}"


def _escape_github_text(words: str, also: str = "") -> str:
    for char in "%\r\n" + also:
        words = words.replace(char, f"%{ord(char):02X}")
    return words


def _unreadable_finding(error: DraftError) -> Finding:
    """A draft that cannot be understood is answered like any other mistake in it."""
    message = str(error).removeprefix(f"line {error.line}: ")
    return Finding(check="draft", severity="error", line=error.line, message=message, fix="")


def verdict_line(findings: Sequence[Finding], citations: int) -> str:
    """The last line of a check."""
    counts = {
        severity: sum(finding.severity == severity for finding in findings)
        for severity in ("error", "warning", "note")
    }
    tail = ", ".join(pluralise(count, severity) for severity, count in counts.items())
    return f"{pluralise(citations, 'citation')} checked: {tail}."


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
            object=signing.draft_fingerprint(text),
            reason=reason,
        )
        count = signing.sign_draft(desk, judgement)
        wanted = desk.settings.checks.signatures
    asked = f" of {wanted}" if wanted else ""
    click.echo(f"{who} signed no. {number} as it stands: {count}{asked}.")
