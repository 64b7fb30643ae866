"""Figures as Prometheus text: they see a snapshot, never a query."""
