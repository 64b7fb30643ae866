"""Turns the crank: polls, evaluates, schedules, reloads."""
