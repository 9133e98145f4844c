"""Tables of edges as people, programs and databases write them: one answer for each dialect."""

import gzip

import numpy as np
import pytest

from sergiojax.grn import GRNFormatError, SourceFile, read_files
from sergiojax.grn.formats._column_words import find_ends, find_role
from tests.grn.networks import edges_by_name

SIGNS = {("A", "B"): 1, ("B", "C"): -1}
PAIRS = {("A", "B"): None, ("B", "C"): None}


def read_text(text: str | bytes, name: str = "net.csv", **options: object):
    content = text.encode() if isinstance(text, str) else text
    return read_files([SourceFile(name, content)], **options)


def signs(text: str, name: str = "net.csv", **options: object):
    """Return the sign of each edge, None for all if the file does not give them."""
    design, report = read_text(text, name, **options)
    drawn = any("sign" in sentence for sentence in report.assumed)
    edges = edges_by_name(design.grn)
    return {pair: None if drawn else np.sign(k) for pair, (k, *_) in edges.items()}


def sizes(text: str, name: str = "net.csv"):
    design, _ = read_text(text, name)
    return {pair: k for pair, (k, *_) in edges_by_name(design.grn).items()}


@pytest.mark.parametrize(
    ("headers", "regulator", "target"),
    [
        ("TF,TG", 0, 1),
        ("TF,Gene,Score", 0, 1),
        ("gene,TF", 1, 0),
        ("TF_name,gene_name", 0, 1),
        ("regulator_symbol,target_symbol", 0, 1),
        ("Regulator Name;Target Gene Symbol".replace(";", ","), 0, 1),
        ("reg,tar", 0, 1),
        ("parent,child", 0, 1),
        ("geneA,geneB", 0, 1),
        ("node1,node2", 0, 1),
        ("Gene_1,Gene_2", 0, 1),
        ("src,dst", 0, 1),
        ("fromNode,toNode", 0, 1),
        ("upstream,downstream", 0, 1),
        ("regulated.gene,regulator.gene,regulator.effect", 1, 0),
        (
            "UniprotID.TF,UniprotID.Target,NCBI.GeneID.TF,NCBI.GeneID.Target,Name.TF,Name.Target",
            4,
            5,
        ),
        ("1)regulatorId,2)regulatorName,3)RegulatorGeneName,4)regulatedId,5)regulatedName", 2, 4),
        ("source,target,source_genesymbol,target_genesymbol", 2, 3),
        ("ENTITYA,TYPEA,IDA,DATABASEA,ENTITYB,TYPEB,IDB", 0, 4),
        ("TF,target,source", 0, 1),
        ("TF_locusTag,TF_name,TG_locusTag,TG_name", 1, 3),
    ],
)
def test_columns_of_genes_have_many_names(headers, regulator, target):
    ends = find_ends(headers.split(","))
    assert (ends.place, dict(ends.ties)) == ({"regulator": regulator, "target": target}, {})


