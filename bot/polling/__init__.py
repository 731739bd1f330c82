"""Polling, from what is due to what is kept: polls, pushes of hubs, full texts, health words."""
