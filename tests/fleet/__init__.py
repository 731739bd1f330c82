"""The bot as many processes on one PostgreSQL, with everything going wrong that can."""
