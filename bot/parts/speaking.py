"""Whatever writes to people: alerts, answers, and notices to administrators."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.alerts.deliver import Courier
from bot.alerts.deliveryplan import DeliveryPlan
from bot.alerts.titled import TitledSender
from bot.alerts.turns import open_turns
from bot.inforce.inforce import leave_terminal
from bot.inforce.proposing import Proposer
from bot.inforce.watching import WatchLoop
from bot.measures.sending import CountedSender
from bot.notices import Notices
from bot.parts.ground import Ground
from bot.parts.polling import Polling
from bot.parts.talking import open_talk
from bot.settings import Settings
from bot.telegram.administration import Reload
from bot.telegram.run import TelegramBot
from bot.terminal import TERMINAL_CHAT, TerminalSender
from bot.workers.duty import Duty
from bot.workers.holding import Holding
from bot.workers.roles import Role

DRAIN = timedelta(seconds=2.5)  # for requests in flight when the bot is asked to stop
# Of the rate, a second: for answers, when who answers and who sends are processes of their own.
TALK_SHARE = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaking:
    """Who writes."""

    telegram: TelegramBot | None  # None: alerts go to the terminal
    notices: Notices
    courier: Courier
    watching: WatchLoop
    duties: Sequence[Duty]


def open_speaking(ground: Ground, polling: Polling, *, reload: Reload) -> Speaking:
    """Put together what writes to people. `reload` looks at the rule files at once."""
    settings, store, clock = ground.settings, ground.store, ground.clock
    proposer = Proposer(polling.sessions)
    watching = WatchLoop(store, ground.in_force, proposer.propose, clock=clock)
    turns = open_turns(find_rate(settings), clock=clock)
    telegram = None
    if not ground.dry_run:
        telegram = open_talk(
            settings,
            store,
            ground.in_force,
            clock=clock,
            turns=turns,
            reload=reload,
            watching=watching,
            look=polling.scout.look,
        )
    terminal = TerminalSender(ground.console, name_chats=ground.dry_run)
    sender = telegram.sender if telegram else terminal
    notices = Notices(sender.say, settings.admins if telegram else {TERMINAL_CHAT})
    if ground.has(Role.SEND):
        ground.trouble.tell = notices.tell
    courier = Courier(
        store,
        CountedSender(TitledSender(sender, ground.in_force.title), ground.measures, clock=clock),
        DeliveryPlan(
            retry_uncertain=settings.retry_uncertain,
            terminal=ground.terminal,
            patience=settings.patience,
            tell=notices.tell,
            trouble=ground.trouble,
        ),
        clock=clock,
        turns=turns,
    )
    duties = [_send(ground, courier, telegram)]
    if telegram:
        duties.append(Duty(kind=Role.TALK, key=ground.bot_id, run=(telegram.listen,)))
    return Speaking(
        telegram=telegram, notices=notices, courier=courier, watching=watching, duties=duties
    )


def _send(ground: Ground, courier: Courier, telegram: TelegramBot | None) -> Duty:
    async def begin(holding: Holding | None) -> None:
        if not ground.terminal:
            await leave_terminal(ground.store)
        if holding is None:
            await courier.take_over()
            return
        if telegram:
            await telegram.connected.wait()
        await courier.take_over(holding.tenure, holding.held)

    async def end() -> None:
        await courier.finish(DRAIN)

    return Duty(
        kind=Role.SEND,
        key=ground.bot_id,
        begin=begin,
        run=(courier.run,),
        end=end,
        wake=courier.wake,
    )


def find_rate(settings: Settings) -> float:
    """Return how many messages a second this process may send."""
    if {Role.SEND, Role.TALK} <= settings.roles:
        return settings.rate
    share = min(TALK_SHARE, settings.rate / 2)
    return settings.rate - share if Role.SEND in settings.roles else share
