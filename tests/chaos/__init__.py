"""The whole bot, killed again and again while alerts arrive and flow."""
