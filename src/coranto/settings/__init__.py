"""Read coranto.toml into one frozen `Settings`.

Reads that file and, for secrets and the proxy, the environment; nothing else.
"""

import os
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from coranto.errors import SettingsError
from coranto.settings.tables import WEEKDAYS, CadenceTable, Settings
from coranto.settings.validation_messages import explain_syntax_error, explain_type_error
from coranto.settings.validators import check_settings

__all__ = [
    "SETTINGS_FILE",
    "WEEKDAYS",
    "CadenceTable",
    "Settings",
    "due_after",
    "environment_key",
    "environment_proxy",
    "load",
    "parse",
]

SETTINGS_FILE = "coranto.toml"


def load(folder: Path) -> Settings:
    """The settings of the desk in `folder`. Raises SettingsError with file and line."""
    path = folder / SETTINGS_FILE
    try:
        # utf-8-sig, since editors on Windows put a byte order mark before the first table.
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise SettingsError(
            f"{folder} is not a desk: it has no {SETTINGS_FILE}. "
            f"Make one with `coranto init {folder}`."
        ) from None
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SettingsError(f"{path}, line {line}: this is not UTF-8. Save it as UTF-8.") from None
    try:
        return parse(text)
    except SettingsError as error:
        raise SettingsError(f"{path}, {error}") from None


def parse(text: str) -> Settings:
    """Settings out of the text of a coranto.toml. Raises SettingsError starting "line N: "."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(explain_syntax_error(str(error), text)) from None
    try:
        settings = msgspec.convert(raw, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(explain_type_error(str(error), text, raw)) from None
    # The text goes along: a parsed value no longer knows the line that it stood on.
    check_settings(settings, text)
    return settings


def environment_proxy(settings: Settings) -> str:
    """The proxy from the desk's file, else from CORANTO_PROXY; "" for none."""
    # HTTP_PROXY and its like are not read: they are set for other programs.
    return settings.fetch.proxy or os.environ.get("CORANTO_PROXY", "")


def environment_key(settings: Settings) -> str:
    """The key of the embedding endpoint, from the variable that the desk's file names."""
    # A variable, not a setting: the folder of a desk is handed around, and a key is a secret.
    return os.environ.get(settings.semantic.key_environment, "")


def due_after(moment: datetime, cadence: CadenceTable) -> datetime:
    """The first time an edition is due after `moment`, in the cadence's zone."""
    zone = ZoneInfo(cadence.zone)
    local = moment.astimezone(zone)
    # Wall-clock time is set on a date, not added in hours: an edition due at nine stays due at
    # nine when the clocks change.
    days = (WEEKDAYS.index(cadence.day) - local.weekday()) % 7
    clock = cadence.clock()
    due = datetime.combine(local.date() + timedelta(days=days), clock)
    return due if due > local else datetime.combine(due.date() + timedelta(days=7), clock)
