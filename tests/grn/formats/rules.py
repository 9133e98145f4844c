"""Boolean rules for tests: BoolODE's published models, and what rules keep of a network."""

import numpy as np

from sergiojax.grn import GRN
from sergiojax.grn.formats._rules import safe_names
from tests.grn.networks import edges_by_name

# Pratapa et al. (2020), Nature Methods 17, 147-154: data/*.txt of BoolODE.
MODELS = {
    "mCAD": {
        "Fgf8": "( Fgf8 and Sp8 and not (Emx2) )",
        "Emx2": "(Coup and not (Fgf8) and not (Pax6)  and not (Sp8))",
        "Pax6": "(  (Sp8) and not (Emx2) and not (Coup))",
        "Coup": "( not (Fgf8) and not (Sp8) )",
        "Sp8": "( Fgf8 and not (Emx2))",
    },
    "VSC": {
        "Nkx61": "not (Dbx2)",
        "Nkx62": "not (Nkx61 or Dbx1)",
        "Nkx22": "not (Pax6 or Dbx2)",
        "Pax6": "not (Nkx22)",
        "Dbx1": "not (Nkx62 or Nkx61)",
        "Dbx2": "not (Nkx61 or Olig2 or Nkx22)",
        "Olig2": "not (Irx3 or Nkx22)",
        "Irx3": "not (Olig2 or Nkx22)",
    },
    "HSC": {  # Krumsiek et al. (2011), PLoS ONE 6, e22649
        "Gata2": "Gata2 and not (Pu1) and not (Gata1 and Fog1)",
        "Gata1": "(Gata1 or Gata2 or Fli1) and not Pu1",
        "Fog1": "Gata1",
        "Eklf": "Gata1 and not Fli1",
        "Fli1": "Gata1 and not Eklf",
        "Scl": "Gata1 and not Pu1",
        "Cebpa": "Cebpa and not (Scl and Fog1 and Gata1)",
        "Pu1": "(Cebpa or Pu1) and not (Gata1 or Gata2)",
        "cJun": "Pu1 and not Gfi1",
        "EgrNab": "(Pu1 and cJun) and not Gfi1",
        "Gfi1": "Cebpa and not EgrNab",
    },
    "GSD": {
        "UGR": "UGR and not (NR5A1 or WNT4)",
        "CBX2": "UGR and not (NR0B1 and WNT4 and CTNNB1)",
        "GATA4": "(UGR or WNT4 or NR5A1 or SRY)",
        "WT1mKTS": "(UGR or GATA4)",
        "WT1pKTS": "(UGR or GATA4) and not (WNT4 and CTNNB1)",
        "NR5A1": "(UGR or CBX2 or WT1mKTS or GATA4) and not (NR0B1 and WNT4)",
        "NR0B1": "(WT1mKTS or (WNT4 and CTNNB1)) and not (NR5A1 and SOX9)",
        "SRY": "((NR5A1 and WT1mKTS and CBX2) or (GATA4 and WT1pKTS and CBX2 and NR5A1) or "
        "(SOX9 or SRY)) and not (CTNNB1)",
        "SOX9": "((SOX9 and FGF9) or (SRY or PGD2) or (SRY and CBX2) or "
        "(GATA4 and NR5A1 and SRY)) and not (WNT4 or CTNNB1 or FOXL2)",
        "FGF9": "SOX9 and not WNT4",
        "PGD2": "SOX9",
        "DMRT1": "(SRY or SOX9) and not (FOXL2)",
        "DHH": "SOX9",
        "DKK1": "(SRY or SOX9)",
        "AMH": "((SOX9 and GATA4 and NR5A1) or (SOX9 and NR5A1 and GATA4 and WT1mKTS)) and not "
        "(NR0B1 and CTNNB1)",
        "WNT4": "(GATA4 or (CTNNB1 or RSPO1 or NR0B1)) and not (FGF9 or DKK1)",
        "RSPO1": "(WNT4 or CTNNB1) and not (DKK1)",
        "FOXL2": "(WNT4 and CTNNB1) and not (DMRT1 or SOX9)",
        "CTNNB1": "(WNT4 or RSPO1) and not (SRY or (SOX9 and AMH))",
    },
}
PRODUCTS = {  # genes whose rule is: some activator and no repressor
    "mCAD": {"Emx2", "Pax6", "Coup", "Sp8"},
    "VSC": set(MODELS["VSC"]),
    "HSC": set(MODELS["HSC"]) - {"Gata2", "Cebpa", "EgrNab"},
    "GSD": {"UGR", "GATA4", "WT1mKTS", "FGF9", "PGD2", "DMRT1", "DHH", "DKK1", "WNT4", "RSPO1"},
}


def edges_in(rules: str) -> dict[tuple[str, str], float]:
    """Return the signs in "target<-activator,-repressor; …" of `tests.boolean_models`."""
    signs = {}
    for rule in rules.split(";"):
        target, regulators = rule.strip().split("<-", 1)
        for regulator in regulators.split(","):
            signs[regulator.removeprefix("-"), target] = -1.0 if regulator[0] == "-" else 1.0
    return signs


def signs_of(grn: GRN) -> dict[tuple[str, str], float]:
    return {pair: 1 - 2.0 * np.signbit(k) for pair, (k, *_) in edges_by_name(grn).items()}


def as_rules(grn: GRN) -> GRN:
    """Return what rules keep of a network: safe names, no lone self-activation, product logic."""
    loops = (grn.regulator == grn.target) & ~np.signbit(np.asarray(grn.strength))
    lone = loops & (grn.topology.in_degree[grn.target] == 1)
    kept = GRN.from_edges(
        [
            (grn.gene_names[r], grn.gene_names[t], float(k))
            for r, t, k in zip(
                grn.regulator[~lone],
                grn.target[~lone],
                np.copysign(1.0, np.asarray(grn.strength))[~lone],
                strict=True,
            )
        ],
        basal_rates=dict.fromkeys(grn.gene_names, 0.0),
    )
    order = [grn.gene_names.index(name) for name in kept.gene_names]
    safe = safe_names(grn.gene_names)
    regulated = kept.topology.in_degree > 0
    return kept.replace(gene_names=[safe[gene] for gene in order], product=regulated)
