"""What a report is about."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class SubjectKind(StrEnum):
    """By what agreements and services are chosen."""

    AGREEMENT = "agreement"
    SERVICE = "service"
    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """An agreement, a service, a customer, a supplier, or everything."""

    kind: SubjectKind
    id: str = ""
    """Of the configuration; empty for the organisation."""

    def __post_init__(self) -> None:
        """Refuse a thing without an id, and an organisation with one."""
        if (self.kind is SubjectKind.ORGANISATION) is bool(self.id):
            msg = f"{self.kind} {self.id!r} names no subject of a report"
            raise ValueError(msg)

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the subject of "agreement/gold-erp" or "organisation"; ValueError for anything else."""
        kind, _, id_ = text.partition("/")
        return cls(SubjectKind(kind), id_)

    def __str__(self) -> str:
        """Return it as addresses and the store write it."""
        return f"{self.kind}/{self.id}" if self.id else str(self.kind)
