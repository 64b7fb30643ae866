"""Redmine through its REST API: issues by their last change, each with its journals."""

from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.source import RequestObserver, Source, SourceKind
from slawatch.sources.redmine.options import Options

STATUS_CLASSES: Final = {
    **dict.fromkeys(("New", "新建", "新建立"), "new"),
    **dict.fromkeys(("In Progress", "进行中", "實作中"), "open"),
    **dict.fromkeys(("Resolved", "已解决", "已解決"), "resolved"),
    **dict.fromkeys(("Feedback", "反馈", "已回應"), "pending_requester"),
    **dict.fromkeys(("Closed", "已关闭", "已結束"), "closed"),
    **dict.fromkeys(("Rejected", "已拒绝", "已拒絕"), "cancelled"),
}
"""The statuses that a new Redmine has, in English, Simplified and Traditional Chinese."""


def _redmine(options: Options, *, clock: Clock, observer: RequestObserver) -> Source:
    from slawatch.sources.redmine.source import Redmine  # noqa: PLC0415  brings requests; checks need none

    return Redmine(options, clock=clock, observer=observer)


KIND: Final = SourceKind(
    name="redmine",
    options=Options,
    factory=_redmine,
    status_classes=STATUS_CLASSES,
    summary="Redmine 4 and later (REST API)",
)
