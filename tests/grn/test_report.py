"""Read reports: one line for each thing that a person should know."""

from sergiojax.grn import GRN, Finding, ReadReport

GRN_AB = GRN.from_edges([("A", "B", 1.0)], basal_rates={"A": [1.0, 2.0]})


def test_a_report_lists_everything():
    report = ReadReport.of(
        GRN_AB,
        label="Edge list",
        files=["a.csv", "b.csv"],
        assumed=["n is 2."],
        defaults=["λ is 0.8."],
        warnings=[Finding("a.csv", 3, "strength is 0.", "Check it.")],
        dropped=[Finding("b.csv", "B7", "score.")],
    )
    assert str(report).split("\n") == report.lines()
    assert report.lines() == [
        "a.csv + b.csv: Edge list, 2 genes, 1 master regulator, 1 edge, 2 cell types.",
        "Assumed: n is 2.",
        "Default: λ is 0.8.",
        "Warning: a.csv, line 3: strength is 0. Check it.",
        "Dropped: b.csv, B7: score.",
    ]


def test_a_report_without_findings_is_one_line():
    assert len(ReadReport.of(GRN_AB, label="Project", files=["a.json"]).lines()) == 1


def test_what_is_said_of_many_places_is_said_once():
    found = [Finding("a.csv", line, "it is odd.", "Check it.") for line in range(2, 9)]
    report = ReadReport.of(GRN_AB, label="Edge list", files=["a.csv"], warnings=found)
    assert [str(finding) for finding in report.warnings] == [
        "a.csv, line 2: it is odd. This occurs 7 times: lines 2, 3, 4 and 4 more. Check it."
    ]
