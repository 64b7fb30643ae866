"""The key `receivers` of `alerting`: who is told of which alerts, and when."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator

from slawatch.config.checks import Found
from slawatch.config.delivery_section import Emails, Pagerduties, Slacks, Webhooks, Wechats
from slawatch.config.faults import suggestion
from slawatch.config.section import Section
from slawatch.config.values import AgreementRefs, CalendarId, Id, PartyRefs, ServiceRefs, as_list
from slawatch.model.alert import Audience, Severity

DEFAULT: Final = "default"
"""The receiver of whatever no other one takes."""
USUAL: Final = (DEFAULT, *Audience)
"""Receivers that are known by their names; others say whose alerts they take."""
WAYS: Final = ("webhook", "email", "slack", "wechat", "pagerduty")
_SCOPE: Final = ("agreements", "services", "parties")
_HOURS: Final = ("hours", "at_any_time")

Taker = Literal[Audience.ON_CALL, Audience.SERVICE_MANAGER, Audience.DESK_LEAD, Audience.PLATFORM]
Urgency = Literal[Severity.CRITICAL, Severity.WARNING, Severity.INFO]


class ReceiverSection(Section):
    """People or programs that are told of alerts."""

    audience: Taker | None = None
    """Of a receiver with a name of its own: whose alerts it takes, those of `agreements`, `services` or `parties`."""
    agreements: AgreementRefs | None = None
    """Only alerts of these agreements."""
    services: ServiceRefs | None = None
    """Only alerts of these services."""
    parties: PartyRefs | None = None
    """Only alerts of agreements with these parties."""
    hours: CalendarId | None = None
    """The calendar in which it is told what can wait; left out: `alerting.office`."""
    at_any_time: Annotated[tuple[Urgency, ...], BeforeValidator(as_list)] = (Severity.CRITICAL,)
    """Severities that do not wait for these hours."""
    send_resolved: bool = True
    """Whether it is told when an alert is over."""
    webhook: Webhooks = ()
    """Programs that take Alertmanager's JSON: an address, or a list of them."""
    email: Emails = ()
    """Mail addresses, through `alerting.smtp`."""
    slack: Slacks = ()
    """Channels of Slack."""
    wechat: Wechats = ()
    """Applications of WeCom (企业微信)."""
    pagerduty: Pagerduties = ()
    """Services of PagerDuty."""


Receivers = dict[Id, ReceiverSection]


def receiver_faults(receivers: Receivers, agreements: Mapping[str, Any], *, smtp: bool) -> Iterator[Found]:
    """Yield what is wrong in receivers together; `agreements` are those of the file, as written."""
    if receivers and DEFAULT not in receivers:
        yield ("receivers",), f'there is no "{DEFAULT}"; write one for alerts that no other receiver takes'
    for name, section in receivers.items():
        faults = _usual_faults(name, section) if name in USUAL else _own_faults(name, section, agreements)
        for at, text in (*faults, *_way_faults(section)):
            yield ("receivers", name, *at), text
    mailed = [name for name, section in receivers.items() if section.email]
    if mailed and not smtp:
        yield (
            ("smtp",),
            f"is missing; {mailed[0]} is told by mail: write smtp: {{host: HOST:PORT, from: ADDRESS}}",
        )


def _usual_faults(name: str, section: ReceiverSection) -> Iterator[Found]:
    told = section.model_fields_set
    for key in ("audience", *_SCOPE):
        if key in told:
            yield (key,), f'"{name}" takes all alerts of its kind; give a receiver of some of them a name of its own'
    for key in _HOURS:
        if key in told and name == Audience.WATCHDOG:
            yield (key,), "the watchdog is told day and night; leave it out"


def _own_faults(name: str, section: ReceiverSection, agreements: Mapping[str, Any]) -> Iterator[Found]:
    if section.audience is None:
        near = suggestion(name, USUAL)
        yield ("audience",), f"is missing; a receiver with a name of its own says whose alerts it takes{near}"
    if not any(getattr(section, key) for key in _SCOPE):
        yield (), "it takes nothing of its own; write of which agreements, services or parties"
    bound = [told.get("with") for told in agreements.values() if isinstance(told, dict)]
    for nth, party in enumerate(section.parties or ()):
        if agreements and party not in bound:
            yield ("parties", nth), f'no agreement is with "{party}", so nothing would ever reach it'


def _way_faults(section: ReceiverSection) -> Iterator[Found]:
    if not any(getattr(section, way) for way in WAYS):
        yield (), f"it tells nobody; write at least one of {', '.join(WAYS)}"
