"""Every metric that slawatch serves: one table makes the exposition, the documentation and the tests."""

from collections.abc import Mapping
from typing import Final

from slawatch.exporters.daemon_names import LIVE
from slawatch.exporters.family import Family
from slawatch.exporters.figure_names import PREPARED

BY_NAME: Final[Mapping[str, Family]] = {family.name: family for family in (*PREPARED, *LIVE)}
