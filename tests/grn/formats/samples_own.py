"""Valid files of SERGIO v1's pair and of the project itself, for a fuzzer to break."""

from sergiojax.grn import GRN, Design, random_network, to_files

_PAIR = GRN.from_edges(
    [("0", "2", 1.5), ("1", "2", -2.5), ("2", "3", 4.0)],
    basal_rates={"0": [1.0, 3.0], "1": [2.0, 0.5]},
)
_DESIGN = Design(
    GRN.from_edges([("A", "B", 3.0), ("B", "A", -2.0)], basal_rates={"A": 1.0}, half_response=2.0),
    {"A": (0.0, 0.0), "B": (120.0, 40.0)},
    {"duration": 20.0},
    "Two genes ≥ one.",
)

SAMPLES: dict[str, list[list[tuple[str, bytes]]]] = {
    "sergio-v1": [
        list(to_files(_PAIR, "sergio-v1").items()),
        list(to_files(_PAIR, "sergio-v1").items())[::-1],
        [
            ("targets.txt", b"2.0,2.0,0.0,1.0,1.5,-2.5,2.0,2.0\r\n\r\n"),
            ("regs.txt", b"0.0,1,3\r\n1.0,2,.5"),
        ],
        [
            ("targets.txt", b"2,2,0,1,1.5,-2.5,2,2\n"),
            ("regs.txt", b"0,1.0,3.0\n1,2.0,0.5\n"),
            ("bMat.tab", b"0\t0.08\n0\t0\n\n"),
        ],
        [("targets.txt", b"1, 1, 0, 2.5, 2\n"), ("regs.txt", b"0, 1.5\n")],
    ],
    "project": [
        list(to_files(_DESIGN, "project").items()),
        list(to_files(random_network(6, n_cell_types=2, seed=1), "project").items()),
    ],
}
