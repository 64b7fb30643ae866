"""What can be chosen about a file of tickets."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from slawatch.config.secrets import Secret
from slawatch.ingest.delimited import DelimitedOptions


class Columns(BaseModel):
    """What the file's header calls the columns; those that are not named are not read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(description="The ticket's own id, which never changes.")]
    created_at: Annotated[str, Field(description="When the ticket was created.")]
    key: Annotated[str | None, Field(description="What people call the ticket.")] = None
    url: Annotated[str | None, Field(description="The ticket's page in the tool.")] = None
    updated_at: Annotated[str | None, Field(description="When the ticket changed last.")] = None
    responded_at: Annotated[
        str | None, Field(description="When an agent first replied; only with it first responses are known.")
    ] = None
    resolved_at: Annotated[
        str | None, Field(description="When the ticket got the status that it has, where that is a resolved one.")
    ] = None
    status: Annotated[str | None, Field(description="The raw status.")] = None
    priority: Annotated[str | None, Field(description="The raw priority.")] = None
    kind: Annotated[str | None, Field(description="What the ticket is: incident, request, …")] = None
    service: Annotated[str | None, Field(description="The service that it is about.")] = None
    party: Annotated[str | None, Field(description="The customer or supplier.")] = None
    category: Annotated[str | None, Field(description="The category.")] = None
    team: Annotated[str | None, Field(description="The group that works on it.")] = None
    assignee: Annotated[str | None, Field(description="The person who has it; see people_salt.")] = None
    fields: Annotated[dict[str, str], Field(description="Further raw fields that maps may name: field -> column.")] = {}

    @model_validator(mode="after")
    def _fields_have_names_of_their_own(self) -> Self:
        taken = sorted(self.fields.keys() & type(self).model_fields.keys())
        if taken:
            raise ValueError(f"{', '.join(taken)} under fields: write it beside fields, or give it another name")
        return self

    def by_role(self) -> dict[str, str]:
        """Return role or raw field -> column, those that are named."""
        return {**self.model_dump(exclude={"fields"}, exclude_none=True), **self.fields}


class Options(DelimitedOptions):
    """Options of kind csv_tickets."""

    columns: Annotated[Columns, Field(description="Which columns there are.")]
    initial_status: Annotated[
        str | None, Field(description="Raw status of new tickets: that of tickets that are met when they are resolved.")
    ] = None
    people_salt: Annotated[
        Secret | None,
        Field(description="With it people are told apart by pseudonyms; without it, only that there is another one."),
    ] = None

    @property
    def tells_replies(self) -> bool:
        """First responses are known where a column tells them."""
        return self.columns.responded_at is not None
