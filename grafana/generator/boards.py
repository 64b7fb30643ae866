"""The boards that there are, in the order of their links."""

from typing import Final

from generator.agreements import AGREEMENTS
from generator.board import Board
from generator.management import MANAGEMENT
from generator.operations import OPERATIONS

BOARDS: Final[tuple[Board, ...]] = (OPERATIONS, AGREEMENTS, MANAGEMENT)
