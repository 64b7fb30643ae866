"""Agreements, for those who answer for a service: what was promised, what was kept, what is left."""

from typing import Final

from generator import variables
from generator.agreements.budgets import BUDGETS
from generator.agreements.downtime import DOWNTIME
from generator.agreements.promises import PROMISES
from generator.agreements.register import REGISTER
from generator.agreements.response import RESPONSE
from generator.board import Board
from generator.text import Text

AGREEMENTS: Final = Board(
    name="agreements",
    title=Text(en="slawatch / Service level agreements", zh="slawatch / 服务级别协议"),
    description=Text(
        en="What was promised, what was kept so far and what is left, for those who answer for a service. "
        "Figures are exact and made by slawatch; this board draws them.",
        zh="面向服务负责人：承诺了什么、目前兑现了多少、还剩多少余量。数字由 slawatch 精确计算，本看板只负责展示。",
    ),
    rows=(PROMISES, BUDGETS, DOWNTIME, RESPONSE, REGISTER),
    variables=variables.of_figures,
    since="now-30d",
    refresh="5m",
)
