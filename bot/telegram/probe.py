"""Asks a Bot API who the bot is: whether the token holds, without a bot that runs."""

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.errors import BotError
from bot.telegram.request import AiohttpRequest


class TokenRefused(BotError):
    """Telegram does not know the token."""


async def ask_name(token: str, *, api: str, proxy: str = "") -> str:
    """Return the name of the token's bot, as in @name.

    Raises TokenRefused, or BotError when the Bot API does not answer as one.
    """
    request = AiohttpRequest(proxy=proxy or None)
    refused, trouble = False, ""
    try:
        bot = Bot(token, base_url=f"{api.rstrip('/')}/bot", request=request)
        await request.initialize()
        return str((await bot.get_me()).username)
    except InvalidToken:
        # Left behind outside the except block: the client's error quotes the token.
        refused = True
    except (TelegramError, KeyError) as error:  # KeyError: an answer without a result
        trouble = str(error)
    finally:
        await request.shutdown()
    if refused:
        raise TokenRefused("Telegram does not accept the bot's token")
    raise BotError(f"{api} does not answer as a Bot API: {trouble}")
