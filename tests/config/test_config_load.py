import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from pydantic import BaseModel

from slawatch.config.load import load
from slawatch.config.schema import json_schema
from slawatch.config.secrets import Secret
from slawatch.config.settings import Configuration, SourceSchema
from slawatch.errors import ConfigError
from slawatch.model.agreement import AgreementKind, ChangePolicy, ExclusionMode, PeriodKind, ReopenPolicy, Statistic
from slawatch.model.business_days import BusinessDays, DayMode
from slawatch.model.hours import Holidays
from slawatch.model.outage import Severity
from slawatch.model.service import Capacity, Quorum
from slawatch.model.ticket import StatusClass

HERE = Path(__file__).parent
Kinds = Mapping[str, SourceSchema]


@pytest.fixture
def everything(kinds: Kinds) -> Configuration:
    return load(HERE / "valid-everything.yml", kinds)


def read(folder: Path, text: str, kinds: Kinds) -> Configuration:
    path = folder / "slawatch.yml"
    path.write_text(text, encoding="utf-8")
    return load(path, kinds)


TEN_LINES = (HERE / "valid-ten-lines.yml").read_text(encoding="utf-8")


def test_ten_lines_are_enough(kinds: Kinds) -> None:
    assert len(TEN_LINES.splitlines()) == 10
    configuration = load(HERE / "valid-ten-lines.yml", kinds)

    agreement = configuration.definitions.agreements[0]
    (objective,) = agreement.objectives
    assert (agreement.kind, agreement.period, agreement.timezone) == (AgreementKind.SLA, PeriodKind.MONTH, "UTC")
    assert (agreement.starts_at, agreement.ends_at, agreement.decimals) == (None, None, 2)
    assert (objective.within, objective.target, objective.hours) == (14400, Fraction(9, 10), None)
    assert objective.pause == {StatusClass.PENDING_REQUESTER, StatusClass.PENDING_SUPPLIER}
    assert objective.reopen is ReopenPolicy.RESUME
    assert configuration.definitions.services["mail"].hours == "24x7"
    assert configuration.definitions.calendars["24x7"].weekly == (((0, 86400),),) * 7
    assert (configuration.web.host, configuration.web.port) == ("127.0.0.1", 10720)
    assert (configuration.evaluate_every, configuration.sources[0].every) == (30, 120)
    assert configuration.definitions.data_age_limits == {"desk": 360}


def test_data_are_not_old_before_figures_are_made_of_them_anew(tmp_path: Path, kinds: Kinds) -> None:
    """A desk that is polled every ten seconds: its figures may well be as old as an evaluation, of half a minute."""
    often = TEN_LINES.replace("{kind: desk,", "{kind: desk, every: 10s,")
    assert read(tmp_path, often, kinds).definitions.data_age_limits == {"desk": 90}
    assert read(tmp_path, often + "evaluate: {every: 5s}\n", kinds).definitions.data_age_limits == {"desk": 30}


def test_a_source_says_how_often_it_is_asked_beside_its_polls(tmp_path: Path, kinds: Kinds) -> None:
    (usual,) = read(tmp_path, TEN_LINES, kinds).sources
    other = TEN_LINES.replace("{kind: desk,", "{kind: desk, rescan: 30m, census: never,")
    (told,) = read(tmp_path, other, kinds).sources
    assert ((usual.rescan, usual.census), (told.rescan, told.census)) == ((3600, 86_400), (1800, None))
    assert told.config_hash == usual.config_hash, "a change of it starts no full reading"


def test_a_database_lies_beside_the_file_that_names_it(everything: Configuration) -> None:
    assert everything.store.url == f"sqlite:///{HERE}/data/slawatch.db"


def test_a_source_finds_relative_paths_beside_the_file_that_names_it(everything: Configuration) -> None:
    paths = {source.id: source.options.model_dump().get("path") for source in everything.sources}

    assert paths["table"] == HERE / "tables" / "outages.csv"
    assert paths["more"] == HERE / "included" / "teams" / "more.csv"


