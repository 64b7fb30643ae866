"""slawatch: service levels that are right to the second and can be explained."""

__version__ = "0.1.0"