@pytest.mark.parametrize(
    ("header", "role"),
    [
        *(("Mode of regulation", "sign"), ("Sign (+/-)", "sign"), ("TF2G_regulation", "sign")),
        *(("coef_mean", "signed"), ("Corr.", "signed"), ("rho_TF2G", "signed"), ("β", None)),
        *(("coef_abs", None), ("p", None), ("R2G_rho", None), ("correlation p-value", None)),
        *(("is activator", "plus"), ("Edge Weight", "weight"), ("label", "mark")),
    ],
)
def test_columns_of_signs_and_numbers_have_many_names(header, role):
    assert find_role(header) == role


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Signs in columns of many names.
        ("source,target,coef_mean,coef_abs\nA,B,0.1,0.1\nB,C,-0.2,0.2\n", SIGNS),
        ("TF,TG,rho\nA,B,0.1\nB,C,-0.9\n", SIGNS),
        ("TF,target,importance,rho\nA,B,3,0.1\nB,C,4,-0.9\n", SIGNS),
        ("TF,gene,activation_or_repression\nA,B,activation\nB,C,repression\n", SIGNS),
        ("TF,gene,is_activator\nA,B,True\nB,C,False\n", SIGNS),
        ("TF,gene,is_repressor\nA,B,no\nB,C,yes\n", SIGNS),
        ("TF,gene,activation,repression\nA,B,1,0\nB,C,0,1\n", SIGNS),
        ("Source,Target,Type\nA,B,1\nB,C,2\n", SIGNS),
        ("Source,Target,Interaction\nA,B,1.0\nB,C,2.0\n", SIGNS),
        ("from,to,mode\nA,B,direct activation\nB,C,down-regulates quantity by repression\n", SIGNS),
        ("from,to,Effect\nA,B,positive regulation\nB,C,negative regulation\n", SIGNS),
        ("from,to,type,sign\nA,B,pd,+\nB,C,pd,-\n", SIGNS),
        ('"SUID","interaction","name"\n1,activates,"A (activates) B"\n2,inhibits,B (inhibits) C\n',
         SIGNS),
        ("name,EdgeBetweenness\nA (+) B,2\nB (-) C,1\n", SIGNS),
        ("from,to,sign\nA,B,\N{UPWARDS ARROW}\nB,C,\N{DOWNWARDS ARROW}\n", SIGNS),
        ("from,to,sign\nA,B,Act.\nB,C,repressive\n", SIGNS),
        ("from,to,sign\nA,B,p\nB,C,N\n", SIGNS),
        ("TF,target,Act/Rep\nA,B,A\nB,C,R\n", SIGNS),
        ("TF,target,direction\nA,B,up\nB,C,down\n", SIGNS),
        ('TF,TG,correlation,p_value\nA,B,"0,5",1\nB,C,"-0,4",1\n', SIGNS),
        ("TF,TG,rho\nA,B,0.5\nB,C,-0.4\n,,\n", SIGNS),
        ("TF,TG,Sign,,,\nA,B,+,,,\nB,C,-,,,\n,,,,,\n", SIGNS),
        ("from,to,type\nA,B,positively regulates\nB,C,decreases expression\n", SIGNS),
        ("from,to,type\nA,B,self-activation\nB,C,transrepression\n", SIGNS),
        ("from,to,type\nA,B,upregulating\nB,C,suppressor\n", SIGNS),
        ("from,to,effect_sign\nA,B,positive\nB,C,negative\n", SIGNS),
        ("from,to,Effect on expression\nA,B,increase\nB,C,decrease\n", SIGNS),
        ("gene_1;gene_2;r\nA;B;0,4\nB;C;-0,3\n", SIGNS),
        ("A -> B,\nB -| C;\n", SIGNS),
        ("TF,target,direction\nA,B,1\nB,C,-1\n", SIGNS),
        ("TF,,target\nA,->,B\nB,-|,C\n", SIGNS),
        ("TF,target,sign\nA,B,(+)\nB,C,(-)\n", SIGNS),
        ("'TF'\t'target'\t'sign'\n'A'\t'B'\t'+'\n'B'\t'C'\t'-'\n", SIGNS),
        ("source,target,weight,r\nA,B,2,0.3\nB,C,-2,0.3\n", SIGNS),
        ("TF,target,Mode,Effect,PMID\nA,B,direct,up,1\nB,C,direct,down,2\n", SIGNS),
        ("TF,target,estimate\nA,B,0.2\nB,C,-0.1\n", SIGNS),
        ("Regulator;Target;Type of regulation;Evidence\nA;B;positive;x\nB;C;negative;y\n", SIGNS),
        ("TF,Target,Interaction type,PMID\nA,B,activation of transcription,1\nB,C,repression,2\n",
         SIGNS),
        ("Source,Target,Type,PMID\nA,B,1,7\nB,C,2,8\n", SIGNS),
        ("TF,target,is_repressor,PMID\nA,B,no,7\nB,C,yes,8\n", SIGNS),
        ("regulator\ttarget\tcombined_confidences\tgold_standard\tbeta.sign.sum\n"
         "A\tB\t0.9\t1\t5\nB\tC\t0.8\t0\t-5\n", SIGNS),
        # Marks of edges, and edges that nobody gives a sign.
        ("TF,TG\nA,B\nB,C\n", PAIRS),
        ("from,to,type\nA,B,pd\nB,C,pd\n", PAIRS),
        ("from,to,label\nA,B,1\nA,C,0\nB,C,1\n", PAIRS),
        ("from,to,is_edge\nA,B,True\nA,C,False\nB,C,True\n", PAIRS),
        ("from,to,interaction\nA,B,1\nA,C,0\nB,C,1\n", PAIRS),
        ("A,B,1\nA,C,0\nB,C,1\n", PAIRS),
        ("A,B,1\nB,C,1\n", PAIRS),
        ("from,to,weight\nA,B,1\nB,C,1\n", PAIRS),
        # What is no header, and what stands above one.
        ("Gene1,Gene2,+\nGene2,Gene3,-\n", {("Gene1", "Gene2"): 1, ("Gene2", "Gene3"): -1}),
        ("node1,node2\nnode2,node3\n", {("node1", "node2"): None, ("node2", "node3"): None}),
        ("Gene1,Gene2,2.5\nGene2,Gene3,-1\n", {("Gene1", "Gene2"): 1, ("Gene2", "Gene3"): -1}),
        ("Table 3, all edges\n\nRegulator,Target,Sign,PMID\nA,B,activates,1\nB,C,inhibits,2\n",
         SIGNS),
        ("#TF,target,sign\nA,B,+\nB,C,-\n", SIGNS),
        ("# (1) TF name\n# (2) Gene regulated by the TF\n# (3) Regulatory effect\nA,B,+\nB,C,-\n",
         SIGNS),
        ("# by hand\nfrom,to,sign\nA,B,+\n# second module, in doubt\nB,C,-\n", SIGNS),
        # Notes below the edges.
        ("from\tto\tsign\nA\tB\t+\nB\tC\t-\n\nFootnote: + activates, - represses\n", SIGNS),
        ("TF,gene,sign,PMID\nA,B,+,1\nB,C,-,2\n\nNote: found by hand, see Methods\n", SIGNS),
        ("TF,target,sign\nA,B,+\nB,C,-\nTotal: 2 edges,,\n* in doubt,,\n", SIGNS),
        ("Gene1,Gene2,Type\nA,B,+\nB,C,-\n\nNote: by hand\n", SIGNS),
        # Other delimiters and orders.
        ("TF,target,sign\nA,B,+\nB,C,\N{EM DASH}\n", SIGNS),
        ("regulator|target|sign\nA|B|+\nB|C|-\n", SIGNS),
        ("A,activates,B\nB,inhibits,C\n", SIGNS),
        ("A,+,B\nB,-,C\n", SIGNS),
        # Blanks part the cells.
        ("A B {'weight': 2.5, 'sign': '+'}\nB C {'weight': 1.5, 'sign': '-'}\n", SIGNS),
        ("A\tB\t{'sign': 1, 'pmid': 7}\nB\tC\t{'sign': -1, 'pmid': 8}\n", SIGNS),
        ("A,B,{'sign': 1, 'pmid': 7}\nB,C,{'sign': -1, 'pmid': 8}\n", SIGNS),
        ("A B +\nB C -\n", SIGNS),
        ("A B 2.5\nB C -2\n", SIGNS),
        ("A B\nB C\n", PAIRS),
        ("A B {'sign': 1}\nB C {'sign': -1}\n", SIGNS),
        ("A B {}\nB C {}\n", PAIRS),
        ("regulator target sign\nA B +\nB C -\n", SIGNS),
        ('"regulator", "target", "sign"\n"A", "B", "+"\n"B", "C", "-"\n', SIGNS),
        # Other programs.
        (",peak_id,gene_short_name,A,B\n0,chr1_1_2,B,1,0\n1,chr1_3_4,C,0.0,1.0\n", PAIRS),
        (",,Enrichment,Enrichment\n,,Context,TargetGenes\nTF,MotifID,,\n"
         "A,m1,\"frozenset({'activating'})\",\"[('B', 1.5)]\"\n"
         "A,m2,\"frozenset({'activating'})\",\"[('B', 2.5)]\"\n"
         "B,m3,\"frozenset({'repressing'})\",\"[('C', 0.5)]\"\n", SIGNS),
        ("ENTITYA,ENTITYB,EFFECT,MECHANISM\nA,B,up-regulates,x\nB,C,down-regulates activity,x\n",
         SIGNS),
        ("1)regulatorId,2)regulatorName,3)RegulatorGeneName,4)regulatedId,5)regulatedName,6)function\n"
         "R1,a-ppGpp,A,G1,B,+\nR2,b,B,G2,C,-\n", SIGNS),
    ],
)  # fmt: skip
def test_dialects(text, expected):
    assert signs(text, "net.txt") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from,to,effect,strength,hill\nA,B,1,5.5,2\nB,C,-1,0.5,3\n", {"AB": 5.5, "BC": -0.5}),
        ("regulated.gene,regulator.gene,regulator.effect\nB,A,2.5\nC,B,-1\n",
         {"AB": 2.5, "BC": -1}),
        ("Source,Target,Type,Id,Label,Weight\nA,B,Directed,0,,1.5\nB,C,Directed,1,,2.5\n",
         {"AB": 1.5, "BC": 2.5}),
        ("A B {'weight': 2.5}\nB C {'weight': -1.5}\n", {"AB": 2.5, "BC": -1.5}),
        ("from,to,sign,weight\nA,B,+,2.5\nB,C,-,1.5\n", {"AB": 2.5, "BC": -1.5}),
        ("from,to,sign,K\nA,B,+,NA\nA,C,+,2\n", {"AC": 2}),
        ("from,to,weight\nA,B,2\nB,C,0\nA,C,-3\n", {"AB": 2, "AC": -3}),
    ],
)  # fmt: skip
def test_numbers_are_strengths_where_a_column_says_so(text, expected):
    found = {f"{a}{b}": k for (a, b), k in sizes(text, "net.txt").items()}
    assert {pair: found[pair] for pair in expected} == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("#node1\tnode2\tnode1_string_id\tcombined_score\nA\tB\t9\t0.9\n", "table of STRING"),
        ("protein1 protein2 combined_score\n9606.A 9606.B 173\n", "table of STRING"),
        ("Official Symbol Interactor A\tOfficial Symbol Interactor B\nA\tB\n", "of BioGRID"),
        ("protein1 protein2 fusion combined_score\nA B 1 173\n", "table of STRING"),
        ("Source,Target,Type\nA,B,Undirected\n", "the table lists pairs without a direction"),
        ("from,to,directed\nA,B,false\n", "(undirected)"),
        ("fromNode\ttoNode\tweight\tdirection\nA\tB\t0.1\tundirected\n", "(undirected)"),
    ],
)
def test_pairs_without_a_direction_are_refused(text, said):
    with pytest.raises(GRNFormatError) as caught:
        read_text(text, "net.txt")
    assert said in str(caught.value)
    assert "undirected" in str(caught.value)


