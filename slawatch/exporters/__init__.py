"""Turns a snapshot into bytes that Prometheus reads."""
