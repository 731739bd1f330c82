"""What the machine itself has: the rules folder, room on the disk, time zones."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from bot.environment import read_environment
from bot.settings import Settings
from bot.store.dialect import sqlite_path
from bot.store.servers import is_server
from bot.workbench.check import check_rules
from bot.workbench.doctor.findings import Finding

LEAST_FREE = 500_000_000  # bytes: some months of news, and a backup of them
MANY_ZONES = 300  # there are about 600


def look_at_rules(settings: Settings) -> tuple[Finding, ...]:
    """Say whether the rules load and compile, and how many there are."""
    folder = settings.rules
    if not folder.is_dir():
        todo = "`tocsin init` makes one; or point TOCSIN_RULES to the folder of rule files"
        return (Finding(name="rules", said=f"there is no folder {folder}", todo=todo),)
    report = check_rules(folder, environment=read_environment(Path.cwd()))
    counts = f"{report.topics} topics, {report.rules} rules, {report.feeds} feeds"
    if report.problems:
        said = f"{len(report.problems)} problems in {folder}"
        todo = f"run `tocsin check {folder}`; the first: {report.problems[0]}"
        return (Finding(name="rules", said=said, todo=todo),)
    if not report.topics:
        todo = "write a topic, as the README shows"
        return (Finding(name="rules", said=f"no topic in {folder}", todo=todo),)
    if report.warnings:
        counts += f", {len(report.warnings)} warnings (`tocsin check` lists them)"
    return (Finding(name="rules", said=counts),)


def look_at_disk(settings: Settings) -> tuple[Finding, ...]:
    """Say how much room is left where the database is; that of a server is the server's affair."""
    server = is_server(settings.database)
    folder = Path.cwd() if server else sqlite_path(settings.database).resolve().parent
    if not folder.is_dir():
        todo = "make it, or point TOCSIN_DATABASE elsewhere"
        return (Finding(name="disk", said=f"there is no folder {folder}", todo=todo),)
    usage = shutil.disk_usage(folder)
    said = f"{show_size(usage.free)} of {show_size(usage.total)} free in {folder}"
    if server:
        said += " (the database is elsewhere)"
    todo = "" if server or usage.free >= LEAST_FREE else "make room before it is full"
    return (Finding(name="disk", said=said, todo=todo),)


def look_at_zones() -> tuple[Finding, ...]:
    """Say whether the time zones are known that readers may choose."""
    todo = "install time zone data: apt-get install tzdata, or pip install tzdata"
    try:
        local = datetime(2026, 7, 1, tzinfo=UTC).astimezone(ZoneInfo("Europe/Kyiv"))
    except (KeyError, OSError):  # not found, not readable
        return (Finding(name="time zones", said="Europe/Kyiv is not known", todo=todo),)
    zones = len(available_timezones())
    well = zones >= MANY_ZONES and local.utcoffset()
    said = f"{zones} known"
    return (Finding(name="time zones", said=said, todo="" if well else todo),)


def show_size(number: int) -> str:
    """Return bytes as people read them, in powers of 1000."""
    for unit, factor in (("GB", 1_000_000_000), ("MB", 1_000_000)):
        if number >= factor:
            return f"{number / factor:,.1f} {unit}"
    return f"{number / 1_000:,.0f} kB"
