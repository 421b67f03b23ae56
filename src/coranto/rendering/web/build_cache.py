"""Hashes of what each file of the site was made of, so that unchanged files are not rendered.

Pure: reading and writing the cache's file belong to the caller.
"""

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec


class BuildCache:
    """Compares the inputs of each file with those of the last build.

    `shape` identifies the program: a file that another version wrote is rendered again.
    `before` maps a path to the hash of its inputs, only for files that are unchanged on disk.
    `made_of` collects the hashes of this build.
    """

    def __init__(
        self, before: Mapping[str, str] = MappingProxyType({}), *, shape: str = ""
    ) -> None:
        self._before = before
        self._shape = shape
        self.made_of: dict[str, str] = {}

    def is_up_to_date(self, path: str, *inputs: Any) -> bool:
        """Whether the file on disk was rendered from the same inputs; records them for next time.

        Inputs are values of the model, and lists, mappings and strings of them.
        """
        try:
            # Sorted keys: maps and sets that were filled in another order must give the same hash.
            body = msgspec.json.encode((self._shape, inputs), order="deterministic")
        except UnicodeEncodeError:
            # A lone surrogate, as broken pages have them, has no UTF-8: without a hash the file
            # is rendered in every build.
            return False
        self.made_of[path] = hashlib.sha256(body).hexdigest()
        return self._before.get(path) == self.made_of[path]
