"""Runs what was opened: once, or until it is told to stop."""

import asyncio
from datetime import UTC, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.app import Bot
from bot.errors import BotError
from bot.loop import Loop
from bot.loops import LagMeter

log = structlog.get_logger()

CONNECT = timedelta(seconds=30)  # for reaching Telegram, where one run is all there is
DRAIN = timedelta(seconds=2.5)  # for requests in flight when the bot is asked to stop


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
        await bot.polling.stop()
        await bot.courier.finish(DRAIN)
        if bot.telegram:
            await bot.telegram.stop()
        await asyncio.gather(work, stopped, return_exceptions=True)


async def take_one_round(bot: Bot) -> None:
    """Do once what the loops do for ever. Raises BotError when Telegram is not reached."""
    await bot.polling.poll_all()
    await bot.deciding.take_turn()
    try:
        if bot.telegram:
            async with asyncio.timeout(CONNECT.total_seconds()):
                await bot.telegram.connect()
        await bot.courier.drain()
    except TimeoutError as error:
        raise BotError(
            "Telegram was not reached; what is due stays in the database for the next run"
        ) from error


async def run_until(bot: Bot, stop: asyncio.Event) -> None:
    """Run until `stop` is set, then drain what is in flight. Raises BotError on a bad token."""
    lag = LagMeter()
    work = [stop.wait(), lag.run(), talk_and_send(bot)]
    work += [loop.run() for loop, _ in bot.loops if loop is not bot.courier]
    work += [bot.web.run()] if bot.web else []
    tasks = [asyncio.create_task(one) for one in work]
    scheduler = start_metronome(bot)
    try:
        # Only `stop`, or a loop that cannot go on, ends this.
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        log.info("stopping", worst_lag=f"{lag.lag()} ms", p99=f"{lag.lag(0.99)} ms")
        scheduler.shutdown(wait=False)
        await bot.polling.stop()
        for task in tasks:
            task.cancel()
        await bot.courier.finish(DRAIN)
        if bot.telegram:
            await bot.telegram.stop()
        await asyncio.gather(*tasks, return_exceptions=True)


async def talk_and_send(bot: Bot) -> None:
    """Listen to people, and send; what is due waits until Telegram was reached."""
    if bot.telegram:
        await bot.telegram.start()
    await bot.courier.run()


def start_metronome(bot: Bot) -> AsyncIOScheduler:
    """Start the recurring jobs. What is due lives in the database; these only say "look"."""
    scheduler = AsyncIOScheduler(
        timezone=UTC,
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )

    async def wake(loop: Loop) -> None:
        loop.wake()

    for loop, every in bot.loops:
        scheduler.add_job(wake, "interval", args=[loop], seconds=every.total_seconds())
    scheduler.start()
    return scheduler