def test_included_files_add_their_entries(everything: Configuration) -> None:
    assert [path.name for path in everything.files] == ["valid-everything.yml", "a.yml", "b.yml"]
    assert list(everything.definitions.services) == ["erp", "mail", "erp-db", "erp-app", "night-batch", "wiki"]
    assert everything.definitions.services["wiki"].hours == "office"


def test_a_service_may_be_made_of_others(everything: Configuration) -> None:
    states = {name: service.state for name, service in everything.definitions.services.items()}

    assert states["erp"] == Quorum(needed=2, parts=("erp-db", "erp-app"))
    assert states["erp-db"] == Quorum(needed=1, parts=("erp-app", "night-batch"))
    assert states["erp-app"] == Quorum(needed=1, parts=("night-batch",))
    assert states["mail"] == Capacity(shares={"erp-db": Fraction(5, 8), "erp-app": Fraction(3, 8)})
    assert states["night-batch"] is None


def test_time_allowed_may_be_business_days(everything: Configuration) -> None:
    _, lines, _ = everything.definitions.agreements

    assert lines.objectives[0].within == BusinessDays(2, DayMode.END_OF_DAY)


def test_degraded_time_weighs_nothing_unless_the_agreement_says_so(everything: Configuration) -> None:
    assert [each.degraded for each in everything.definitions.agreements] == [Fraction(333, 1000), 0, 0]


def test_gaps_and_short_outages_count_as_they_are_unless_the_agreement_says_otherwise(
    everything: Configuration,
) -> None:
    told = [(each.merge_gap, each.min_outage) for each in everything.definitions.agreements]
    assert told == [(120, 90), (0, 0), (0, 0)]


def test_exclusions_need_notice_and_have_an_allowance_only_where_it_is_agreed(everything: Configuration) -> None:
    told = [(each.notice, each.allowance) for each in everything.definitions.agreements]
    assert told == [(172800, 28800), (0, None), (0, None)]


def test_maintenance_opens_on_its_days_or_on_every_day(everything: Configuration) -> None:
    sundays, nightly, *_ = everything.definitions.maintenance

    assert (sundays.services, sundays.days, sundays.opens, sundays.duration) == (("erp", "mail"), {5, 6}, 7200, 14400)
    assert (sundays.timezone, sundays.since, sundays.until) == ("Asia/Shanghai", date(2026, 1, 1), date(2026, 12, 31))
    assert (sundays.reason, sundays.approved_by) == ("Updates", "Acme")
    assert (nightly.days, nightly.opens, nightly.duration, nightly.until) == (set(range(7)), 81000, 5400, None)


def test_calendars_are_read_as_written(everything: Configuration) -> None:
    office, night = everything.definitions.calendars["office"], everything.definitions.calendars["night"]

    day = ((32400, 43200), (46800, 64800))
    assert office.weekly == (day, day, day, day, day, ((32400, 43200),), ())
    assert (office.timezone, office.holidays) == ("Asia/Shanghai", Holidays(country="CN"))
    assert (office.closed, office.closed_yearly) == ({date(2026, 12, 31)}, {(5, 4)})
    assert office.openings == {date(2026, 11, 28): ((32400, 43200),)}
    assert night.weekly == (*(((79200, 108000),),) * 4, (), (), ((79200, 108000),))
    assert night.holidays == Holidays(country="DE", subdivision="BY")


def test_an_agreement_is_in_force_from_its_first_local_midnight_to_the_end_of_its_last_day(
    everything: Configuration,
) -> None:
    gold = everything.definitions.agreements[0]

    assert gold.starts_at == datetime(2025, 12, 31, 16, tzinfo=UTC)
    assert gold.ends_at == datetime(2026, 12, 31, 16, tzinfo=UTC)
    assert (gold.period, gold.exclusion_mode, gold.decimals) == (PeriodKind.QUARTER, ExclusionMode.CREDIT, 3)
    assert gold.names == {"en": "Gold", "zh": "黄金"}


