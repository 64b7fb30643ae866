import pytest

from slawatch.config import checks
from slawatch.model.agreement import AgreementKind, Indicator, Statistic

RESOLUTION, RESPONSE, SHARE = Indicator.RESOLUTION, Indicator.FIRST_RESPONSE, Statistic.SHARE


def when(**conditions: str) -> dict[str, frozenset[str]]:
    return {name: frozenset(words.split()) for name, words in conditions.items()}


def never_reached(*objectives: tuple[Indicator, dict[str, frozenset[str]]], **about: Statistic) -> list[object]:
    told = [((each, about.get("last", SHARE) if n else SHARE), when) for n, (each, when) in enumerate(objectives)]
    return [at[0] for at, _ in checks.unreachable({str(n): each for n, each in enumerate(told)})]


def test_an_objective_behind_one_that_takes_everything_is_never_reached() -> None:
    assert never_reached((RESOLUTION, {}), (RESOLUTION, when(priority="P1"))) == ["1"]


def test_a_narrow_objective_before_a_wide_one_leaves_it_the_rest() -> None:
    assert never_reached((RESOLUTION, when(priority="P1")), (RESOLUTION, {})) == []


def test_objectives_of_different_indicators_take_nothing_from_each_other() -> None:
    assert never_reached((RESOLUTION, {}), (RESPONSE, {})) == []


def test_a_median_may_be_promised_beside_the_share_of_the_same_tickets() -> None:
    assert never_reached((RESOLUTION, {}), (RESOLUTION, {}), last=Statistic.MEDIAN) == []


@pytest.mark.parametrize(
    ("earlier", "later", "reached"),
    [
        (when(priority="P1 P2"), when(priority="P2"), False),
        (when(priority="P1"), when(priority="P1 P2"), True),
        (when(priority="P1"), when(priority="P1", kind="incident"), False),
        (when(priority="P1", kind="incident"), when(priority="P1"), True),
        (when(team="a"), when(kind="incident"), True),
    ],
)
def test_an_objective_is_reached_when_some_ticket_can_pass_the_one_before(
    earlier: dict[str, frozenset[str]], later: dict[str, frozenset[str]], *, reached: bool
) -> None:
    assert (never_reached((RESOLUTION, earlier), (RESOLUTION, later)) == []) is reached


PARTIES = {"acme": "customer", "netco": "supplier", "desk": "team", "typo": "custommer"}


@pytest.mark.parametrize(
    ("kind", "party"),
    [
        (AgreementKind.SLA, "acme"),
        (AgreementKind.CONTRACT, "netco"),
        (AgreementKind.OLA, "desk"),
        (AgreementKind.OLA, "typo"),
    ],
)
def test_a_party_on_the_right_side_is_no_fault(kind: AgreementKind, party: str) -> None:
    assert checks.party_fault(party, kind, PARTIES) is None


def test_a_party_on_the_wrong_side_is_told_with_those_that_fit() -> None:
    told = checks.party_fault("netco", AgreementKind.SLA, PARTIES)

    assert told == '"netco" is a supplier; an sla is made with a customer; there are: acme'


def test_a_word_that_no_source_says_is_told() -> None:
    words = {"priority": {"desk": frozenset({"P1", "P2"}), "mail": frozenset({"P3"})}}

    assert not list(checks.unheard_words(when(priority="P1 P3"), words))
    assert [at for at, _ in checks.unheard_words(when(priority="P4"), words)] == [("priority",)]
    assert [at for at, _ in checks.unheard_words(when(priority="P3", source="desk"), words)] == [("priority",)]


def test_a_source_that_passes_its_own_words_may_say_anything() -> None:
    words = {"priority": {"desk": frozenset({"P1"}), "mail": None}}

    assert not list(checks.unheard_words(when(priority="P9"), words))
