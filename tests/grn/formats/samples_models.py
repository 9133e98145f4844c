"""Small valid files of GINsim, MaBoSS, BooleanNet, GEXF, XGMML, Pajek and JSON, for a fuzzer."""

import io
import zipfile

GINML = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE gxl SYSTEM "http://ginsim.org/GINML_2_2.dtd">
<gxl xmlns:xlink="http://www.w3.org/1999/xlink">
<graph class="regulatory" id="m" nodeorder="A B C">
<nodestyle background="#fff" width="45" height="25"/><nodestyle name="big" width="95"/>
<node id="A" maxvalue="1" input="true"><nodevisualsetting x="100" y="40" style="big"/></node>
<node id="B" maxvalue="2"><value val="1"><exp str="A &amp; !C"/></value>
<nodevisualsetting><ellipse x="10" y="20" width="60" height="30"/></nodevisualsetting></node>
<node id="C" basevalue="1" maxvalue="1"><parameter idActiveInteractions="B:C" val="1"/></node>
<edge id="A:B" from="A" to="B" minvalue="1" sign="positive"/>
<edge id="C:B" from="C" to="B" minvalue="1" sign="negative"/>
<edge id="B:C" from="B" to="C" effects="1:positive 2:negative"/>
</graph></gxl>
"""
BND = b"""// a model
$x = 1;
Node A { rate_up = $u_A; rate_down = 0; }
Node B {
  logic = (A AND NOT C) /* why */
    | B;
  rate_up = @logic ? $u_B : 0; rate_down = @logic ? 0 : $d_B;
}
node C { logic = A ^ B; rate_up = @logic ? 1.0 : 0.0; }
"""
_GEXF = b"""<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
<graph defaultedgetype="directed"><attributes class="edge">
<attribute id="0" title="sign" type="integer"><default>1</default></attribute></attributes>
<nodes><node id="n0" label="A"><viz:position x="1" y="-2.5" z="0"/></node>
<node id="n1" label="B"><nodes><node id="n2" label="C"/></nodes></node></nodes>
<edges><edge id="0" source="n0" target="n1" weight="2.5"><attvalues>
<attvalue for="0" value="-1"/></attvalues></edge>
<edge id="1" source="n1" target="n2" type="undirected"/></edges></graph></gexf>
"""
_XGMML = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<graph id="1" label="net" directed="1" cy:documentVersion="3.0" \
xmlns:cy="http://www.cytoscape.org" xmlns="http://www.cs.rpi.edu/XGMML">
<att name="name" value="net"/>
<node id="5" label="A"><att name="name" value="A" type="string"/><graphics x="1" y="2"/></node>
<node id="6" label="B"/>
<edge id="7" label="A (inhibits) B" source="5" target="6" cy:directed="1">
<att name="weight" value="2"/></edge></graph>
"""
_PAJEK = b"""% a comment
*Network toy
*Vertices 3
1 "Gata 1" 0.1 0.2 0.5 ic Red
2 B 0.5 0.5
3 C
*Arcs :1 "acts"
1 2 2.5 l "+" c Blue
2 3 -1
*Arcslist
3 1 2
*Edges
1 3
"""


def archive(parts: dict[str, bytes]) -> bytes:
    """Return a zip archive, always the same bytes: names of tests hold them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            part = zipfile.ZipInfo(name)  # of 1980
            part.compress_type = zipfile.ZIP_DEFLATED
            opened.writestr(part, content)
    return packed.getvalue()


ZGINML = archive({"GINsim-data/regulatoryGraph.ginml": GINML, "GINsim-data/mutant": b"<x/>"})

SAMPLES: dict[str, list[list[tuple[str, bytes]]]] = {
    "ginsim": [[("net.ginml", GINML)], [("net.zginml", ZGINML)]],
    "maboss": [
        [("net.bnd", BND)],
        [("net.bnd", b"Node A { logic = !B; }\nNode B { logic = A; }"), ("net.cfg", b"$u_A=1;\n")],
    ],
    "booleannet": [
        [("net.txt", b"#BOOLEAN RULES\nA = True\nB = Random\n1: A* = B and not C\n2: B*=A\n")],
        [("net.txt", b"Ca2+ = ( IP3 AND NOT AUX/IAA ) # why\r\nIP3 = CYCD3;1 OR Ca2+\r\n")],
        [("net.booleannet", b'"the gene" *= \'other one\' || ~B\nB := (A)\n')],
    ],
    "gexf": [[("net.gexf", _GEXF)]],
    "xgmml": [[("net.xgmml", _XGMML)]],
    "pajek": [[("net.net", _PAJEK)], [("net.net", b"*vertices 2\n*arcs\n1 2 1\n2 1 -0.5\n")]],
    "json-table": [
        [("net.json", b'[{"regulator":"A","target":"B","sign":"+"},'
          b'{"regulator":"B","target":"C","sign":"-"}]')],
        [("net.json", b'{"A": ["B", "C"], "B": []}')],
        [("net.json", b'{"source":{"0":"A"},"target":{"0":"B"},"weight":{"0":-2.5}}')],
    ],
}  # fmt: skip
