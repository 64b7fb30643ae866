"""A report as one self-contained HTML file."""

from slawatch.reports.html.style import style_hash, style_hashes
from slawatch.reports.html.writer import HtmlWriter

__all__ = ["HtmlWriter", "style_hash", "style_hashes"]
