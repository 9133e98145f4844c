"""A design as JSON values, for records inside other files."""

from sergiojax._types import Json, JsonObject
from sergiojax.grn._design import Design
from sergiojax.grn.formats._project_schema import from_document, to_document


def design_to_dict(design: Design) -> JsonObject:
    """Return a design as the JSON values of its project file."""
    return to_document(design)


def design_from_dict(document: Json, *, name: str = "The record") -> Design:
    """Return the design that a project file's JSON values describe.

    Args:
        document: What `design_to_dict` returned, also after a trip through JSON.
        name: Where it comes from, for messages.

    Returns:
        The design.

    Raises:
        GRNFormatError: If a value is missing or wrong.
    """
    return from_document(document, name)[0]
