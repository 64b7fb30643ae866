"""How much of the time allowed tickets use: whether a promise is kept with ease or at the last minute."""

from itertools import pairwise
from typing import Final

from grafana_foundation_sdk.models.common import GraphThresholdsStyleMode

from generator.colours import AT_ONE, GOOD, TEXT, WARNING, Steps
from generator.field import Override
from generator.operations.strip import OBJECTIVE_NAME
from generator.pages import objective
from generator.queries import AGREEMENT, CURRENT, OBJECTIVE, Target, once, selected
from generator.series import Graph
from generator.single import Bars
from generator.table import Column, Key, Table
from generator.text import Text, same

FULL: Final = Text(en="only agreements with `metrics: full` tell this", zh="仅配置了 metrics: full 的协议提供此数据")
EXPLAIN: Final = objective(Text(en="What the figure is made of", zh="数字的由来"))
EDGES: Final = ("0.5", "0.75", "0.9", "1|1.0", "1.5", "3|3.0", "[+]Inf")
"""Of the histogram, each as the two forms of the exposition write it; beyond 300 % there is one bucket here."""
NAMES: Final = (
    Text(en="up to 50 %", zh="50% 以内"),
    same("50–75 %"),
    same("75–90 %"),
    same("90–100 %"),
    same("100–150 %"),
    same("150–300 %"),
    same("> 300 %"),
)
MET: Final = EDGES[3]
IN_TIME: Final = 4
"""How many of them are in time."""


def upto(edge: str, *, together: bool) -> str:
    """Return how many timers used so much of their time at most: of all objectives together, or of each."""
    matchers = (CURRENT, f'le=~"{edge}"')
    summed = "sum" if together else f"sum by ({', '.join(OBJECTIVE)})"
    return f"{summed} ({once(selected('slawatch_timer_target_used_ratio_bucket', AGREEMENT, *matchers))})"


def shares(*, together: bool) -> list[str]:
    """Return the share of timers between each two edges; nothing where none was judged."""
    every = f"({upto(EDGES[-1], together=together)} > 0)"
    counts = [upto(edge, together=together) for edge in EDGES]
    between = [counts[0], *(f"({higher} - {lower})" for lower, higher in pairwise(counts))]
    return [f"{count} / {every}" for count in between]


DISTRIBUTION: Final = Bars(
    title=Text(en="Time used of the time allowed", zh="已用时间占允许时间的分布"),
    description=Text(
        en="Share of the tickets judged in this period by how much of the allowed time they used, all chosen promises "
        "together; over 100 % is late. Buckets of slawatch_timer_target_used_ratio.",
        zh="本期已判定工单按所用时间占允许时间的比例分布，所选承诺合计；超过 100% 即超时。取自 "
        "slawatch_timer_target_used_ratio 的各区间。",
    ),
    width=7,
    height=9,
    targets=tuple(
        Target(expr=expr, legend=name, instant=True) for expr, name in zip(shares(together=True), NAMES, strict=True)
    ),
    unit="percentunit",
    decimals=1,
    least=0,
    thresholds=Steps(GOOD),
    overrides=tuple(
        Override(name=letter, by_query=True, properties=(("thresholds", Steps(WARNING).drawn()),)) for letter in "EFG"
    ),
    if_empty=FULL,
)
SPREAD: Final = Table(
    title=Text(en="Time used, by promise", zh="各承诺的已用时间分布"),
    description=Text(
        en="As on the left, for each promise: a share of its tickets in each column, how many they are, and the share "
        "in time. Many between 90 and 100 %: the promise is kept at the last minute.",
        zh="同左，按承诺列出：各列为工单占比，并列出样本数与按时率。若 90–100% 区间占比高，"
        "说明承诺多在最后时刻才兑现。",
    ),
    width=17,
    height=9,
    keys=(
        Key(label="service_id", title=Text(en="Service", zh="服务"), width=70),
        Key(label="sla", title=Text(en="Agreement", zh="协议"), width=130),
        Key(label="objective", title=Text(en="Objective", zh="目标"), links=(EXPLAIN,)),
    ),
    columns=(
        *(
            Column(
                expr=expr,
                title=name,
                unit="percentunit",
                decimals=0,
                width=85,
                thresholds=Steps(TEXT, ((0.0001, WARNING),)) if place >= IN_TIME else Steps(TEXT),
                cell="color-text",
            )
            for place, (expr, name) in enumerate(zip(shares(together=False), NAMES, strict=True))
        ),
        Column(
            expr=f"{upto(MET, together=False)} / ({upto(EDGES[-1], together=False)} > 0)",
            title=Text(en="In time", zh="按时率"),
            unit="percentunit",
            decimals=1,
            width=80,
        ),
        Column(expr=f"{upto(EDGES[-1], together=False)} > 0", title=Text(en="of", zh="样本数"), width=62),
    ),
    sort=((Text(en="In time", zh="按时率"), False),),
    if_empty=FULL,
)
BUCKETS: Final = once(selected("slawatch_timer_target_used_ratio_bucket", AGREEMENT, CURRENT))
OVER_TIME: Final = Graph(
    title=Text(en="Nine of ten tickets used at most", zh="九成工单的已用时间占比（P90）"),
    description=Text(
        en="The share of the allowed time that nine of ten tickets stayed under in this period so far; at the dashed "
        "line (100 %) a tenth is late. Estimated from the buckets: histogram_quantile(0.9). Dots are tickets, where "
        "exemplars are on.",
        zh="本期至今九成工单的已用时间占允许时间的比例不超过该值；达到虚线（100%）即有一成超时。由区间估算："
        "histogram_quantile(0.9)。启用示例样本后，圆点为具体工单。",
    ),
    width=24,
    height=8,
    targets=(
        Target(
            expr=f"histogram_quantile(0.9, sum by ({', '.join((*OBJECTIVE, 'le'))}) ({BUCKETS}))",
            legend=OBJECTIVE_NAME,
            exemplar=True,
        ),
    ),
    unit="percentunit",
    least=0,
    soft_most=1.1,
    bent_from=1,
    thresholds=AT_ONE,
    limit=GraphThresholdsStyleMode.DASHED,
    if_empty=FULL,
)
