"""The questions in PromQL."""

from slawatch.sources.prometheus.options import Query, is_selector


def question(query: Query, *, fresh: int) -> str:
    """Return the expression that has one value for each service.

    Prometheus repeats a series' last sample for five minutes (its lookback), so a gap would show late, or never. Of
    series that are named plainly the samples themselves are asked for; an expression has the lookback of its server.
    """
    return f"{_aggregate(query)} by ({', '.join(query.by)}) ({_fresh(query.expr, fresh)})"


def witness(selector: str, *, fresh: int) -> str:
    """Return the expression that has a value when any of the series had a sample lately."""
    return f"group(last_over_time({selector}[{fresh}s]))"


def _aggregate(query: Query) -> str:
    """0 is the least of values that tell of being up, so the least of several is that of a series that is down."""
    if query.down_when == "zero":
        return "min" if query.down_if == "any" else "max"
    return "max" if query.down_if == "any" else "min"


def _fresh(expression: str, fresh: int) -> str:
    return f"{expression} and last_over_time({expression}[{fresh}s])" if is_selector(expression) else expression
