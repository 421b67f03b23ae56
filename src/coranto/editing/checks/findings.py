"""Make findings of faults, and put them in the order in which they are shown. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from coranto.editing.checks.fault import Fault
from coranto.model import Finding, Severity

#: From the gravest on.
_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingGroup:
    """All findings of one check and severity: what is wrong is one kind of thing."""

    check: str
    severity: Severity
    findings: tuple[Finding, ...]  #: by line

    @property
    def lines(self) -> tuple[int, ...]:
        """The lines of the draft that it is found in, each once."""
        return tuple(dict.fromkeys(finding.line for finding in self.findings))

    @property
    def shared_fix(self) -> str:
        """What to do about all of them; "" where they differ in it."""
        fixes = {finding.fix for finding in self.findings}
        return fixes.pop() if len(fixes) == 1 else ""


def group_findings(findings: Iterable[Finding]) -> list[FindingGroup]:
    """Findings by kind: errors first, then warnings and notes, each in the order of lines."""
    by_kind: dict[tuple[Severity, str], list[Finding]] = {}
    for finding in sorted(findings, key=display_order):
        by_kind.setdefault((finding.severity, finding.check), []).append(finding)
    groups = [
        FindingGroup(check=check, severity=severity, findings=tuple(kind_findings))
        for (severity, check), kind_findings in by_kind.items()
    ]
    return sorted(groups, key=lambda group: _SEVERITIES.index(group.severity))


def make_finding(check_name: str, severity: Severity, mend: str, fault: Fault) -> Finding:
    """The finding for a fault; `mend` is the advice where the fault brings none of its own."""
    return Finding(
        check=check_name,
        severity=severity,
        line=fault.line,
        message=fault.message,
        fix=fault.fix or mend,
    )


def switched_off_note(check_name: str, count: int, reason: str) -> Finding:
    """The note in the place of the findings of a check that a desk switched off."""
    return Finding(
        check=check_name,
        severity="note",
        line=1,
        message=f"the check “{check_name}” is switched off (it would have found {count}): {reason}",
        fix="",
    )


def display_order(finding: Finding) -> tuple[int, int, str, str]:
    """Sort key: by line, and within a line the most severe finding first."""
    # The message comes last, so that two runs over one draft give the same list.
    severity_rank = _SEVERITIES.index(finding.severity)
    return finding.line, severity_rank, finding.check, finding.message