def test_rows_without_a_direction_are_left_out():
    _, report = read_text("from,to,type\nA,B,Directed\nB,C,Undirected\n")
    assert report.n_edges == 1
    assert "net.csv, line 3: 1 row without a direction" in str(report)


def test_a_gold_standard_says_once_what_its_zeros_are():
    genes = [f"G{number}" for number in range(40)]
    rows = [f"{a}\t{b}\t{int(b == 'G1')}\n" for a in genes for b in genes if a != b]
    _, report = read_text("".join(rows), "gold.tsv")
    assert report.n_edges == 39
    assert len(report.warnings) == 2
    assert "1,521 pairs with a 0, which means that there is no edge." in str(report.warnings[1])


def test_equal_lines_are_merged_and_others_named():
    _, report = read_text("from,to,sign,K\nA,B,+,2\nB,C,-,1\nA,B,+,2\nA,B,,\n")
    assert report.n_edges == 2
    assert "line 4: 2 edges between pairs that already have one: A → B, A → B." in str(report)
    with pytest.raises(
        GRNFormatError, match=r"line 3: the edge A → B is already in line 2, and differs"
    ):
        read_text("from,to,sign\nA,B,+\nA,B,-\n")


def test_invisible_letters_are_no_part_of_a_name():
    design, report = read_text("from,to,sign\nA\u200b,\u202eB\u202c,+\nA,C,-\n")
    assert design.grn.gene_names == ("A", "B", "C")
    assert "3 invisible characters removed" in str(report.warnings[0])
    graph = 'graph [ directed 1 node [ id 0 label "A\u200b" ] node [ id 1 label "B" ] '
    design, report = read_text(f"{graph}edge [ source 0 target 1 ] ]", "net.gml")
    assert design.grn.gene_names == ("A", "B")
    assert "invisible characters were removed from 1 name: A." in str(report)


