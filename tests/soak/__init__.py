"""The bot for as long as a day takes at sixty times its pace, watched and counted."""
