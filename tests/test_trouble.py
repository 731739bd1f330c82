"""A database that fails is said once, and once when it is mended."""

import pytest
from structlog.testing import capture_logs

from bot.errors import DatabaseError, LeaseLost
from bot.trouble import Trouble, advise

FULL = DatabaseError("the database failed: database or disk is full")


class Watch:
    """A trouble with a clock that the test turns."""

    def __init__(self) -> None:
        self.now = 100.0
        self.told: list[str] = []
        self.trouble = Trouble(tell=self.told.append, clock=lambda: self.now)

    def fail(self, times: int, *, every: float, what: str = "polling paused") -> None:
        for _ in range(times):
            self.trouble.failed(what, FULL)
            self.now += every


def test_what_lasts_is_logged_once_for_each_loop_and_told_once():
    watch = Watch()
    with capture_logs() as logged:
        for _ in range(100):
            watch.fail(1, every=0.25)
            watch.fail(1, every=0.25, what="sending paused")
    assert [line["event"] for line in logged] == ["polling paused", "sending paused"]
    (told,) = watch.told
    assert told.startswith("The database fails: database or disk is full. Polls pause")
    assert told.endswith("Make room on its disk.")


def test_a_slow_moment_is_logged_and_not_told():
    watch = Watch()
    with capture_logs() as logged:
        watch.fail(3, every=1)
        watch.now += 60
        watch.trouble.worked()
    assert watch.told == []
    assert [line["event"] for line in logged] == ["polling paused", "database works again"]


def test_that_it_is_over_is_told_when_nothing_failed_for_a_while():
    watch = Watch()
    watch.fail(120, every=0.5)
    watch.trouble.worked()  # a small write found room
    assert len(watch.told) == 1
    watch.now += 31
    watch.trouble.worked()
    watch.trouble.worked()
    assert watch.told[1:] == ["The database works again, and all goes on: it failed for 1m."]


def test_the_next_trouble_is_told_anew():
    watch = Watch()
    for _ in range(2):
        watch.fail(30, every=0.5)
        watch.now += 31
        watch.trouble.worked()
    assert len(watch.told) == 4


def test_what_lasts_is_the_cause_until_it_is_over():
    watch = Watch()
    watch.fail(1, every=5)
    causes = [watch.trouble.cause]
    watch.fail(2, every=6)
    causes.append(watch.trouble.cause)
    watch.now += 31
    watch.trouble.worked()
    causes.append(watch.trouble.cause)
    assert causes == ["", str(FULL), ""]


def test_nothing_is_begun_a_moment_after_a_failure():
    watch = Watch()
    rests = [watch.trouble.resting]
    watch.fail(1, every=0)
    rests.append(watch.trouble.resting)
    watch.now += 6
    rests.append(watch.trouble.resting)
    assert rests == [False, True, False]


def test_a_lost_lease_is_no_fault_of_the_database():
    watch = Watch()
    for _ in range(50):
        watch.trouble.failed("polling paused", LeaseLost("somebody else has it"))
        watch.now += 1
    assert watch.told == []
    assert not watch.trouble.resting


@pytest.mark.parametrize(
    ("cause", "advice"),
    [
        ("database or disk is full", "Make room"),
        ("could not extend file: No space left on device", "Make room"),
        ("attempt to write a readonly database", "Let the bot write"),
        ("cannot execute UPDATE in a read-only transaction", "Let the bot write"),
        ("database disk image is malformed", "tocsin restore"),
        ("file is not a database", "tocsin restore"),
        ("tocsin.db is gone while the bot runs: No such file", "Put the file back"),
        ("tocsin.db was replaced by another file while the bot runs", "Put the file back"),
        ("database is locked", "tocsin doctor"),
    ],
)
def test_what_to_do_depends_on_what_is_wrong(cause: str, advice: str):
    assert advice in advise(cause)


def test_what_a_file_is_called_does_not_change_the_advice():
    advice = advise("/srv/fulltext/tocsin.db is gone while the bot runs")
    assert advice.startswith("Put the file back")