def test_objectives_keep_the_order_of_the_file(everything: Configuration) -> None:
    gold = everything.definitions.agreements[0]

    names = ["uptime", "p1-response", "p1", "others", "answers", "news", "restored"]
    assert [objective.id for objective in gold.objectives][:7] == names
    assert gold.objectives[0].target == Fraction(9995, 10000)
    assert gold.objectives[2].when == {"kind": {"incident"}, "priority": {"P1"}, "service": {"erp"}}
    assert gold.objectives[2].pause == frozenset()
    assert gold.objectives[3].when == {"priority": {"P1", "P2"}, "source": {"desk"}}


def test_limits_are_whole_numbers_seconds_or_the_share_that_is_left(everything: Configuration) -> None:
    gold = everything.definitions.agreements[0]
    told = {each.id: (each.target, each.within, each.at_most, each.minimum_responses) for each in gold.objectives[7:]}

    assert told == {
        "usual": (None, 7200, None, 0),
        "slow": (None, 21600, None, 0),
        "outages": (None, None, 3, 0),
        "longest": (None, None, 7200, 0),
        "backlog": (None, None, 50, 0),
        "oldest": (None, None, 56 * 86400, 0),
        "happy": (Fraction(9, 10), None, None, 10),
        "at-once": (Fraction(7, 10), None, None, 0),
        "again": (Fraction(39, 40), None, None, 0),
        "workload-incident": (None, None, 400, 0),
    }
    assert [each.statistic for each in gold.objectives[7:9]] == [Statistic.MEDIAN, Statistic.P90]
    assert gold.objectives[-1].when == {"kind": {"incident"}}
    assert [agreement.full_metrics for agreement in everything.definitions.agreements] == [True, False, False]


def test_a_supplier_s_timer_runs_while_the_ticket_waits_for_the_supplier(everything: Configuration) -> None:
    repair = everything.definitions.agreements[1].objectives[0]

    assert repair.pause == {StatusClass.PENDING_REQUESTER}


def test_reply_timers_do_not_pause_unless_told_to(everything: Configuration) -> None:
    gold, _, inside = everything.definitions.agreements

    assert gold.objectives[1].pause == gold.objectives[4].pause == gold.objectives[6].pause == frozenset()
    assert gold.objectives[5].pause == {StatusClass.PENDING_REQUESTER}
    assert inside.objectives[0].pause == {StatusClass.PENDING_OTHER}


def test_a_team_s_timer_pauses_while_somebody_else_is_waited_for(everything: Configuration) -> None:
    hands = everything.definitions.agreements[2].objectives[1]

    assert hands.pause == {StatusClass.PENDING_REQUESTER, StatusClass.PENDING_SUPPLIER}


def test_a_change_of_objective_is_retroactive_unless_told_otherwise(everything: Configuration) -> None:
    gold, _, inside = everything.definitions.agreements

    assert gold.objectives[2].on_change is ChangePolicy.RETROACTIVE
    assert gold.objectives[3].on_change is ChangePolicy.PRO_RATA
    assert inside.objectives[1].on_change is ChangePolicy.FROM_CHANGE


def test_the_user_s_words_go_before_those_of_the_kind_of_source(everything: Configuration) -> None:
    mapping = everything.definitions.mappings["desk"]

    assert mapping.status_class("stalled") is StatusClass.PENDING_SUPPLIER
    assert mapping.status_class("resolved") is StatusClass.RESOLVED
    assert mapping.status_class("awaiting parts") is StatusClass.PENDING_REQUESTER
    assert mapping.status_class("never heard of") is StatusClass.UNKNOWN
    assert mapping.attribute("priority").field == "Priority"
    assert mapping.attribute("priority").value("95") == "P1"
    assert mapping.attribute("kind").value("Change board") == "change"
    assert mapping.attribute("team").field == "owner-group"
    assert mapping.severity_class("minor") is Severity.DEGRADED
    assert mapping.severity_class("other") is Severity.DOWN


