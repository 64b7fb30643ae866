"""SRE operations: is anything burning, what must be done now, until when."""

from typing import Final

from generator import variables
from generator.board import Board
from generator.operations.burn import BURN
from generator.operations.daemon import DAEMON
from generator.operations.now import NOW
from generator.operations.tickets import TICKETS
from generator.text import Text

OPERATIONS: Final = Board(
    name="operations",
    title=Text(en="slawatch / SRE operations", zh="slawatch / SRE 运维"),
    description=Text(
        en="Is anything burning, what must be done now, until when. Figures are exact and made by slawatch; "
        "this board draws them.",
        zh="有没有在燃烧的、现在必须做什么、到什么时候为止。数字由 slawatch 精确计算，本看板只负责展示。",
    ),
    rows=(NOW, BURN, TICKETS, DAEMON),
    variables=variables.of_figures,
    refresh="30s",
)
