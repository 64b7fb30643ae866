"""A made-up report with every kind of block and cell, to write in every format and to look at without a daemon."""

# ruff: noqa: RUF001  Chinese has its own punctuation

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from slawatch.model.result import State
from slawatch.reports.cells import (
    Cell,
    Clock,
    Count,
    Day,
    Foreign,
    Instant,
    Linked,
    Money,
    Named,
    Number,
    Phrase,
    Ratio,
    Seconds,
    Spark,
    Standing,
    Unknown,
)
from slawatch.reports.document import (
    Better,
    Block,
    Column,
    Document,
    Identity,
    Item,
    Items,
    Prose,
    Section,
    Status,
    Table,
    Tile,
    Tiles,
)
from slawatch.reports.subject import Subject, SubjectKind
from slawatch.testing.report_hostility import Hostile
from slawatch.testing.report_specimen_charts import SPAN, UNTOLD, strip, timeline, trends

_ZONE: Final = ZoneInfo("Asia/Shanghai")
_NAMED: Final = (
    Named("erp", {"en": "Enterprise resource planning", "zh": "企业资源计划系统"}),
    Named("mail", {"en": "Mail", "zh": "邮件"}),
    Named(
        "portal",
        {
            "en": "Self-service portal for the branches of the eastern provinces (Shanghai, Jiangsu, Zhejiang)",
            "zh": "面向华东地区各分支机构（上海、江苏、浙江）的客户自助服务门户与统一身份认证平台",
        },
    ),
    Named("vpn", {"en": "VPN"}),
)
_NOTHING: Final = Phrase("No outage is known that passes.")


def specimen(*, hostile: bool = False, services: int = 4, evidence: int = 12) -> Document:
    """Return the report of an organisation for October 2026 in Shanghai; `hostile` fills in what attackers would."""
    write: Callable[[str], str] = Hostile() if hostile else str
    named = [_named(n, write) for n in range(services)]
    return Document(
        identity=_identity(write),
        sections=(
            Section(id="cover", number=1, title=Phrase("Report"), blocks=(_cover(write),), clauses=("9.4",)),
            Section(id="summary", number=2, title=Phrase("Summary"), blocks=_summary(named, write)),
            Section(
                id="objectives", number=3, title=Phrase("Objective"), blocks=(_objectives(named),), clauses=("8.3.3",)
            ),
            Section(id="calendar", number=4, title=Phrase("Calendar"), blocks=(strip(named), timeline(named))),
            Section(
                id="outages",
                number=5,
                title=Phrase("Outages"),
                blocks=(_outages(named, write), _empty(), _every(write)),
            ),
            Section(id="trend", number=7, title=Phrase("Previous period"), blocks=tuple(trends(named))),
            Section(id="evidence", number=16, title=Phrase("Segments"), blocks=(_evidence(evidence, write),)),
        ),
    )


def _named(n: int, write: Callable[[str], str]) -> Named:
    told, turn = _NAMED[n % 4], n // 4
    behind = f" {turn + 1}" if turn else ""
    return Named(f"{told.id}{turn or ''}", {code: write(name + behind) for code, name in told.names.items()})


def _identity(write: Callable[[str], str]) -> Identity:
    return Identity(
        id="organisation-2026-10",
        subject=Subject(SubjectKind.ORGANISATION),
        names={"en": write("All services"), "zh": write("全部服务")},
        organisation={"en": write("Example Works Ltd."), "zh": write("示例制造有限公司")},
        audience={"en": write("Board of directors"), "zh": write("董事会")},
        period="2026-10",
        span=SPAN,
        timezone="Asia/Shanghai",
        status=Status.PROVISIONAL,
        restatement=0,
        as_of=datetime(2026, 11, 3, tzinfo=_ZONE),
        known_at=datetime(2026, 11, 4, 9, tzinfo=_ZONE),
        definitions="5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
        simulated=True,
    )


def _cover(write: Callable[[str], str]) -> Items:
    return Items(
        id="cover",
        title=Phrase("Report"),
        items=(
            Item(Phrase("Period"), Phrase("since {at}", {"at": Day(date(2026, 10, 1))})),
            Item(Phrase("As of"), Instant(datetime(2026, 11, 3, tzinfo=_ZONE))),
            Item(Phrase("Told by"), Foreign(write("王小明 (Wang Xiaoming)"))),
            Item(Phrase("Known share of the time"), Ratio(Fraction(99_987, 100_000), 2)),
            Item(Phrase("Last answer"), Unknown(Phrase("nobody has approved it"))),
        ),
    )


def _summary(named: list[Named], write: Callable[[str], str]) -> tuple[Block, ...]:
    return (_tiles(), _states(named), _prose(write))


def _tiles() -> Tiles:
    def share(units: int) -> Ratio:
        return Ratio(Fraction(units, 100_000), 3)

    return Tiles(
        id="key-figures",
        title=Phrase("Summary"),
        tiles=(
            _tile("Attained", share(99_912), share(99_987), share(99_870), Better.HIGHER),
            _tile("Outages", Count(5), Count(3), Count(9), Better.LOWER),
            _tile("Lost", Seconds(7_265), Seconds(7_265), UNTOLD, Better.LOWER),
            _tile("Tickets", Count(12_480), Count(11_022), Unknown(Phrase("No data yet")), Better.NEITHER),
        ),
    )


def _tile(title: str, value: Cell, previous: Cell, last_year: Cell, better: Better) -> Tile:
    return Tile(title=Phrase(title), value=value, previous=previous, last_year=last_year, better=better)