def test_a_pattern_of_the_user_wins_over_a_status_known_by_name(tmp_path: Path, kinds: Kinds) -> None:
    text = TEN_LINES.replace("env:DESK_TOKEN}", 'env:DESK_TOKEN, map: {status: {"st*": pending_requester}}}')

    mapping = read(tmp_path, text, kinds).definitions.mappings["desk"]

    assert mapping.status_class("stalled") is StatusClass.PENDING_REQUESTER


def test_a_status_may_be_named_without_the_category_that_a_kind_writes_behind_it(tmp_path: Path, kinds: Kinds) -> None:
    text = TEN_LINES.replace("env:DESK_TOKEN}", "env:DESK_TOKEN, map: {status: {Waiting for parts: pending_supplier}}}")
    categories = {"Waiting for customer": "pending_requester", "* (In Progress)": "open", "* (Done)": "resolved"}
    kinds = {**kinds, "desk": replace(kinds["desk"], status_classes=categories)}

    mapping = read(tmp_path, text, kinds).definitions.mappings["desk"]

    assert mapping.status_class("Waiting for parts") is StatusClass.PENDING_SUPPLIER
    assert mapping.status_class("Waiting for parts (In Progress)") is StatusClass.PENDING_SUPPLIER
    assert mapping.status_class("Waiting for approval (In Progress)") is StatusClass.OPEN
    assert mapping.status_class("Waiting for customer") is StatusClass.PENDING_REQUESTER
    assert mapping.status_class("Shipped (Done)") is StatusClass.RESOLVED


def test_outage_tickets_are_told_by_a_raw_field(everything: Configuration) -> None:
    rule = everything.definitions.mappings["desk"].outage

    assert rule is not None
    assert (rule.field, rule.equals) == ("Impact", {"Service down", "Site down"})
    assert (rule.started_at, rule.ended_at) == ("Down since", "Up since")


def test_a_source_without_replies_says_so_to_the_engine(everything: Configuration) -> None:
    assert everything.definitions.mappings["desk"].public_replies
    assert not everything.definitions.mappings["table"].public_replies


def test_simulated_facts_are_told_apart(tmp_path: Path, kinds: Kinds) -> None:
    assert not load(HERE / "valid-ten-lines.yml", kinds).definitions.simulated
    assert read(tmp_path, "sources: {a: {kind: play}}\n", kinds).definitions.simulated


def test_text_is_read_as_written(tmp_path: Path, kinds: Kinds) -> None:
    text = "sources: {a: {kind: play, map: {kind: {field: no, values: {on: 1.10, 12:30: 0x1F}}}}}\n"

    field = read(tmp_path, text, kinds).definitions.mappings["a"].attribute("kind")

    assert (field.field, field.values) == ("no", {"on": "1.10", "12:30": "0x1F"})


CHANGES_OF_FIGURES = [
    ("within: 4h", "within: 5h"),
    ("within: 4h", "within: 1bd"),
    ("target: 90%", "target: 90.1%"),
    ("services: mail", "services: mail\n    timezone: Asia/Shanghai"),
    ("services: mail", "services: mail\n    from: 2026-01-01"),
    ("services: {mail: Mail}", "services: {mail: {hours: c}}\ncalendars: {c: {hours: 24x7, holidays: CN}}"),
    ("env:DESK_TOKEN", "env:DESK_TOKEN, map: {status: {waiting: open}}"),
]


@pytest.mark.parametrize(("old", "new"), CHANGES_OF_FIGURES)
def test_what_can_change_a_figure_changes_the_hash(old: str, new: str, tmp_path: Path, kinds: Kinds) -> None:
    before = read(tmp_path, TEN_LINES, kinds).definitions.sha256
    assert old in TEN_LINES

    assert read(tmp_path, TEN_LINES.replace(old, new), kinds).definitions.sha256 != before


