"""Options that perturb genes: knock-out, knock-down, overexpression and clamp."""

from collections.abc import Sequence
from typing import Annotated, TypeAlias

import typer

from sergiojax.cli._refusal import RefusalError

KnockoutOption: TypeAlias = Annotated[
    list[str] | None, typer.Option(metavar="GENE", help="Gene to shut off; repeatable.")
]
KnockdownOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(metavar="GENE=SHARE", help="Share of its production to remove; repeatable."),
]
OverexpressOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(metavar="GENE=FACTOR", help="Factor on its production; repeatable."),
]
ClampOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(metavar="GENE=LEVEL", help="Level at which to hold it; repeatable."),
]


def parse_perturbation(
    *,
    knockout: Sequence[str] | None,
    knockdown: Sequence[str] | None,
    overexpress: Sequence[str] | None,
    clamp: Sequence[str] | None,
) -> dict[str, dict[str, float]] | None:
    """Return the arguments of a `Perturbation`, or None if no gene is perturbed.

    Raises:
        RefusalError: If an option has no number, or names a gene twice.
    """
    lost = _by_gene("--knockdown", knockdown or ())
    for gene in knockout or ():
        if gene in lost:
            raise RefusalError(f"--knockout names {gene!r}, which is already knocked out or down.")
        lost[gene] = 1.0
    perturbation = {
        "knockdown": lost,
        "overexpression": _by_gene("--overexpress", overexpress or ()),
        "clamp": _by_gene("--clamp", clamp or ()),
    }
    return perturbation if any(perturbation.values()) else None


def _by_gene(option: str, texts: Sequence[str]) -> dict[str, float]:
    numbers: dict[str, float] = {}
    for text in texts:
        gene, _, value = text.rpartition("=")  # a gene's name may hold an equals sign itself
        try:
            number = float(value)
        except ValueError as error:
            raise RefusalError(f"{option} must be GENE=number, but is {text!r}.") from error
        if not gene:
            raise RefusalError(f"{option} must be GENE=number, but is {text!r}.")
        if gene in numbers:
            raise RefusalError(f"{option} names {gene!r} twice.")
        numbers[gene] = number
    return numbers
