"""Texts cut to a length, for titles, messages and pictures. Pure."""

#: Punctuation that is not left in front of an ellipsis.
_LOOSE_ENDS = " ,;:–—-"


def shorten_text(text: str, limit: int) -> str:
    """At most `limit` characters, ending in "…" where something was cut, between words if possible.

    Chinese or Thai has no spaces, and one long word may fill the limit: these are cut anywhere.
    """
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    whole_words = cut.rpartition(" ")[0]
    # Where the last space is far back (an address, an unspaced script), a cut word loses less.
    return (whole_words if len(whole_words) > limit // 2 else cut).rstrip(_LOOSE_ENDS) + "…"


def shorten_line(text: str, limit: int) -> str:
    """The same on one line, runs of white space being one space."""
    # A feed may hold a megabyte as its title: only as much is split as can be shown.
    return shorten_text(" ".join(text[: 4 * limit + 200].split()), limit)