CHANGES_OF_NO_FIGURE = [
    ("parties:", "web: {listen: 127.0.0.1:9}\nparties:"),
    ("parties:", "# a comment\nparties:"),
    ("services: {mail: Mail}", "services: {mail: E-Mail}"),
    ("with: acme\n    services: mail", "services: mail\n    with: acme"),
    ("within: 4h, target: 90%", "target: 90.00%, within: 240m"),
    ("env:DESK_TOKEN", "env:OTHER, every: 5m"),
]


@pytest.mark.parametrize(("old", "new"), CHANGES_OF_NO_FIGURE)
def test_what_changes_no_figure_leaves_the_hash(old: str, new: str, tmp_path: Path, kinds: Kinds) -> None:
    before = read(tmp_path, TEN_LINES, kinds).definitions.sha256
    assert old in TEN_LINES

    assert read(tmp_path, TEN_LINES.replace(old, new), kinds).definitions.sha256 == before


def test_the_body_of_the_definitions_holds_no_secret(everything: Configuration) -> None:
    assert "token" not in everything.definitions.body
    assert json.loads(everything.definitions.body)["agreements"]["gold"]["timezone"] == "Asia/Shanghai"


def test_a_source_s_hash_follows_its_options_and_not_its_secret(tmp_path: Path, kinds: Kinds) -> None:
    def config_hash(old: str, new: str) -> str:
        return read(tmp_path, TEN_LINES.replace(old, new), kinds).sources[0].config_hash

    before = config_hash("", "")
    assert config_hash("env:DESK_TOKEN", "file:token") == before
    assert config_hash("env:DESK_TOKEN", "env:DESK_TOKEN, every: 9m") == before
    assert config_hash("desk.example.org", "other.example.org") != before


def test_a_secret_is_named_and_not_read(everything: Configuration) -> None:
    token = everything.sources[0].options.model_dump()["token"]

    assert str(token) == "**********"
    assert Secret(f"file:{HERE}/desk.token") == getattr(everything.sources[0].options, "token")  # noqa: B009  no such field in a BaseModel


def test_an_end_at_23_59_is_read_as_midnight_with_a_warning(tmp_path: Path, kinds: Kinds) -> None:
    text = 'sources: {a: {kind: play}}\ncalendars:\n  c:\n    hours:\n      mon: "08:00-23:59"\n'

    configuration = read(tmp_path, text, kinds)

    assert configuration.definitions.calendars["c"].weekly[0] == ((28800, 86400),)
    assert configuration.warnings == (
        f'{tmp_path}/slawatch.yml:5: calendars.c.hours.mon: "08:00-23:59" is read as an end at 24:00; write 24:00',
    )


def test_a_missing_file_is_told_by_its_name(tmp_path: Path, kinds: Kinds) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yml:1: the file can't be read: No such file"):
        load(tmp_path / "nowhere.yml", kinds)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path, kinds: Kinds) -> None:
    path = tmp_path / "slawatch.yml"
    path.write_bytes("services: {m: Büro}".encode("latin-1"))

    with pytest.raises(ConfigError, match=r"not UTF-8 \(byte 15\); save it as UTF-8"):
        load(path, kinds)


def test_an_alias_inside_of_itself_is_refused(tmp_path: Path, kinds: Kinds) -> None:
    with pytest.raises(ConfigError, match="the alias stands inside of what it names"):
        read(tmp_path, "sources: &a {x: *a}\n", kinds)


def test_the_json_schema_knows_the_options_of_every_kind(kinds: Kinds) -> None:
    schema = json_schema(kinds)

    desk = schema["$defs"]["source_desk"]
    assert set(desk["properties"]) == {"kind", "every", "rescan", "census", "map", "url", "token", "page_size"}
    assert desk["required"] == ["kind", "url", "token"]
    (any_kind,) = schema["properties"]["sources"]["patternProperties"].values()
    assert [choice["$ref"] for choice in any_kind["oneOf"]] == [
        "#/$defs/source_desk",
        "#/$defs/source_table",
        "#/$defs/source_play",
    ]
    assert json.loads(json.dumps(schema)) == schema


