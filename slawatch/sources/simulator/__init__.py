"""A plausible IT service desk as a function of seed and absolute time.

It shows slawatch at work where no ticketing system is at hand. Every day's tickets, outages and
maintenance follow from the seed and the day's number alone, so a restart changes no history and two
installations with one seed tell the same story.
"""

from slawatch.sources.simulator.source import KIND

__all__ = ["KIND"]
