"""What of a service's history counts under one agreement."""

from dataclasses import replace

import numpy as np

from slawatch.engine.availability import ServiceRecord
from slawatch.engine.spans import Spans, difference
from slawatch.model.agreement import Agreement


def counted(record: ServiceRecord, agreement: Agreement, *, as_of: int) -> ServiceRecord:
    """Return a record with short gaps between outages filled, then with short outages dropped.

    Both are decided by what has happened before as_of: an outage that lasts is dropped until it is long enough, so
    that no breach is ever taken back when it ends.
    """
    if not agreement.merge_gap and not agreement.min_outage:
        return record
    merged = _merged(record.down[record.down[:, 0] < as_of], gap=agreement.merge_gap)
    long = np.minimum(merged[:, 1], as_of) - merged[:, 0] >= agreement.min_outage
    kept = merged[long]
    return replace(record, down=kept, bridged=difference(kept, record.down), dropped=merged[~long])


def _merged(stretches: Spans, *, gap: int) -> Spans:
    first, last = np.ones((2, len(stretches)), np.bool_)
    first[1:] = last[:-1] = stretches[1:, 0] - stretches[:-1, 1] > gap
    return np.stack((stretches[first, 0], stretches[last, 1]), axis=1)
