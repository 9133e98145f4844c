"""Files of other programs that hold no readable network: how to recognise them, and what to do.

To add one, write a line below: what the file is and what to do instead, as they complete the
sentence "this is …; …".
"""

import re
from typing import NamedTuple

_UNDIRECTED = (
    "its links are undirected, so it does not say which gene regulates. Use a source of "
    "regulations, such as TRRUST, DoRothEA or CollecTRI, or name regulators and targets yourself."
)
_TO_GRAPH = "export the network there as GraphML, SIF or a table of regulators and targets."
_TO_QUAL = "export it there as SBML-qual or as BoolNet's rules (.bnet)."
_EDGES = "open the table of edges instead."


class Kind(NamedTuple):
    """A kind of file.

    Attributes:
        what: What it is, such as "a pathway of KEGG (KGML)".
        fix: What to do instead.
    """

    what: str
    fix: str


# By how the name of a part of a zip archive begins; the first match counts.
ARCHIVES: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (
        re.compile(r"(.*/)?(cysession\.xml|session_cytable\.|networks/.*\.xgmml)"),
        Kind(
            "a session of Cytoscape (.cys)",
            "open it in Cytoscape, choose File > Export > Network to File, and save as CX2, "
            "GraphML or SIF.",
        ),
    ),
    (
        re.compile(r"(word|ppt)/"),
        Kind(
            "a document of Word or PowerPoint",
            "copy its table into a spreadsheet and save that as .xlsx or CSV.",
        ),
    ),
    (
        re.compile(r"(META-INF/manifest\.xml|content\.xml)"),
        Kind("a document of LibreOffice", "open it and save the table as .xlsx or CSV."),
    ),
    (re.compile(r"Gephi|.*_xml$"), Kind("a project of Gephi", "export the graph there as GEXF.")),
    (
        re.compile(r"manifest\.xml"),
        Kind("a COMBINE archive (.omex)", "unpack it and open the SBML-qual file inside."),
    ),
    (
        re.compile(r".*\.npy"),
        Kind("an archive of NumPy (.npz)", "save the table of edges in Python with to_csv."),
    ),
    (
        re.compile(r"(.*/)?(\.zgroup|\.zattrs|zarr\.json)"),
        Kind("an archive of zarr", "open cells on the Cells page; open a network as a table."),
    ),
)

# By the name of the first element of XML, without its namespace, in lower case.
XML_ROOTS: dict[str, Kind] = {
    "rdf": Kind("a pathway in BioPAX, or other RDF", "export its interactions as SIF."),
    "sbgn": Kind("a map in SBGN-ML", _TO_GRAPH),
    "celldesigner": Kind("a map of CellDesigner", _TO_GRAPH),
    "pnml": Kind("a Petri net (PNML)", _TO_GRAPH),
    "entryset": Kind("a table of PSI-MI", _UNDIRECTED),
    "mxfile": Kind("a drawing of draw.io", _TO_GRAPH),
    "svg": Kind("an SVG picture", "a picture cannot be read; open the file it was drawn from."),
    "html": Kind("a web page", "download the file itself, not the page that shows it."),
    "gnaml": Kind("a model of GNA", _TO_QUAL),
}
KGML = Kind(
    "a pathway of KEGG (KGML)",
    "open it in Cytoscape with the app KEGGscape and export the network as GraphML or SIF.",
)
GPML = Kind("a pathway of WikiPathways (GPML)", "open it in Cytoscape and export it as GraphML.")
CELLML = Kind("a model in CellML", "only logical models and tables of regulations are read.")

