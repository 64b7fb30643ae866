"""How ServiceNow and iTop tell whether a change is an emergency, of rows as they send them."""

from datetime import UTC, datetime

from slawatch.ingest.people import somebody
from slawatch.ingest.wall_clock import WallClock
from slawatch.model.event import EventType
from slawatch.model.ticket import Ticket
from slawatch.sources.itop.history import Around, Telling
from slawatch.sources.servicenow.history import Record, events
from slawatch.sources.servicenow.tables import table

ID = "c83c5e5347c12200e0ef563dbb9a7109"
CREATED = datetime(2026, 3, 2, 9, tzinfo=UTC)


def servicenow(name: str, *, more: tuple[str, ...] = (), **columns: str) -> Record:
    audit = {
        "sys_id": "a1", "documentkey": ID, "fieldname": "type", "oldvalue": "normal", "newvalue": "emergency",
        "sys_created_on": "2026-03-02 10:00:00", "user": "ann", "record_checkpoint": "1",
    }  # fmt: skip
    return Record(
        table=table(name, more=more),
        row={"sys_created_by": "ann", "state": "-5", **columns},
        ticket=Ticket(id=ID, key="CHG0000001", created_at=CREATED),
        audit=(audit,),
        requester=None,
        name=lambda _, value: value,
        person=somebody,
    )


def test_servicenow_tells_the_type_of_a_change_beside_the_table_that_it_is_of() -> None:
    created, changed = events(servicenow("change_request", type="emergency"))
    assert (created.fields["type"], created.fields["change_type"]) == ("change", "normal")
    assert (changed.type, changed.field, changed.old, changed.new) == (
        EventType.SCOPE, "change_type", "normal", "emergency"
    )  # fmt: skip


def test_a_column_of_that_name_of_another_table_is_told_as_it_is_called() -> None:
    created, changed = events(servicenow("u_release", more=("type",), type="emergency"))
    assert created.fields["type"] == "normal"
    assert changed.field == "type"


def test_itop_tells_of_which_class_below_the_one_that_is_read_a_ticket_is() -> None:
    told = Telling(url="https://itop.example", wall=WallClock("UTC"))
    row = {
        "id": "7", "ref": "C-000007", "status": "new", "start_date": "2026-03-02 09:00:00",
        "last_update": "2026-03-02 09:00:00", "caller_id": "1",
    }  # fmt: skip
    kinds = {}
    for feed, class_ in (("Change", "EmergencyChange"), ("Change", "Change"), ("Incident", "Incident")):
        (created,) = told.told(feed, {**row, "class": class_}, Around()).events
        kinds[class_] = created.fields.get("type"), created.fields.get("class")
    assert kinds == {
        "EmergencyChange": ("change", "EmergencyChange"),
        "Change": ("change", None),
        "Incident": ("incident", None),
    }
