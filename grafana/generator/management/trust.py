"""Can the figures be trusted: what waits for a decision, what is not known, what nobody promised."""

from typing import Final

from generator.board import Row
from generator.colours import ANY_IS_BAD
from generator.management.number import number
from generator.pages import unmapped
from generator.queries import AGREEMENT, CURRENT, SCRAPE, SERVICE, Target, once, selected
from generator.shared_panels import lowest_coverage
from generator.single import Bars
from generator.text import Text

PENDING: Final = once(selected("slawatch_exclusions", AGREEMENT, CURRENT, 'status="pending"'))
DISAGREE: Final = once(selected("slawatch_source_verdict_disagreements", AGREEMENT, CURRENT))
UNREAD: Final = once(selected("slawatch_source_quarantined_tickets", SCRAPE))
UNMAPPED: Final = " + ".join(
    f"sum({once(selected(f'slawatch_source_unmapped_{what}', SCRAPE))})" for what in ("tickets", "outages")
)
DIFFERENT: Final = once(selected("slawatch_evaluation_audits_total", SCRAPE, 'result="different"'))
UNBALANCED: Final = once(selected("slawatch_desk_imbalance_tickets", SCRAPE))


TO_APPROVE: Final = number(
    Text(en="Exclusions to approve", zh="待审批免责"),
    Text(
        en="Exclusions of this period that nobody has approved yet; one counts for each service and agreement that it "
        "touches.",
        zh="本期尚未审批的免责；每涉及一个服务和协议计一次。",
    ),
    f"sum({PENDING})",
)
DIFFERS: Final = number(
    Text(en="Differing verdicts", zh="判定不一致"),
    Text(
        en="Tickets on which the ticketing system's own verdict differs from ours; 0 too where it tells none.",
        zh="工单系统自身判定与本系统不一致的数量；系统不提供判定时也为 0。",
    ),
    f"sum({DISAGREE})",
)
UNREADABLE: Final = number(
    Text(en="Unreadable rows", zh="无法读取的记录"),
    Text(
        en="Rows that a source told and that could not be read. They count for nothing until somebody looks at them.",
        zh="来源提供但无法读取的记录。处理之前不计入任何统计。",
    ),
    f"sum({UNREAD})",
)
UNMAPPED_WORDS: Final = number(
    Text(en="Unmapped", zh="未映射"),
    Text(
        en="Tickets and outages with words (service, priority, status, type of change, severity) that the "
        "configuration does not map.",
        zh="含有配置未映射词语（服务、优先级、状态、变更类型、严重度）的工单与中断数。",
    ),
    UNMAPPED,
    links=(unmapped(),),
)
AUDITS: Final = number(
    Text(en="Failed self-checks", zh="自检失败"),
    Text(
        en="Daily evaluations of all facts afresh that gave other figures, plus tickets that the desk's balance does "
        "not explain. Anything but 0 is a fault of slawatch.",
        zh="每日全量重算结果不一致的次数，加上服务台收支无法解释的工单数。不为 0 即为 slawatch 自身故障。",
    ),
    f"sum({DIFFERENT}) + sum(abs({UNBALANCED}))",
    thresholds=ANY_IS_BAD,
)
COVERAGE: Final = lowest_coverage(width=4)
WITHOUT: Final = Bars(
    title=Text(en="Tickets without a promise", zh="无承诺覆盖的工单"),
    description=Text(
        en="Tickets of the current period that no objective matches, by service and kind. Many of them: an agreement "
        "or a mapping has a hole.",
        zh="本期没有任何目标适用的工单，按服务与类型。数量多说明协议或映射存在缺口。",
    ),
    width=24,
    height=7,
    targets=(
        Target(
            expr="sort_desc(topk(8, sum by (service_id, kind) ("
            + once(selected("slawatch_tickets_without_objective", SERVICE, CURRENT))
            + ")))",
            legend="{{service_id}} · {{kind}}",
            instant=True,
        ),
    ),
    least=0,
)
TRUST: Final = Row(
    title=Text(en="Can the figures be trusted", zh="数据质量"),
    panels=(TO_APPROVE, COVERAGE, DIFFERS, UNREADABLE, UNMAPPED_WORDS, AUDITS, WITHOUT),
)
