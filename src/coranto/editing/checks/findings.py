"""Make findings of faults, and put them in the order in which they are shown. Pure."""

from coranto.editing.checks.fault import Fault
from coranto.model import Finding, Severity


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
    severity_rank = ("error", "warning", "note").index(finding.severity)
    return finding.line, severity_rank, finding.check, finding.message
