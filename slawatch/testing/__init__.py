"""Fakes for tests of slawatch and of plug-ins: a clock, a source, ticketing systems."""
