"""Runs what was opened: once, or until it is told to stop."""

import asyncio
from datetime import UTC, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.app import Bot
from bot.errors import BotError
from bot.loop import Loop
from bot.parts.speaking import DRAIN
from bot.upkeep import LagMeter

log = structlog.get_logger()

CONNECT = timedelta(seconds=30)  # for reaching Telegram, where one run is all there is


async def run_once(bot: Bot, stop: asyncio.Event) -> None:
    """Poll every feed once, decide, send, and return when nothing more is due, or on `stop`.

    Raises BotError when Telegram cannot be reached; what is due waits for the next run.
    """
    work, stopped = asyncio.create_task(take_one_round(bot)), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((work, stopped), return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            work.result()
    finally:
        work.cancel()
        stopped.cancel()
        await asyncio.gather(work, stopped, return_exceptions=True)
        await bot.polling.loop.stop()
        await bot.speaking.courier.finish(DRAIN)
        if bot.speaking.telegram:
            await bot.speaking.telegram.stop()
        await asyncio.gather(work, stopped, return_exceptions=True)


async def take_one_round(bot: Bot) -> None:
    """Do once what the loops do for ever. Raises BotError when Telegram is not reached."""
    await refuse_company(bot)
    await bot.duties.begin_alone()
    await bot.polling.loop.poll_all()
    await bot.deciding.loop.take_turn()
    try:
        if bot.speaking.telegram:
            async with asyncio.timeout(CONNECT.total_seconds()):
                await bot.speaking.telegram.connect()
        await bot.speaking.courier.drain()
    except TimeoutError as error:
        raise BotError(
            "Telegram was not reached; what is due stays in the database for the next run"
        ) from error


async def refuse_company(bot: Bot) -> None:
    """Raise BotError when other processes are at work on the same database."""
    if held := await bot.ground.store.posts.holders():
        raise BotError(
            f"others work on this database ({', '.join(sorted(one.post for one in held))}): "
            "one run alone would do their work a second time; stop them first"
        )


async def run_until(bot: Bot, stop: asyncio.Event) -> None:
    """Run until `stop` is set, then drain what is in flight. Raises BotError on a bad token."""
    lag = LagMeter(bot.ground.measures.note_lag)
    work = [stop.wait(), lag.run(), stay_connected(bot)]
    work += [loop.run() for loop, _ in bot.loops]
    work += [bot.web.run()] if bot.web else []
    tasks = [asyncio.create_task(one) for one in work]
    engine = asyncio.create_task(bot.ground.engine.run())
    scheduler = start_metronome(bot)
    try:
        # Only `stop`, or what cannot go on, ends this.
        done, _ = await asyncio.wait((engine, *tasks), return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        log.info("stopping", worst_lag=f"{lag.lag()} ms", p99=f"{lag.lag(0.99)} ms")
        scheduler.shutdown(wait=False)
        engine.cancel()  # and with it all duties and polls
        await asyncio.gather(engine, return_exceptions=True)
        await bot.polling.loop.stop()
        for task in tasks:
            task.cancel()
        if bot.speaking.telegram:
            await bot.speaking.telegram.stop()
        await asyncio.gather(*tasks, return_exceptions=True)


async def stay_connected(bot: Bot) -> None:
    """Reach Telegram, for whoever writes there. Raises BotError when the token is refused."""
    if bot.speaking.telegram:
        await bot.speaking.telegram.connect()
    await asyncio.Event().wait()


def start_metronome(bot: Bot) -> AsyncIOScheduler:
    """Start the recurring jobs. What is due lives in the database; these only say "look"."""
    scheduler = AsyncIOScheduler(
        timezone=UTC,
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )

    async def wake(loop: Loop) -> None:
        loop.wake()

    for loop, every in (*bot.loops, *bot.on_duty):
        scheduler.add_job(wake, "interval", args=[loop], seconds=every.total_seconds())
    scheduler.start()
    return scheduler
