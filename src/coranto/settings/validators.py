"""Check what types cannot express in coranto.toml: zones, times, addresses, ranges."""

import re
from collections.abc import Iterator, Mapping
from math import inf
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from coranto.errors import SettingsError
from coranto.settings.tables import Settings
from coranto.settings.validation_messages import (
    find_line,
    setting_names,
    suggest_and_list,
    suggest_nearest,
)


def check_settings(settings: Settings, text: str) -> None:
    """Raise SettingsError for the first value that is wrong, with its line in `text`."""
    for where, problem in _wrong_values(settings):
        raise SettingsError(f"line {find_line(text, where)}: {problem}")


def _wrong_values(settings: Settings) -> Iterator[tuple[list[str], str]]:
    """The path of each wrong value, with the problem in words."""
    cadence = settings.cadence
    if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", cadence.time):
        yield ["cadence", "time"], f"`{cadence.time}` is not a time of day such as 09:00."
    try:
        ZoneInfo(cadence.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield ["cadence", "zone"], _zone_problem(cadence.zone)
    if cadence.first_number < 0:
        yield ["cadence", "first_number"], "the first number cannot be below 0."
    if not settings.desk.title.strip():
        yield ["desk", "title"], "the desk needs a title."
    tags = [("language", settings.desk.language)]
    tags += [("languages", tag) for tag in settings.desk.languages]
    for key, tag in tags:
        if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag):
            yield ["desk", key], f"`{tag}` is not a language tag such as en, fa or pt-BR."
    for place in settings.fetch.allow:
        host_and_port = re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[^:\s/]+):(\d{1,5})", place)
        if not host_and_port or not 0 < int(host_and_port[2]) < 65536:
            yield ["fetch", "allow"], f"`{place}` is not host:port, such as intranet.example:8080."
    if settings.ranking:
        yield from _wrong_weights(settings.ranking)
    yield from _wrong_rules(settings)
    yield from _wrong_topics(settings)
    yield from _wrong_switches(settings.checks.off)
    yield from _wrong_ranges(settings)


def _wrong_rules(settings: Settings) -> Iterator[tuple[list[str], str]]:
    if not all(word.strip() for word in settings.gate.must_hold_one_of):
        yield ["gate", "must_hold_one_of"], "a word of the gate is empty."
    for table in ("pin", "mute"):
        for number, rule in enumerate(getattr(settings, table)):
            if sum(bool(target) for target in (rule.story, rule.outlet, rule.word)) != 1:
                problem = f"`{table}` names one thing: a story, an outlet or a word."
                yield [table, str(number)], problem


def _wrong_topics(settings: Settings) -> Iterator[tuple[list[str], str]]:
    seen_ids: set[str] = set()
    for number, topic in enumerate(settings.section):
        where = ["section", str(number)]
        # At least four letters, or a hyphen: shorter ids are those of sections by language.
        if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+|[a-z][a-z0-9]{3,}", topic.id):
            problem = f"`{topic.id}` is no name of a section, such as harbour or old-town."
            yield [*where, "id"], problem
        elif topic.id in seen_ids or topic.id in {"posts", "outlets", "brief"}:
            yield [*where, "id"], f"there is another section named `{topic.id}`."
        if not topic.title.strip() or not any(word.strip() for word in topic.words):
            yield where, f"section `{topic.id}` needs a title and words."
        seen_ids.add(topic.id)


def _wrong_switches(off: Mapping[str, str]) -> Iterator[tuple[list[str], str]]:
    if not off:
        return
    from coranto.editing import checks  # only who switches pays for loading it

    checks_by_name = {check.name: check for check in checks.CHECKS}
    for name, reason in off.items():
        where = ["checks", "off", name]
        if name not in checks_by_name:
            yield (
                where,
                f"`{name}` is no check.{suggest_and_list(name, checks.switchable_checks())}",
            )
        elif checks_by_name[name].is_essential:
            rule = "what keeps a promise to readers has no switch, nor has an edition's number."
            yield where, f"`{name}` cannot be switched off: {rule}"
        elif not reason.strip():
            yield where, f"say why `{name}` is switched off: the reason is kept and shown."


def _wrong_weights(weights: Mapping[str, float]) -> Iterator[tuple[list[str], str]]:
    from coranto.editing.ranking import SIGNAL_WEIGHTS  # only who weighs pays for loading it

    for name in weights:
        if name not in SIGNAL_WEIGHTS:
            yield (
                ["ranking", name],
                f"`{name}` is no signal.{suggest_and_list(name, tuple(SIGNAL_WEIGHTS))}",
            )


def _wrong_ranges(settings: Settings) -> Iterator[tuple[list[str], str]]:
    for table in ("limits", "edition"):
        group = getattr(settings, table)
        for name in setting_names(group):
            if name in {"sections", "only_reports"}:
                continue
            # TOML has "inf" and "nan"; no comparison holds for the latter.
            if not 0 < getattr(group, name) < inf:
                yield [table, name], f"`{table}.{name}` must be a number above 0."
    if settings.fetch.workers not in range(1, 257):
        yield ["fetch", "workers"], "`fetch.workers` must be between 1 and 256."
    yield from _values_below_zero(settings)
    yield from _values_below_one(settings)
    if settings.semantic.seconds <= 0:
        yield ["semantic", "seconds"], "`semantic.seconds` must be above 0."
    if settings.semantic.endpoint and not settings.semantic.model:
        yield ["semantic", "endpoint"], "name the endpoint's model as well: `semantic.model`."
    for where in (["desk", "address"], ["fetch", "proxy"], ["semantic", "endpoint"]):
        address = getattr(getattr(settings, where[0]), where[1])
        if address and not re.match(r"https?://[^\s/]+", address):
            yield where, f"`{address}` does not start with http:// or https://."


def _values_below_one(settings: Settings) -> Iterator[tuple[list[str], str]]:
    for name in ("days", "participation", "weight"):
        if not 1 <= getattr(settings.networks, name) < inf:
            yield ["networks", name], f"`networks.{name}` must be 1 or more."


def _values_below_zero(settings: Settings) -> Iterator[tuple[list[str], str]]:
    bounded = (
        ("fetch", "delay"), ("checks", "minutes"), ("checks", "signatures"), ("networks", "window"),
    )  # fmt: skip
    for table, name in bounded:
        if not 0 <= getattr(getattr(settings, table), name) < inf:
            yield [table, name], f"`{table}.{name}` must be a number, 0 or more."


def _zone_problem(zone: str) -> str:
    from zoneinfo import available_timezones  # reads a folder: only on a mistake

    near = suggest_nearest(zone, available_timezones())
    return f"`{zone}` is not a time zone such as Europe/Berlin.{near}"
