"""Which agreements and services a subject of a report covers."""

from dataclasses import replace

import pytest

from slawatch.model.agreement import AgreementKind, Indicator, Objective
from slawatch.model.definitions import Definitions
from slawatch.model.service import Party, PartyKind
from slawatch.reports.asked import Covered, SubjectError, subjects
from slawatch.reports.subject import Subject
from slawatch.testing.plans import agreement, definitions

PROMISE = Objective(id="uptime", indicator=Indicator.AVAILABILITY)
GOLD = replace(agreement(PROMISE, name="gold", services=("mail", "erp")), timezone="Asia/Shanghai")
SECOND = replace(GOLD, version=2, versions=2, services=("mail", "erp", "wan"))
LINES = replace(
    agreement(PROMISE, name="lines", services=("wan",)),
    kind=AgreementKind.CONTRACT,
    party="netco",
    timezone="Europe/Berlin",
)


def all_of_it() -> Definitions:
    told = definitions(
        replace(GOLD, versions=2), SECOND, LINES, services=dict.fromkeys(("mail", "erp", "wan", "spare"), "always")
    )
    parties = {
        "acme": Party(id="acme", kind=PartyKind.CUSTOMER, names={"en": "Acme"}),
        "netco": Party(id="netco", kind=PartyKind.SUPPLIER, names={"en": "NetCo"}),
    }
    return replace(told, parties=parties)


@pytest.mark.parametrize(
    ("subject", "agreements", "services"),
    [
        ("agreement/gold", ("gold",), ("mail", "erp", "wan")),
        ("service/wan", ("gold", "lines"), ("wan",)),
        ("service/spare", (), ("spare",)),
        ("customer/acme", ("gold",), ("mail", "erp", "wan")),
        ("supplier/netco", ("lines",), ("wan",)),
        ("organisation", ("gold", "lines"), ("mail", "erp", "wan", "spare")),
    ],
)
def test_a_subject_covers_its_agreements_and_their_services(
    subject: str, agreements: tuple[str, ...], services: tuple[str, ...]
) -> None:
    covered = Covered.by(Subject.of(subject), all_of_it())
    assert (covered.agreements, covered.services) == (agreements, services)


def test_the_zone_is_that_of_all_agreements_else_the_desks() -> None:
    assert Covered.by(Subject.of("customer/acme"), all_of_it()).timezone == "Asia/Shanghai"
    assert Covered.by(Subject.of("organisation"), all_of_it()).timezone == "UTC"
    assert Covered.by(Subject.of("service/spare"), all_of_it()).timezone == "UTC"


def test_a_service_takes_from_an_agreement_only_its_own_figures() -> None:
    covered = Covered.by(Subject.of("service/mail"), all_of_it())
    assert covered.holds("mail", "gold")
    assert covered.holds("gold", "gold")  # judged together
    assert not covered.holds("erp", "gold")
    assert not covered.holds("wan", "lines")


@pytest.mark.parametrize("subject", ["agreement/silver", "service/fax", "customer/netco", "supplier/acme"])
def test_an_unknown_subject_is_told_what_there_is(subject: str) -> None:
    kind, _, name = subject.partition("/")
    with pytest.raises(SubjectError, match=f'there is no {kind} "{name}"; there are: '):
        Covered.by(Subject.of(subject), all_of_it())


def test_every_subject_that_is_listed_covers_something_to_name() -> None:
    told = list(subjects(all_of_it()))
    assert [str(each) for each in told] == [
        "organisation",
        "agreement/gold",
        "agreement/lines",
        "service/mail",
        "service/erp",
        "service/wan",
        "service/spare",
        "customer/acme",
        "supplier/netco",
    ]
    assert all(Covered.by(each, all_of_it()).names for each in told)
