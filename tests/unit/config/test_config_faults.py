from slawatch.config.faults import Fault, Place, choice, found, report, suggestion

PLACES = {
    (): Place("a.yml", 1),
    ("services",): Place("a.yml", 3),
    ("services", "mail"): Place("b.yml", 7),
    ("services", "mail", "tags", 0): Place("b.yml", 9),
}


def test_a_fault_is_told_at_the_nearest_line_there_is() -> None:
    assert (
        report([Fault(("services", "mail", "hours"), "is missing")], PLACES)
        == "b.yml:7: services.mail.hours: is missing"
    )


def test_list_positions_are_told_where_there_is_a_list() -> None:
    faults = [Fault(("services", "mail", "tags", 0), "bad"), Fault(("services", "mail", "name", 0), "worse")]

    assert report(faults, PLACES) == "b.yml:7: services.mail.name: worse\nb.yml:9: services.mail.tags[0]: bad"


def test_faults_are_told_once_in_the_order_of_files_and_lines() -> None:
    late, early = Fault(("services",), "late"), Fault((), "early", Place("a.yml", 2))

    assert report([late, early, late], PLACES) == "a.yml:2: early\na.yml:3: services: late"


def test_a_slip_of_the_pen_is_answered_with_the_nearest_word() -> None:
    assert suggestion("first_respons", ["first_response", "resolution"]) == '; did you mean "first_response"?'
    assert suggestion("RESOLUTION", ["resolution"]) == '; did you mean "resolution"?'
    assert suggestion("uptime", ["first_response", "resolution"]) == ""


def test_what_is_allowed_is_always_named() -> None:
    assert choice("x", ["sla", "ola"]) == "; allowed: sla, ola"


def test_long_values_are_cut() -> None:
    assert found("x" * 100) == f'"{"x" * 60}…"'
    assert (found(None), found({}), found([]), found("5")) == ("nothing", "a map", "a list", '"5"')