def test_notes_below_the_edges_are_said_and_a_lone_gene_is_an_error():
    _, report = read_text("from,to\nA,B\nNote: by hand,\n")
    assert "net.csv, line 3: 1 row of notes below the edges: Note: by hand." in str(report)
    with pytest.raises(GRNFormatError, match="line 3: the edge has no target"):
        read_text("from,to\nA,B\nB,\n")


def test_types_of_racipe_that_are_not_of_transcription_have_no_sign():
    design, report = read_text("Source,Target,Interaction\nA,B,1\nB,C,2\nC,A,3\n")
    assert np.sign(design.grn.strength[:2]).tolist() == [1, -1]
    assert (
        "1 in 'Interaction' is taken as activation, 2 as repression and other numbers as unknown"
        in (str(report))
    )
    assert "The sign of 1 of 3 edges is unknown" in str(report)


def test_a_list_of_genes_in_a_cell_is_a_warning():
    _, report = read_text('from,to,sign\nA,"B, C",+\n')
    assert "names that look like lists of genes: B, C." in str(report.warnings[0])


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("nodes.csv", "Id,Label,timeset\nA,A,\n", "Gephi's table of nodes"),
        ("net.lgl", "# A\nB 2.5\n# B\nC 1.5\n", "a graph of LGL"),
        ("net.adjlist", "# a.py\n# 2026\nA B C\nB C\nC\n", "a list of neighbours of networkx"),
    ],
)
def test_tables_without_regulations_are_named(name, text, said):
    with pytest.raises(GRNFormatError, match=said):
        read_text(text, name)


def test_names_that_differ_in_case_alone_are_a_warning():
    _, report = read_text("from,to,sign\nGata1,GATA1,+\nB,b,-\n")
    assert str(report.warnings[0]) == (
        "net.csv: 2 pairs of names that differ only in case: Gata1 and GATA1, B and b. They are"
        " treated as different genes."
    )


def test_gzipped_tables_open_and_bombs_do_not():
    packed = gzip.compress(b"from,to,K\nA,B,2\n")
    design, report = read_text(packed, "net.csv.gz")
    assert (design.grn.n_edges, report.files) == (1, ("net.csv.gz",))
    with pytest.raises(GRNFormatError, match="the gzip archive is damaged"):
        read_text(packed[:-9], "net.csv.gz")
    with pytest.raises(GRNFormatError, match="the archive unpacks to more than 20 MB"):
        read_text(gzip.compress(bytes(21 * 2**20)), "net.csv.gz")
