"""Published Boolean models with signed edges: target <- regulators, "-" represses.

Sources: mCAD Giacomantonio and Goodhill (2010); VSC Lovrics et al. (2014); HSC Krumsiek et al.
(2011); GSD Rios et al. (2015); collected by Pratapa et al. (2020), Nature Methods 17, 147-154.
"""

from sergiojax.grn import GRN

RULES = {
    "mCAD": "Fgf8<-Fgf8,Sp8,-Emx2; Emx2<-Coup,-Fgf8,-Pax6,-Sp8; Pax6<-Sp8,-Emx2,-Coup; "
    "Coup<--Fgf8,-Sp8; Sp8<-Fgf8,-Emx2",
    "VSC": "Nkx61<--Dbx2; Nkx62<--Nkx61,-Dbx1; Nkx22<--Pax6,-Dbx2; Pax6<--Nkx22; "
    "Dbx1<--Nkx62,-Nkx61; Dbx2<--Nkx61,-Olig2,-Nkx22; Olig2<--Irx3,-Nkx22; "
    "Irx3<--Olig2,-Nkx22",
    "HSC": "Gata2<-Gata2,-Pu1,-Gata1,-Fog1; Gata1<-Gata1,Gata2,Fli1,-Pu1; Fog1<-Gata1; "
    "Eklf<-Gata1,-Fli1; Fli1<-Gata1,-Eklf; Scl<-Gata1,-Pu1; Cebpa<-Cebpa,-Scl,-Fog1,-Gata1; "
    "Pu1<-Cebpa,Pu1,-Gata1,-Gata2; cJun<-Pu1,-Gfi1; EgrNab<-Pu1,cJun,-Gfi1; "
    "Gfi1<-Cebpa,-EgrNab",
    "GSD": "UGR<-UGR,-NR5A1,-WNT4; CBX2<-UGR,-NR0B1,-WNT4,-CTNNB1; GATA4<-UGR,WNT4,NR5A1,SRY; "
    "WT1mKTS<-UGR,GATA4; WT1pKTS<-UGR,GATA4,-WNT4,-CTNNB1; "
    "NR5A1<-UGR,CBX2,WT1mKTS,GATA4,-NR0B1,-WNT4; NR0B1<-WT1mKTS,WNT4,CTNNB1,-NR5A1,-SOX9; "
    "SRY<-NR5A1,WT1mKTS,CBX2,GATA4,WT1pKTS,SOX9,SRY,-CTNNB1; "
    "SOX9<-SOX9,FGF9,SRY,PGD2,-WNT4,-CTNNB1,-FOXL2; FGF9<-SOX9,-WNT4; PGD2<-SOX9; "
    "DMRT1<-SRY,SOX9,-FOXL2; DHH<-SOX9; DKK1<-SRY,SOX9; AMH<-SOX9,GATA4,NR5A1,-NR0B1,-CTNNB1; "
    "WNT4<-GATA4,CTNNB1,RSPO1,NR0B1,-FGF9,-DKK1; RSPO1<-WNT4,CTNNB1,-DKK1; "
    "FOXL2<-WNT4,CTNNB1,-DMRT1,-SOX9; CTNNB1<-WNT4,RSPO1,-SRY,-SOX9,-AMH",
}
DECAY = 0.8
BLOOD_FATES = {  # Krumsiek et al. (2011): the genes that are on
    "erythrocyte": {"Gata1", "Fog1", "Eklf", "Scl"},
    "megakaryocyte": {"Gata1", "Fog1", "Fli1", "Scl"},
    "monocyte": {"Pu1", "Cebpa", "cJun", "EgrNab"},
    "granulocyte": {"Pu1", "Cebpa", "Gfi1"},
}


def boolean_model(name, *, n_starts=1, noise_amplitude=0.0):
    """A model with product logic, n = 4, K = λ and h = ½, so that every gene lies in [0, 1]."""
    edges = []
    for rule in RULES[name].split(";"):
        target, regulators = rule.strip().split("<-", 1)
        for regulator in regulators.split(","):
            sign = -1.0 if regulator.startswith("-") else 1.0
            edges.append((regulator.removeprefix("-"), target, sign * DECAY))
    return GRN.from_edges(
        edges,
        basal_rates={},
        cell_types=[f"start_{number}" for number in range(n_starts)],
        decay=DECAY,
        noise_amplitude=noise_amplitude,
        hill_coefficient=4.0,
        half_response=0.5,
        logic="product",
    )
