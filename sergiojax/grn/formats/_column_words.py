"""The names that people and programs give to columns of edge tables: one list of synonyms."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

End: TypeAlias = Literal["regulator", "target"]
"""A gene of an edge."""

_STRONG: dict[End, str] = {
    "regulator": "regulator regulators regulatory regulating tf tfs transcriptionfactor "
    "transcriptionfactors transfactor sigmafactor",
    "target": "target targets targeted tg tgs regulated regulatee",
}
_USUAL: dict[End, str] = {
    "regulator": "source sources src from parent parents upstream cause controller origin "
    "predictor reg mirna 1 a",
    "target": "to child children downstream dst dest destination controlled tar 2 b",
}
_ENDS: dict[str, tuple[End, int]] = {
    word: (end, weight)
    for weight, table in enumerate((_STRONG, _USUAL))
    for end, words in table.items()
    for word in words.split()
}
# Words that say how a gene is named, not which one: the best at distinguishing genes first.
_SYMBOL, _NAME, _GENE, _ID = "symbol", "name", "gene", "id"
_QUALIFIERS = re.compile(
    "official|standard|common|short|alternative|alt|symbol|names?|label|gene(?:s(?!ymbol))?|nodes?|proteins?"
    "|entity|interactor|vertex|element|locus|tag|identifier|id|ncbi|entrez|uniprot|ensembl|accession"
)
_IDS = ("locus", "tag", "identifier", "id", "ncbi", "entrez", "uniprot", "ensembl", "accession")
_LONGEST = 100  # characters of a header
_MOST_COLUMNS = 1_000  # that are considered
_POOR = ("alternative", "alt")

_ROLES = {
    "sign": "sign signs type edgetype interaction interactiontype sharedinteraction relation "
    "relationship relationtype mode mor modeofregulation modeofaction moa regulation "
    "regulationtype regulatorytype regulatoryinteraction regulationsign action actiontype "
    "function functioneffect polarity influence activationorrepression activationrepression "
    "activatororrepressor activatorrepressor activationinhibition activationorinhibition tfrole "
    "role effecttype regulationeffect tf2gregulation regulationtf2g typeofregulation "
    "typeofinteraction typeofeffect signofregulation signofinteraction regulatorymode "
    "regulationmode regulatorysign interactionsign edgesign actrep updown effectdirection "
    "effectsign directionofregulation regulationdirection",
    "effect": "effect regulatoreffect regulatoryeffect",
    "plus": "isactivator isactivating isactivation activation activates activator activating "
    "ispositive positive isstimulation stimulation consensusstimulation",
    "minus": "isrepressor isrepressing isrepression repression represses repressor repressing "
    "isinhibitor isinhibition inhibition inhibits inhibitor isnegative negative "
    "consensusinhibition",
    "strength": "strength k interactionstrength regulationstrength edgestrength",
    "weight": "weight weights edgeweight score value",
    "importance": "importance tf2gimportance importancetf2g edgeimportance combinedconfidences",
    "mark": "label edge isedge link islink exists present truth istrue groundtruth goldstandard "
    "class isregulated connected adjacency",
    "direction": "direction directed isdirected",
    "hill_coefficient": "hillcoefficient hill n cooperativity",
    "half_response": "halfresponse h",
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words.split()}
_SIGNED_WORDS = re.compile(
    "(tf2g)?(coef|coeff|coefficient|cor|corr|correlation|rho|beta|pearson|spearman|pcc|scc"
    "|estimate|slope|effectsize|pcor|tau|r)s?"
    "(mean|median|signsum|r|rho|correlation|coefficient|tf2g)?"
)


@dataclass(frozen=True)
class Ends:
    """The columns that hold the two genes of an edge.

    Attributes:
        place: Number of the best column of each end that has one.
        ties: Numbers of two columns that may hold the same end equally well, by end.
    """

    place: Mapping[End, int]
    ties: Mapping[End, tuple[int, int]]


def plain(cell: str) -> str:
    """Return a header in lower case, without separators, quotes, brackets and a leading number."""
    cell = cell[:_LONGEST]  # because a broken file may be one cell
    cell = re.sub(r"^X?\d+[).]\s*", "", cell)  # RegulonDB's "2)regulatorName", and R's copy of it
    outside = re.sub(r"\(.*?\)|\[.*?\]", "", cell)
    return re.sub(r"[\W_]", "", outside or cell).lower()


@lru_cache(maxsize=10_000)
def find_role(header: str) -> str | None:
    """Return the role of a column about edges, if known; "signed" is a number with a sign."""
    name = plain(header)
    if name.startswith(("regulatoryeffect", "effecton")):
        return "effect"
    if _SIGNED_WORDS.fullmatch(name):
        return "signed"
    return _ROLE_OF.get(name)


@lru_cache(maxsize=10_000)
def _find_end(header: str) -> tuple[End, int, int] | None:
    """Return which end of an edge a column may hold, and how well: smaller numbers are better."""
    name = plain(header)
    if name.startswith(("regulatedby", "generegulatedby")):
        return "target", 0, 0
    qualifiers = _QUALIFIERS.findall(name)
    word = _QUALIFIERS.sub("", name)
    if not word and any(text.startswith((_GENE, _SYMBOL)) for text in qualifiers):
        return "target", 2, _rank(qualifiers)
    if word not in _ENDS or (len(word) == 1 and not qualifiers):
        return None
    end, weight = _ENDS[word]
    return end, weight, _rank(qualifiers)


def _rank(qualifiers: Sequence[str]) -> int:
    if any(text in _IDS for text in qualifiers):
        return 6
    if any(text in _POOR for text in qualifiers):
        return 5
    is_gene, is_name = (any(t.startswith(w) for t in qualifiers) for w in (_GENE, _NAME))
    if _SYMBOL in qualifiers:
        return 0
    if is_name:
        return 1 if is_gene else 2
    return 4 if is_gene else 3


def find_ends(headers: Sequence[str]) -> Ends:
    """Return the columns of regulators and targets; "gene" is a target if there is no other."""
    best: dict[End, tuple[int, int, int]] = {}
    ties: dict[End, tuple[int, int]] = {}
    for column, header in enumerate(headers[:_MOST_COLUMNS]):
        found = _find_end(header)
        if found is None:
            continue
        end, rank = found[0], found[1:]
        if end not in best or rank < best[end][:2]:
            best[end] = (*rank, column)
            ties.pop(end, None)
        elif rank == best[end][:2]:
            ties.setdefault(end, (best[end][2], column))
    return Ends({end: found[2] for end, found in best.items()}, ties)


def names_both(headers: Sequence[str]) -> bool:
    """Return whether headers name a column of regulators and one of targets."""
    return len(find_ends(headers).place) == 2


def names_one(headers: Sequence[str]) -> bool:
    """Return whether a header names regulators or targets; "gene" alone may be anything."""
    found = [_find_end(header) for header in headers[:_MOST_COLUMNS]]
    return any(end is not None and end[1] < 2 for end in found)
