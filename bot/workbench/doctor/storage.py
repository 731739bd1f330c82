"""The database: reachable, writable, whole, of which version, how large."""

from datetime import timedelta

from bot.errors import DatabaseError
from bot.settings import Settings
from bot.store.looking import Look, is_in_use, look_at_file, look_at_server
from bot.store.servers import is_server, show_server
from bot.workbench.doctor.findings import Finding
from bot.workbench.doctor.machine import show_size

NAME = "database"
LARGEST_SKEW = timedelta(seconds=5)  # of the server's clock, by which leases run


def look_at_database(settings: Settings, *, within: timedelta) -> tuple[Finding, ...]:
    """Say how the database is; looks at no more of it than there is time for."""
    url = settings.database
    if not is_server(url):
        try:
            look, in_use = look_at_file(url, within=within), is_in_use(url)
        except DatabaseError as error:
            return (Finding(name=NAME, said=f"cannot be read: {error}", todo=_advise(error)),)
        return (tell(look, in_use=in_use),)
    where = show_server(url)
    try:
        look = look_at_server(url)
    except DatabaseError as error:
        todo = "start the server, or correct TOCSIN_DATABASE"
        return (Finding(name=NAME, said=f"{where} is not reached: {error}", todo=todo),)
    return (tell(look), tell_clock(look.ahead))


def tell(look: Look, *, in_use: bool = False) -> Finding:
    """Return the line about a database. `in_use`: a bot runs on it, as far as is known."""
    if look.writable:
        todo = "let the user the bot runs as write there"
        return Finding(name=NAME, said=f"cannot be written: {look.writable}", todo=todo)
    if not look.there and in_use:
        todo = "put it back; or stop the bot, `tocsin restore` a backup, and start the bot again"
        return Finding(name=NAME, said="it is gone, and a bot runs on it", todo=todo)
    if not look.there:
        return Finding(name=NAME, said=f"{look.kind}, not there yet: the first start makes it")
    if look.damage:
        todo = "stop the bot, move the database away, and `tocsin restore` a backup"
        return Finding(name=NAME, said=f"it is damaged: {look.damage}", todo=todo)
    if not look.revision:
        todo = "point TOCSIN_DATABASE to another one"
        return Finding(name=NAME, said="it is no Tocsin database", todo=todo)
    if look.revision not in look.revisions:
        said = f"of another version of Tocsin: its tables are {look.revision}"
        return Finding(name=NAME, said=said, todo="update Tocsin; this version cannot read it")
    notes = [look.kind, f"tables {look.revision}", show_size(look.size)]
    if look.revision != look.revisions[0]:
        notes[1] += f", which the next start brings to {look.revisions[0]}"
    if not look.checked:
        notes.append("too large to look at all of it now")
    elif look.kind.startswith("SQLite"):
        notes.append("whole")
    return Finding(name=NAME, said=", ".join(notes))


def tell_clock(ahead: timedelta) -> Finding:
    """Return the line about the clock of a database server."""
    seconds = round(ahead.total_seconds(), 1)
    said = f"the database server's is {abs(seconds):g} s {'ahead' if seconds > 0 else 'behind'}"
    todo = "" if abs(ahead) <= LARGEST_SKEW else "set both clocks: timedatectl set-ntp true"
    return Finding(name="clock", said=said, todo=todo)


def _advise(error: DatabaseError) -> str:
    if "not an address" in str(error):
        return "correct TOCSIN_DATABASE"
    if "malformed" in str(error) or "not a database" in str(error):
        return "stop the bot, move the file away, and `tocsin restore` a backup"
    return "let the user the bot runs as read and write it"
