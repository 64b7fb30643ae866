"""Management: is each customer getting what was promised, what does it cost, does the desk work well."""

from typing import Final

from grafana_foundation_sdk.models.dashboard import VariableModel

from generator import variables
from generator.board import Board
from generator.management.glance import GLANCE
from generator.management.improvement import IMPROVEMENT
from generator.management.process import PROCESS
from generator.management.reliability import RELIABILITY
from generator.management.trust import TRUST
from generator.management.who import WHO
from generator.queries import AGREEMENT
from generator.text import Language, Text


def chosen(language: Language) -> list[VariableModel]:
    """Return the variables: those of all boards, and the party an agreement is made with."""
    title = Text(en="Party", zh="签约方")
    return variables.of_figures(
        language, [variables.labels(language, "party", title, f"slawatch_objective_info{{{AGREEMENT}}}")]
    )


MANAGEMENT: Final = Board(
    name="management",
    title=Text(en="slawatch / Management", zh="slawatch / 管理层"),
    description=Text(
        en="Does each customer get what was promised, what does it cost, do suppliers and teams carry their part, can "
        "the figures be trusted. Figures are exact and made by slawatch; this board draws them.",
        zh="各客户是否得到承诺的服务、代价多少、供应商与团队是否尽责、数字是否可信。数字由 slawatch 精确计算，"
        "本看板只负责展示。",
    ),
    rows=(GLANCE, WHO, RELIABILITY, PROCESS, IMPROVEMENT, TRUST),
    variables=chosen,
    since="now-90d",
    refresh="15m",
)
