import pytest

from slawatch.exporters.prometheus import Form
from slawatch.web.negotiation import form, gzip_accepted

PROMETHEUS_2_42 = (
    "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
    "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
)
PROMETHEUS_3 = (
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
    "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
    "text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", Form.TEXT),
        ("*/*", Form.TEXT),
        ("text/html,application/xhtml+xml,*/*;q=0.8", Form.TEXT),
        ("text/plain;version=0.0.4", Form.TEXT),
        (PROMETHEUS_2_42, Form.OPENMETRICS),
        (PROMETHEUS_3, Form.OPENMETRICS),
        ("application/openmetrics-text", Form.OPENMETRICS),
        ('Application/OpenMetrics-Text; Version="1.0.0"', Form.OPENMETRICS),
        ("application/openmetrics-text;version=0.0.1", Form.TEXT),
        ("application/openmetrics-text;version=2.0.0", Form.TEXT),
        ("application/openmetrics-text;version=1.0.0;q=0", Form.TEXT),
        ("application/openmetrics-text;version=1.0.0;q=0.2,text/plain;q=0.9", Form.TEXT),
        ("application/openmetrics-text;version=1.0.0;q=nonsense", Form.TEXT),
        (";;,=,q=", Form.TEXT),
        ("application/json", Form.TEXT),
    ],
)
def test_openmetrics_only_where_accept_names_it(accept: str, expected: Form) -> None:
    assert form(accept) is expected


@pytest.mark.parametrize(
    ("accept_encoding", "expected"),
    [
        ("", False),
        ("identity", False),
        ("gzip", True),
        ("GZIP", True),
        ("deflate, gzip;q=0.5, br", True),
        ("gzip;q=0", False),
        ("gzip;q=0.0, *", False),
        ("*", True),
        ("*;q=0", False),
        ("x-gzipped", False),
    ],
)
def test_gzip_only_where_it_is_taken(accept_encoding: str, expected: bool) -> None:  # noqa: FBT001  a table's column
    assert gzip_accepted(accept_encoding) is expected