def _states(named: list[Named]) -> Table:
    states = list(State)
    return Table(
        id="states",
        title=Phrase("Service"),
        columns=_columns("service", "state", "why"),
        rows=tuple(
            (Linked(name, f"/services/{name.id}"), Standing(states[n % len(states)]), _why(n))
            for n, name in enumerate(named)
        ),
        empty=Phrase("No data"),
    )


def _why(n: int) -> Cell:
    return Phrase("{good} of {n} in time", {"good": Count(240 + n), "n": Count(1_247)}) if n % 2 else UNTOLD


def _columns(*ids: str) -> tuple[Column, ...]:
    told = {"attained": Phrase("cut off, never rounded up")}
    return tuple(
        Column(id=each, title=Phrase(each.capitalize().replace("_", " ")), explains=told.get(each)) for each in ids
    )


def _prose(write: Callable[[str], str]) -> Prose:
    return Prose(
        id="what-happened",
        title=Phrase("Why"),
        paragraphs=(
            Foreign(write("On 10 October the storage of the data centre failed.\nSecond line, same paragraph.")),
            Foreign(write("10 月 10 日机房存储故障，供应商更换了控制器；下月完成双活切换。")),
            Phrase("shares are cut off, never rounded up"),
        ),
    )


def _objectives(named: list[Named]) -> Table:
    return Table(
        id="objectives",
        title=Phrase("Objective"),
        columns=_columns("service", "target", "attained", "lost", "error_budget", "previous", "state"),
        rows=tuple(_objective(n, name) for n, name in enumerate(named)),
        empty=Phrase("No data"),
        note=Phrase("cut off, never rounded up"),
    )


def _objective(n: int, name: Named) -> tuple[Cell, ...]:
    known = n % 4 != 3  # noqa: PLR2004  one service of four has no figures
    values = tuple(None if month == n + 2 else 0.999 - month % 5 / 2_000 for month in range(12))
    return (
        name,
        Ratio(Fraction(999, 1_000), 3, is_limit=True),
        Linked(Ratio(Fraction(99_895 + n, 100_000), 2), f"/objectives/{name.id}/gold/uptime") if known else UNTOLD,
        Seconds(3_725 + 60 * n) if known else Unknown(Phrase("No data yet")),
        Seconds(94_000, Clock.ELAPSED),
        Spark(values, 0.999) if known else Unknown(Phrase("No data yet")),
        Standing(list(State)[n % 6]),
    )


def _outages(named: list[Named], write: Callable[[str], str]) -> Table:
    return Table(
        id="outages",
        title=Phrase("Outages"),
        columns=_columns("service", "from", "to", "length", "reason"),
        rows=tuple(
            (
                name,
                Instant(SPAN.start + timedelta(days=n % 28, seconds=n)),
                Unknown(Phrase("lasts")) if n == 1 else Instant(SPAN.start + timedelta(days=n % 28 + 1)),
                Seconds(86_400 - n, Clock.ELAPSED),
                Foreign(write(f"CHG-{4711 + n}: controller replaced 控制器更换")),
            )
            for n, name in enumerate(named)
        ),
        empty=_NOTHING,
    )


def _empty() -> Table:
    return Table(
        id="exclusions", title=Phrase("Exclusions"), columns=_columns("service", "reason"), rows=(), empty=_NOTHING
    )


def _every(write: Callable[[str], str]) -> Table:
    """A table of two columns: every kind of cell in a row of its own."""
    cells: tuple[Cell, ...] = (
        Phrase("{n} overdue", {"n": Count(3)}),
        Foreign(write("a ticket's subject, 工单标题")),
        Named("only-zh", {"zh": write("仅有中文名称的服务")}),
        Ratio(Fraction(2, 3), 2),
        Ratio(Fraction("0.9995"), 2, is_limit=True),
        Ratio(Fraction(1), 3),
        Seconds(190_800),
        Seconds(190_800, Clock.ELAPSED),
        Seconds(0),
        Count(1_234_567),
        Count(0),
        Number(4.25, 1),
        Money(Decimal("1234.50"), "CNY"),
        Money(Decimal("-99.00"), "EUR"),
        Instant(datetime(2026, 10, 1, 23, 59, 59, tzinfo=_ZONE)),
        Day(date(2026, 10, 10)),
        *(Standing(state) for state in State),
        Spark((1.0, None, 0.5, 0.75), 0.7),
        Spark((None, None)),
        Linked(Foreign(write("INC0012345")), "/tickets/desk/INC0012345"),
        Unknown(Phrase("no ticket has a verdict yet")),
    )
    return Table(
        id="cells",
        title=Phrase("Value"),
        columns=_columns("kind", "value"),
        rows=tuple((Count(n), cell) for n, cell in enumerate(cells)),
        empty=Phrase("No data"),
    )


def _evidence(rows: int, write: Callable[[str], str]) -> Table:
    def row(n: int) -> tuple[Cell, ...]:
        at = SPAN.start + timedelta(minutes=7 * n)
        ticket = Linked(Foreign(write(f"INC{n:06}")), f"/tickets/desk/INC{n:06}")
        return ticket, Instant(at), Instant(at + timedelta(seconds=311)), Seconds(311)

    return Table(
        id="segments",
        title=Phrase("Segments"),
        columns=_columns("ticket", "from", "to", "length"),
        rows=tuple(row(n) for n in range(rows)),
        empty=Phrase("No data"),
        is_evidence=True,
    )