def test_every_key_of_the_json_schema_is_described(kinds: Kinds) -> None:
    schema = json_schema(kinds)
    ours = {name: part for name, part in schema["$defs"].items() if not name.startswith(("source_", "table."))}
    parts = {"": schema, **ours}

    silent = [
        f"{name}.{key}"
        for name, part in parts.items()
        for key, field in part.get("properties", {}).items()
        if "$ref" not in field and not field.get("description")
    ]

    assert silent == []


def references(part: object) -> set[str]:
    if isinstance(part, dict):
        return {part["$ref"]} if "$ref" in part else set().union(*map(references, part.values()))
    return set().union(*map(references, part)) if isinstance(part, list) else set()


def test_every_reference_of_the_json_schema_leads_somewhere(kinds: Kinds) -> None:
    schema = json_schema(kinds)

    assert references(schema) == {f"#/$defs/{name}" for name in schema["$defs"]}


def test_parts_of_two_kinds_may_bear_one_name(kinds: Kinds) -> None:
    class Columns(BaseModel):
        start: str

    class Options(BaseModel):
        columns: Columns

    schema = json_schema({**kinds, "other": SourceSchema(options=Options)})

    assert set(schema["$defs"]["other.Columns"]["properties"]) == {"start"}
    assert set(schema["$defs"]["table.Columns"]["properties"]) == {"id"}


def test_a_service_that_nothing_is_mapped_to_is_warned_of(tmp_path: Path, kinds: Kinds) -> None:
    text = TEN_LINES.replace("env:DESK_TOKEN}", "env:DESK_TOKEN, map: {service: {values: {Post: mail}}}}")

    told = read(tmp_path, text.replace("{mail: Mail}", "{mail: Mail, erp: ERP}"), kinds).warnings

    place = f"{tmp_path}/slawatch.yml:3: services.erp"
    assert told == (f"{place}: no source maps a ticket or an outage to it, so nothing is known of it",)


def test_a_broken_included_file_is_not_blamed_on_those_who_name_its_entries(tmp_path: Path, kinds: Kinds) -> None:
    (tmp_path / "mail.yml").write_text("services: {mail: [}\n", encoding="utf-8")

    with pytest.raises(ConfigError) as raised:
        read(tmp_path, TEN_LINES.replace("services: {mail: Mail}", "include: mail.yml"), kinds)

    (line,) = str(raised.value).splitlines()
    assert line.startswith(f"{tmp_path}/mail.yml:1: the file is not YAML")


def test_what_alerts_say_is_read_whole(everything: Configuration) -> None:
    alerting = everything.alerting

    assert (alerting.language, alerting.grafana_url) == ("zh", "https://grafana.example.org")
    assert alerting.runbooks_url == "https://wiki.example.org/runbooks"
    assert list(alerting.agreements) == ["gold"]
    assert alerting.agreements["gold"].severity == {"SlawatchObjectiveBreached": "warning"}
    assert alerting.agreements["gold"].labels == {"team": "erp"}
    assert alerting.agreements["gold"].off == {"SlawatchBreachForecast"}


def test_what_alerts_say_is_no_part_of_what_judges(tmp_path: Path, kinds: Kinds) -> None:
    before = read(tmp_path, TEN_LINES, kinds).definitions
    alerts = "alerts: {severity: {SlawatchTicketsOverdue: info}, labels: {team: erp}, off: [SlawatchCoverageLow]}"
    told = TEN_LINES.replace("services: mail", f"services: mail\n    {alerts}", 1) + "\nalerting: {language: zh}\n"
    after = read(tmp_path, told, kinds)

    assert after.alerting.agreements
    assert (after.definitions.sha256, after.definitions.body) == (before.sha256, before.body)
