"""The Telegram bot as one thing that starts and stops: client, talk, updates, sender."""

import asyncio
from datetime import timedelta
from typing import Any

import structlog
from aiohttp.web import RouteDef
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application

from bot.alerts.turns import Turns
from bot.errors import BotError
from bot.telegram.conversation import Conversation
from bot.telegram.menus import set_menus
from bot.telegram.polling import FIRST_WAIT, LONGEST_WAIT, Polling
from bot.telegram.request import AiohttpRequest
from bot.telegram.sender import TelegramSender
from bot.telegram.updates import Receiving
from bot.telegram.webhook import Webhook, WebhookPlan

log = structlog.get_logger()

# Three of these make the three seconds that stopping may take.
STOP_STEP = timedelta(seconds=0.9)


class TelegramBot:
    """Start it to talk to people; `sender` is for the outbox and works once connected."""

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        conversation: Conversation,
        *,
        first_wait: timedelta,
        webhook: WebhookPlan | None = None,
    ) -> None:
        self.routes: tuple[RouteDef, ...] = ()  # for a web server: those of a webhook
        self.sender = TelegramSender(application.bot)
        self._application = application
        self._conversation = conversation
        bot, treat = application.bot, application.process_update
        self._receiving: Receiving
        self._webhook: Webhook | None = None
        if webhook is None:
            self._receiving = Polling(bot, treat, first_wait=first_wait)
        else:
            self._receiving = self._webhook = Webhook(bot, treat, webhook, first_wait=first_wait)
            self.routes = self._webhook.routes
        self._first_wait = first_wait
        self._stopping = asyncio.Event()
        self.connected = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def trouble(self) -> str:
        """Why Telegram does not answer any more; empty: it does, or was never reached."""
        return self._receiving.trouble if self.connected.is_set() else ""

    async def connect(self) -> bool:
        """Reach Telegram, however long that takes; enough for sending. False: stop() was called.

        What it brings to a webhook is treated from then on, whoever looks after that.
        Raises BotError when Telegram refuses the token.
        """
        if self.connected.is_set():
            return True
        wait, trouble = self._first_wait, ""
        while not self._stopping.is_set():
            refused = False
            try:
                await self._application.initialize()
                self.connected.set()
                if self._webhook and not self._stopping.is_set():
                    self._webhook.open()
                return True
            except InvalidToken:
                # Left behind outside the except block: the client's error quotes the token.
                refused = True
            except (TelegramError, KeyError) as error:  # KeyError: an answer without a result
                if str(error) != trouble:
                    trouble = str(error)
                    log.error("telegram not reached, trying again", error=trouble)
            if refused:
                raise BotError(
                    "Telegram does not accept the bot's token: "
                    "copy it again from @BotFather to TOCSIN_TELEGRAM_TOKEN"
                )
            await self._sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)
        return False

    async def start(self) -> None:
        """Connect and begin to listen. Returns early when stop() is called."""
        if not await self.connect():
            return
        await self._set_up()
        self._task = asyncio.create_task(self._receive())

    async def listen(self) -> None:
        """Listen to people once connected, until cancelled; then finish what is under way."""
        await self.connected.wait()
        await self._set_up()
        await self._receive()

    async def stop(self) -> None:
        """Stop listening, finish what is under way and close, within three seconds."""
        self._stopping.set()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._webhook:
            await self._finish()
        await self._application.shutdown()
        # The application closes its connections only when it was fully initialized.
        await self._application.bot.shutdown()

    async def _receive(self) -> None:
        log.info("telegram connected", bot=self._application.bot.username)
        try:
            await self._receiving.run()
        finally:
            if not self._webhook:  # there updates go on coming until stop()
                await self._finish()

    async def _finish(self) -> None:
        await self._receiving.stop(STOP_STEP)
        await self._conversation.stop(STOP_STEP)

    async def _set_up(self) -> None:
        """Set the menus of commands, and end a webhook to poll; neither is worth not starting."""
        bot = self._application.bot
        if not self.routes:
            try:
                await bot.delete_webhook()
            except TelegramError as error:
                log.warning("webhook not ended", error=str(error))
        await set_menus(bot, self._conversation.admins)

    async def _sleep(self, wait: timedelta) -> None:
        try:
            async with asyncio.timeout(wait.total_seconds()):
                await self._stopping.wait()
        except TimeoutError:
            pass


def open_telegram(  # noqa: PLR0913 - every part of the bot is given once
    *,
    token: str,
    api: str,
    conversation: Conversation,
    proxy: str | None = None,
    turns: Turns | None = None,
    first_wait: timedelta = FIRST_WAIT,
    webhook: WebhookPlan | None = None,
) -> TelegramBot:
    """Return a bot that is ready to start. Opens nothing yet.

    `api`: base address of a Bot API. `turns`: the pace that all its messages keep.
    `first_wait`: the first wait after an error, then doubled. `webhook`: where Telegram brings
    updates, for which somebody serves the bot's `routes`; None: it is polled.
    """
    application = (
        Application.builder()
        .token(token)
        .base_url(f"{api.rstrip('/')}/bot")
        .base_file_url(f"{api.rstrip('/')}/file/bot")
        .request(AiohttpRequest(proxy=proxy, turns=turns))
        # Beside the long poll, so that its answers never wait behind sends.
        .get_updates_request(AiohttpRequest(read=timedelta(seconds=10), proxy=proxy))
        .job_queue(None)
        .updater(None)
        .build()
    )
    conversation.attach(application)
    return TelegramBot(application, conversation, first_wait=first_wait, webhook=webhook)
