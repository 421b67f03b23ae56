"""`Check`: one rule that every draft is checked against, and what an editor does about it. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from coranto.editing.checks.fault import Fault
from coranto.editing.manuscript import Manuscript
from coranto.model import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One rule that every draft is checked against."""

    name: str  #: as findings, reports and coranto.toml call it
    severity: Severity
    look: Callable[[Manuscript], Iterator[Fault]]  #: yields each place that breaks the rule
    mend: str  #: what an editor does about a fault that brings no advice of its own
    #: True for a check that no desk may switch off: it keeps a promise to readers, or guards
    #: the edition's number.
    is_essential: bool = False

    @property
    def rule(self) -> str:
        """What holds in every edition that passes, as one sentence."""
        # The reference lists the rules from here (docs/generate.py), so the docstring of a
        # check function is text for users: change docs/reference.md with it.
        return (self.look.__doc__ or "").strip()
