"""What each file of the site was made of, so that only what changed is made again. Pure."""

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec


class BuildCache:
    """What files were made of when the site was last written, and what they are made of now.

    `shape` stands for the program itself: pages of another one are made anew. `before`
    holds, by path, only files that still stand as they were written.
    """

    def __init__(
        self, before: Mapping[str, str] = MappingProxyType({}), *, shape: str = ""
    ) -> None:
        self._before = before
        self._shape = shape
        self.made_of: dict[str, str] = {}

    def is_up_to_date(self, path: str, *inputs: Any) -> bool:
        """Whether the file that was written is the one that these inputs would make again.

        Inputs are the model's values, and lists, maps and words of such.
        """
        try:
            body = msgspec.json.encode((self._shape, inputs), order="deterministic")
        except UnicodeEncodeError:  # half a character: what cannot be noted is made each time
            return False
        self.made_of[path] = hashlib.sha256(body).hexdigest()
        return self._before.get(path) == self.made_of[path]
