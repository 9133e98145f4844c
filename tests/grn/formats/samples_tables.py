"""Small valid files of the formats that are tables, in all dialects; a fuzzer mutates them."""

_V2 = b"""\
index,reg,coop,tar,k,n,h,reg_decay,tar_decay
0,A,0,B,3,2,,0.8,0.8
1,B,0,C,-2.5,4,1.5,0.8,0.5
"""
_MATRIX = b"cols regulators/rows targets,A,B\nA,0,-2\nB,1.5,0\n"
_OMNIPATH = b"""\
source\ttarget\tsource_genesymbol\ttarget_genesymbol\tis_directed\tis_stimulation\tis_inhibition\t\
consensus_direction\tconsensus_stimulation\tconsensus_inhibition\tsources\ttype
P01106\tO14746\tMYC\tTERT\t1\t1\t1\t1\t1\t0\tTRRUST;HTRI\ttranscriptional
COMPLEX:P01100_P05412\tP03956\tFOS_JUN\tMMP1\tTrue\tFalse\tTrue\tTrue\tFalse\tTrue\tA;B\tother
"""

SAMPLES: dict[str, list[list[tuple[str, bytes]]]] = {
    "sergio-v2": [
        [("net.csv", _V2)],
        [("net.csv", b",reg,coop,tar\n0,A,0,B\n1,53.0,0,A\n")],
        [("net.csv", b"reg,coop,tar\r\n1,0,2\r\n")],
        [("net.csv", b",reg,tar,k,n,h\n0,67.0,5,1.5,2,0.7\n")],
        [("net.csv", _V2), ("mr.csv", b"MR,stem,blood\nA,0.5,3.5\n")],
        [("mr.csv", b"index,0,1\n67.0,1,2\n"), ("net.csv", b",reg,coop,tar\n0,67,0,5\n")],
        [("net.csv", b",reg,coop,tar\n0,67,0,5\n"), ("mr.csv", b"67,1.0,2.0\n")],
    ],
    "beeline": [
        [("refNetwork.csv", b"Gene1,Gene2,Type\nA,B,+\nB,A,-\nA,A,?\n")],
        [("refNetwork.csv", b"Gene1,Gene2\nA,B\nA,B\n")],
        [("refNetwork.csv", b",Gene1,Gene2,Type\n0,A,B,+\n1,A,B,-\n")],
        [
            ("ExpressionData.csv", b",E0_1,E0_2\nA,0.5,1\nB,2,0\nC,0,0\n"),
            ("PseudoTime.csv", b",PseudoTime\nE0_1,0.1\nE0_2,0.2\n"),
            ("refNetwork.csv", b"Gene1,Gene2,Type\nA,B,+\n"),
        ],
    ],
    "database": [
        [("trrust.tsv", b"AATF\tBAX\tRepression\t22909821\nAATF\tMYC\tUnknown\t1;2;3;4;5;6\n")],
        [("human.source", b"AHR\t196\tCYP1A1\t1543\nhsa-let-7a\tMIMAT0000062\tMYC\t4609\n")],
        [("dorothea.csv", b"tf,confidence,target,mor\nAR,A,KLK3,1\nAR,B,TP53,-1\n")],
        [("collectri.csv", b",source,target,weight,PMID\n0,MYC,TERT,1,10022128;1\n")],
        [("net.csv", b"source,target,weight\nMYC,TERT,1.0\nMYC,TERT,-1.0\n")],
        [("net.csv", b"source,confidence,target,weight\nMYC,A,TERT,1\nMYC,D,AR,-0.25\n")],
        [("net.csv", b"source,target,weight,references\nMYC,TERT,1.5,a;b\nMYC,AR,-0.25,c\n")],
        [("omnipath.tsv", _OMNIPATH)],
        [
            (
                "regnetwork.csv",
                b'"regulator_symbol","regulator_id","target_symbol","target_id","database",'
                b'"evidence","confidence"\n"AHR","196","CYP1A1","1543","kegg,ucsc","E","High"\n',
            )
        ],
    ],
    "adjacency": [
        [("net.csv", _MATRIX)],
        [("net.tsv", b"TF\\target\tA\tB\tC\nA\t0\t1\t\nB\t-1\t0\t1\n")],
        [("net.csv", b";A;B\nA;0;0,5\nB;0,5;1\n")],
        [("net.tsv", b"A\tB\nA\t1\t0\nB\t0\t1\n")],
    ],
    "edge-list": [
        [("net.tsv", b"TF\ttarget\timportance\nA\tB\t35.2\nB\tC\t0.5\n")],
        [("net.csv", b",TF,target,importance\n0,A,B,35.2\n17,B,C,0.5\n")],
        [
            (
                "net.txt",
                b'"regulatoryGene" "targetGene" "weight"\n"1" "A" "B" 0.8\n"2" "B" "C" 0.1\n',
            )
        ],
        [("net.tsv", b"A\tB\t35.2\nB\tC\t0.5\n")],
        [("net.csv", b"TF,target,importance,regulation,rho\nA,B,3,-1,-0.2\nA,C,2,0,0.01\n")],
    ],
}
