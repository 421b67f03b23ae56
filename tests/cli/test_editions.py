"""How findings are printed."""

from pathlib import Path

import pytest

from coranto.cli.editions import annotation
from coranto.model import Finding


@pytest.mark.parametrize(
    ("severity", "level"), [("error", "error"), ("warning", "warning"), ("note", "notice")]
)
def test_a_finding_is_an_annotation_of_its_line(severity, level):
    finding = Finding(
        check="link", severity=severity, line=12, message="this leads nowhere.", fix="mend it"
    )

    printed = annotation(Path("editions/0001.md"), finding)

    assert printed == (
        f"::{level} file=editions/0001.md,line=12,title=link::this leads nowhere. mend it"
    )


def test_a_strangers_words_cannot_begin_a_command_of_their_own():
    finding = Finding(
        check="a,b:c", severity="error", line=1, message="100%\r\n::error::mine", fix=""
    )

    printed = annotation(Path("a:b.md"), finding)

    assert printed == "::error file=a%3Ab.md,line=1,title=a%2Cb%3Ac::100%25%0D%0A::error::mine"
