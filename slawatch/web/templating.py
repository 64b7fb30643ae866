"""Templates: whatever stands in them is escaped, and what is missing is an error."""

from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from slawatch.web import words
from slawatch.web.speech import inert

TEMPLATES: Final = Environment(
    loader=PackageLoader("slawatch.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.globals["words"] = words
TEMPLATES.filters["inert"] = inert
