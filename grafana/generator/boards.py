"""The boards that there are, in the order of their links."""

from typing import Final

from generator.board import Board
from generator.operations import OPERATIONS

BOARDS: Final[tuple[Board, ...]] = (OPERATIONS,)
