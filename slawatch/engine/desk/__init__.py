"""Figures of the service desk's own work: what came and went, where time was spent, how its processes work."""
