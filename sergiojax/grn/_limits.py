"""How large a network may be: what the app must survive, far above the largest known network."""

MAX_BYTES = 20 * 2**20  # SERGIO's largest network of 1200 genes is 0.1 MB
MAX_GENES = 20_000
MAX_EDGES = 500_000
MAX_CELL_TYPES = 1_000
MAX_ENTRIES = 2_000_000  # cell types × genes, or × edges; SERGIO's largest network has 10,800
MAX_LINK_ENTRIES = (
    500_000  # a link is written again after every edit, which takes a second at this size
)


def check_size(
    n_genes: int,
    n_edges: int,
    n_cell_types: int,
    *,
    by_type_and_edge: bool,
    most_entries: int = MAX_ENTRIES,
) -> None:
    """Refuse a network that is too large to hold, before its arrays are made.

    Args:
        n_genes: Number of genes.
        n_edges: Number of edges.
        n_cell_types: Number of cell types.
        by_type_and_edge: Whether there is a value for every edge in every cell type.
        most_entries: Most values by cell type.

    Raises:
        ValueError: If one of the numbers is above its limit.
    """
    for found, most, what in (
        (n_genes, MAX_GENES, "genes"),
        (n_edges, MAX_EDGES, "edges"),
        (n_cell_types, MAX_CELL_TYPES, "cell types"),
    ):
        if found > most:
            raise ValueError(
                f"A network may have at most {most:,} {what}, but this one has {found:,}."
            )
    columns = max(n_genes, n_edges if by_type_and_edge else 0)
    if n_cell_types * columns > most_entries:
        raise ValueError(
            f"{n_cell_types:,} cell types times {columns:,} genes or edges are more than "
            f"{most_entries:,} values. Use fewer cell types."
        )
