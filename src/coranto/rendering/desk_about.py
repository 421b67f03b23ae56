"""What the site says about its desk: a value without behaviour."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskAbout:
    """The desk as its readers see it, taken from the settings."""

    title: str
    topic: str = ""
    description: str = ""
    address: str = ""  #: the site's public address; "" while it has none
    language: str = "en"  #: of pages that belong to no edition
    editors: tuple[str, ...] = ()
    contact: str = ""  #: a mail or web address
    first_number: int = 1
    cadence: str = ""  #: in words: "every Monday"

    def base(self) -> str:
        """The address with a slash at its end, "" when there is none."""
        return f"{self.address.rstrip('/')}/" if self.address else ""