# By names that the first line of a table must contain, in lower case; "=" if it has no others.
HEADERS: tuple[tuple[frozenset[str], bool, Kind], ...] = tuple(
    (frozenset(names.removeprefix("=").split("|")), names.startswith("="), kind)
    for names, kind in (
        ("protein1|protein2|combined_score", Kind("a table of STRING", _UNDIRECTED)),
        ("node1|node2|combined_score", Kind("a table of STRING", _UNDIRECTED)),
        ("fromnode|tonode|fromaltname", Kind("a network of WGCNA", _UNDIRECTED)),
        ("nodename|altname|nodeattr[nodespresent, ]", Kind("WGCNA's table of nodes", _UNDIRECTED)),
        ("gene 1|gene 2|network group", Kind("a network of GeneMANIA", _UNDIRECTED)),
        ("entity 1|entity 2|network group", Kind("a network of GeneMANIA", _UNDIRECTED)),
        ("official symbol interactor a|official symbol interactor b",
         Kind("a table of BioGRID", _UNDIRECTED)),
        ("id(s) interactor a|id(s) interactor b",
         Kind("a table of protein interactions (PSI-MI TAB)", _UNDIRECTED)),
        ("=genes|values", Kind(
            "a table of BoolODE's initial conditions",
            "open its file of rules, whose first line is Gene, tab, Rule.")),
        ("=tf_target|prob", Kind(
            "a network of ANANSE, which gives a probability to each pair",
            "split its first column into regulator and target, and keep the likely pairs.")),
        ("factor|influence_score|factor_fc", Kind("a table of ANANSE's influence scores",
            "open the network that they were computed from.")),
        ("suid|shared name|selected|degree",
         Kind("Cytoscape's table of nodes", _EDGES)),
        ("id|label|timeset|modularity_class", Kind("Gephi's table of nodes", _EDGES)),
        ("=id|label|timeset", Kind("Gephi's table of nodes", _EDGES)),
        ("=id|label", Kind("a table of nodes, as for Gephi", _EDGES)),
    )
)  # fmt: skip

# By the beginning of a text.
MARKS: tuple[tuple[re.Pattern[str], Kind], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"%%MatrixMarket", Kind(
            "a sparse matrix (.mtx), as Cell Ranger writes cells",
            "open cells on the Cells page as .h5ad.")),
        (r">\S[^\n]*\n[A-Z*\-]{20}", Kind("a list of sequences (FASTA)",
            "open a network as a table of regulators and targets.")),
        (r"##(fileformat=VCF|gff-version)", Kind("a table of genome positions",
            "open a network as a table of regulators and targets.")),
        (r"format-version:", Kind("an ontology (OBO)",
            "open a network as a table of regulators and targets.")),
        (r"\^(DATABASE|SERIES|PLATFORM)\b|!Series_", Kind("a data set of GEO",
            "open cells on the Cells page as .h5ad.")),
        (r"\{\\rtf", Kind("a document (RTF)", "save it as plain text (.txt) or as CSV.")),
        (r"(?:\s++|#[^\n]*+\n)*+begin (model|parameters)\b",
         Kind("a model of BioNetGen", "export it there as SBML-qual, or write a table of edges.")),
        (r"(?:\s++|//[^\n]*+\n|function [^;]*+;[^;]*+;\s*+end;?)*+"
         r"(model|module) \*?\w+ ?(\([\w, ]*\))?;?\s",
         Kind("a model in Antimony, which can be written but not read",
              "keep the project (.json), or save the network as GraphML.")),
        (r"<!DOCTYPE html", XML_ROOTS["html"]),
    )
)  # fmt: skip

# By the suffix, if no format accepts the content.
UNREAD: dict[str, Kind] = {
    ".aeon": Kind("a model of AEON with functions", _TO_QUAL),
    ".py": Kind("a program in Python", "write the edges as a table and open that."),
    ".r": Kind("a program in R", "write the edges as a table and open that."),
}

# By the suffix, if the content looks like any other.
SUFFIXES: dict[str, Kind] = {
    ".gmt": Kind(
        "a list of gene sets (GMT)", "open a network as a table of regulators and targets."
    ),
    ".lgl": Kind("a graph of LGL", _UNDIRECTED),
    ".adjlist": Kind(
        "a list of neighbours of networkx", "write it there with write_graphml or write_edgelist."
    ),
    ".cfg": Kind("a file of settings of MaBoSS", "open the rules of the model (.bnd)."),
}
