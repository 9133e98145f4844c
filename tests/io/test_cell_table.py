"""Tables of cells, as people and programs write them."""

import gzip

import numpy as np
import pytest

from sergiojax.io import read_cell_table

GENES = ("A", "B")
LEVELS = np.array([[1.5, 2], [2, 4], [0, 1]], np.float32)


def _lines(*rows: str, delimiter: str = ",") -> bytes:
    return "\n".join(rows).replace(",", delimiter).encode()


BY_CELL = ("cell,A,B", "c0,1.5,2", "c1,2,4", "c2,0,1")
BY_GENE = ("gene,c0,c1,c2", "A,1.5,2,0", "B,2,4,1")


@pytest.mark.parametrize("rows", [BY_CELL, BY_GENE], ids=["cells in rows", "genes in rows"])
@pytest.mark.parametrize("delimiter", list(",\t;"))
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_table_is_read_whichever_way_round(rows, delimiter, pack):
    table = read_cell_table(pack(_lines(*rows, delimiter=delimiter)), GENES)
    np.testing.assert_array_equal(table.matrix, LEVELS)
    assert table.genes == ["A", "B"]
    assert not table.labels
    assert len(table.notes) == (rows is BY_GENE)


def test_beelines_table_is_turned(shared_data):
    content = (shared_data / "field" / "f22c.csv").read_bytes()
    table = read_cell_table(content, list("ABCD"))
    assert table.matrix.shape == (12, 4)
    assert "Genes were in the rows" in table.notes[0]


@pytest.mark.parametrize(
    ("rows", "label"),
    [
        (("A,B,cluster", "1.5,2,0", "2,4,1", "0,1,1", "0,1,1"), "cluster"),
        (("A,B,my_groups", "1.5,2,0", "2,4,1", "0,1,1", "0,1,1"), "my_groups"),
        (("cell_type,A,B", "0,1.5,2", "1,2,4", "1,0,1", "1,0,1"), "cell_type"),
    ],
)
def test_whole_numbers_beside_the_genes_are_clusters(rows, label):
    table = read_cell_table(_lines(*rows), GENES)
    assert table.genes == ["A", "B"]
    assert table.labels == {label: ["0", "1", "1", "1"]}


def test_a_cluster_that_is_a_gene_is_a_gene():
    table = read_cell_table(_lines("A,cluster", "1,0", "2,1", "3,1", "4,1"), ("A", "cluster"))
    assert table.genes == ["A", "cluster"]


def test_words_among_turned_genes_are_labels():
    table = read_cell_table(_lines("id,c0,c1", "A,1,2", "B,3,4", "type,x,y"), GENES)
    np.testing.assert_array_equal(table.matrix, [[1, 3], [2, 4]])
    assert table.labels == {"type": ["x", "y"]}


def test_tables_of_r_and_of_a_german_spreadsheet():
    of_r = read_cell_table(b'"c0"\t"c1"\n"A"\t1\t2\n"B"\t3\t4\n', GENES)
    np.testing.assert_array_equal(of_r.matrix, [[1, 3], [2, 4]])
    german = read_cell_table("\ufeffZelle;A;B\nc0;1,5;2\nc1;2,5;0\n".encode(), GENES)
    np.testing.assert_array_equal(german.matrix, [[1.5, 2], [2.5, 0]])


def test_without_known_genes_the_corner_says_where_they_are():
    assert read_cell_table(_lines(*BY_GENE)).genes == ["A", "B"]
    assert read_cell_table(_lines(*BY_CELL)).genes == ["A", "B"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not a table of cells as text"),
        (b"\0\1\2", "not a table of cells as text"),
        (b"A,B", "needs a header, and columns"),
        (b"A,B\n1,2,3,4,5\n1\n", "not a table of cells"),
        (b"A,B\nx,y\nv,w\n", "no column of numbers"),
        (b"\x1f\x8bnonsense", "gzip file is damaged"),
        # mtime: its bytes name the test, and the processes of one run must agree on the name
        (gzip.compress(b"A,B\n1,2\n", mtime=0)[:-9], "gzip file is incomplete"),
    ],
)
def test_what_is_no_table_is_refused(content, message):
    with pytest.raises(ValueError, match=message):
        read_cell_table(content, GENES)


def test_a_table_that_unpacks_to_much_is_refused(monkeypatch):
    monkeypatch.setattr("sergiojax.io._cell_table.MOST_TEXT", 1 << 20)
    with pytest.raises(ValueError, match="may have 1 MB of text"):
        read_cell_table(gzip.compress(bytes(2 << 20)), GENES)
