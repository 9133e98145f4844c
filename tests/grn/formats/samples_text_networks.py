"""Small valid files of SIF, RACIPE, DOT, BoolODE and BoolNet, in all dialects, for a fuzzer."""

_RULES = b"Gene\tRule\nA\t(A or B) and not (C)\nB\tnot (A and C) or B\nC\t1\n"

SAMPLES: dict[str, list[list[tuple[str, bytes]]]] = {
    "sif": [
        [("net.sif", b"A\tactivates\tB\tC\nB\trepresses\tA\nD\t\t\n")],
        [("net.sif", b"# by hand\r\nA -> B C\r\nB -| A\r\nD\r\n")],
        [("net.sif", b"A\tpd\tB\nB\tpp\tC\nC\tphosphorylates\tA\n")],
        [("net.sif", b"A\t0.9393\tB\nB\t-1\tC\nC\t0\tA\n")],
        [("net.txt", b"A 1 B\nB -1 A\n")],
    ],
    "topo": [
        [("net.topo", b"Source Target Type\nA B 1\nB A 2\nA C 3\n")],
        [("net.tpo", b"A\tB\t1\nB\tA\t2\n")],
        [("net.topo", b'"Source","Target","Type"\r\n"A","B",1\r\n')],
    ],
    "gnw-dot": [
        [
            (
                "net.dot",
                b'digraph "net" {\n\trankdir=LR;\n\t"A";\n\t"B";\n\t"A" -> "B" [value="+-"];\n}',
            )
        ],
        [("net.dot", b'digraph "net" {\n\t"A" [position="1,2"];\n\t"A" -> "B" [value="-"];\n}\n')],
        [
            (
                "net.gv",
                b"strict digraph { /* x */ edge [arrowhead=tee]; a:n -> b -> {c d} [weight=-2.5]\n"
                b'// y\n# z\n subgraph cluster_0 { "e\\"" [label="E", pos="1,2!"] }\n'
                b"<i> -> a [color=red] }",
            )
        ],
        [("net.gv", b'digraph { a -> b [label="+"]; b -> "a" + "c" [sign=-1; style=bold] }')],
    ],
    "boolode": [
        [("net.txt", _RULES)],
        [("net.tsv", b'Gene\tRule\r\nA\t"not B"\r\nB\tA and not (not C)\r\n')],
        [
            ("net.txt", _RULES),
            ("net_ics.txt", b"Genes\tValues\n['A']\t[1]\n"),
            ("net_strengths.txt", b"Gene1\tGene2\tStrength\nA\tB\t5\n"),
        ],
    ],
    "boolnet": [
        [("net.bnet", b"targets, factors\nA, (A | B) & !(C)\nB, !(A & C) | B # why\nC, 1\n")],
        [("net.bnet", b"# model\nA, !B\nB, A & !C\n")],
        [("net.txt", b"targets\tfactors\r\nA\t!B\r\nB\tA && ~C\r\n")],
    ],
}
