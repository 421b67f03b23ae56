"""What the site says of its desk. A value, and nothing else."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskAbout:
    """The desk as its readers know it."""

    title: str
    topic: str = ""
    description: str = ""
    address: str = ""  #: where the site will stand; "" while there is no such place
    language: str = "en"  #: of the pages that belong to no edition
    editors: tuple[str, ...] = ()
    contact: str = ""  #: a mail or web address
    first_number: int = 1
    cadence: str = ""  #: in words: "every Monday"

    def base(self) -> str:
        """The address with a slash at its end, "" when there is none."""
        return f"{self.address.rstrip('/')}/" if self.address else ""
