"""Fakes of ticketing systems, at the level of HTTP, with state and with the traps that the real ones have."""
