"""The period of an agreement's own that a verdict is of, by name, and the page that takes its figure apart."""

from slawatch.model.interval import Interval
from slawatch.model.result import ObjectiveFigure
from slawatch.reports import paths
from slawatch.reports.cuts import named
from slawatch.reports.material import Material


def own_period(material: Material, figure: ObjectiveFigure) -> str:
    """Return the name of the period that a figure is of, as periods are asked for."""
    return named(material.agreement(figure.sla), Interval(figure.starts_at, figure.ends_at))


def own_path(material: Material, figure: ObjectiveFigure) -> str:
    """Return the path of the page that tells what a figure of its own period is made of."""
    return paths.objective(figure.service_id, figure.sla, figure.objective, own_period(material, figure))
