"""Small valid files of the graph formats and workbooks, in all dialects; a fuzzer mutates them."""

import io

import openpyxl

_CYTOSCAPE = b"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<graphml><key attr.name="shared name" attr.type="string" for="node" id="shared name"/>
<graph edgedefault="directed" id="net">
<node id="1"><data key="shared name">A</data></node><node id="2"><data key="name">B</data></node>
<edge source="1" target="2"><data key="interaction">inhibits</data></edge>
</graph></graphml>
"""
_YED = b"""<graphml xmlns:y="http://www.yworks.com/xml/graphml">
<key for="node" id="d0" yfiles.type="nodegraphics"/><graph edgedefault="directed">
<node id="n0"><data key="d0"><y:ShapeNode><y:Geometry height="30" width="30" x="1" y="2"/>
<y:NodeLabel>A</y:NodeLabel></y:ShapeNode></data></node>
<edge source="n0" target="n0"><data key="d1"><y:PolyLineEdge><y:Arrows source="none" \
target="t_shape"/></y:PolyLineEdge></data></edge></graph></graphml>
"""
_NESTED = b"""<graphml><graph edgedefault="undirected"><node id="n5"><graph edgedefault="directed">
<node id="n5::n0"/></graph></node><hyperedge><endpoint node="n5"/></hyperedge>
<edge source="n5::n0" target="n5::n0" directed="true"/></graph></graphml>
"""
_OURS = b"""<graphml><key id="c" for="graph" attr.name="cell_types" attr.type="string"/>
<key id="r" for="node" attr.name="basal_rate:stem" attr.type="double"/>
<key id="w" for="edge" attr.name="strength" attr.type="double"><default>-2</default></key>
<graph edgedefault="directed"><data key="c">["stem"]</data>
<node id="A"><data key="r">1.5</data></node><edge source="A" target="A"/></graph></graphml>
"""
_GML_NETWORKX = b"""graph [
  directed 1
  node [ id 0 label "A&#228;" x 1.0 y 2. ]
  node [ id 1 label "B" decay 5.E-1 ]
  edge [ source 0 target 1 weight -2.5 ]
]
"""
_GML_CYTOSCAPE = b"""# comment
Creator\t"Cytoscape"
graph\t[ node\t[ root_index\t-1 id\t-1 graphics\t[ x 3.5 y -1 ] label\t"A" ]
edge [ target -1 source -1 label "represses" graphics [ targetArrow "tee" ] ] ]
"""
_GML_OURS = b"""graph [ directed 1 cellTypes "[&quot;stem&quot;]"
node [ id 0 name "A" basalRate1 1.0 logic "product" noiseAmplitude 0.5 ]
edge [ source 0 target 0 sign -1 strength 3.0 hillCoefficient 2.0 halfResponse 1.5 ] ]
"""
_CYJS = b"""{"data": {"cell_types": ["stem"]}, "elements": {"nodes": [
{"data": {"id": "1", "name": "A", "basal_rate:stem": 2}, "position": {"x": 1.5, "y": 2}},
{"data": {"id": "2", "parent": "3"}}, {"data": {"id": "3"}}],
"edges": [{"data": {"source": "1", "target": "2", "interaction": "inhibits", "weight": 2.5}}]}}
"""
_FLAT = b'[{"data": {"id": "A"}}, {"group": "edges", "data": {"source": "A", "target": "A"}}]'
_LINKS = b"""{"directed": true, "multigraph": false, "graph": {}, "nodes": [{"id": "A"}, {"id": 7}],
"links": [{"source": "A", "target": 7, "weight": -2}]}
"""
_CX2 = b"""[{"CXVersion": "2.0", "hasFragments": false}, {"attributeDeclarations": [{"nodes":
{"name": {"a": "n"}, "decay": {"v": 0.5}}, "edges": {"interaction": {"a": "i"}}}]},
{"networkAttributes": [{"cell_types": ["stem"]}]}, {"nodes": [{"id": 1, "x": 1, "y": 2.5, "v":
{"n": "A"}}]}, {"edges": [{"id": 0, "s": 1, "t": 1, "v": {"i": "represses", "weight": 3}}]}]
"""
_CX = b"""[{"numberVerification": [{"longNumber": 281474976710655}]},
{"nodes": [{"@id": 1, "n": "A"}]},
{"edges": [{"@id": 7, "s": 1, "t": 1, "i": "activates"}]},
{"nodeAttributes": [{"po": [1], "n": "name", "v": "B"}]},
{"edgeAttributes": [{"po": 7, "n": "weight", "v": "1.5", "d": "double"}]},
{"cartesianLayout": [{"node": 1, "x": 1.0, "y": 2.0}]}]
"""


def _workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


_MATRIX = [["cols regulators/rows targets", "A", "B"], ["A", 0, -1.5], ["B", 1, 0]]
_RATES = [["id", "rate"], ["A", 0.5], ["B", 0.25]]

SAMPLES: dict[str, list[list[tuple[str, bytes]]]] = {
    "graphml": [[("net.graphml", text)] for text in (_CYTOSCAPE, _YED, _NESTED, _OURS)],
    "gml": [[("net.gml", text)] for text in (_GML_NETWORKX, _GML_CYTOSCAPE, _GML_OURS)],
    "cyjs": [[("net.cyjs", text)] for text in (_CYJS, _FLAT, _LINKS)],
    "cx2": [[("net.cx2", _CX2)], [("net.cx", _CX)]],
    "grnsight": [
        [("net.xlsx", _workbook(network=_MATRIX, degradation_rates=_RATES))],
        [
            (
                "out.xlsx",
                _workbook(
                    network_optimized_weights=_MATRIX,
                    optimized_production_rates=_RATES,
                    threshold_b=_RATES,
                ),
            )
        ],
        [("net.xlsx", _workbook(Sheet1=[["from", "to", "K"], ["A", "B", -2.5], ["B", 7, 3]]))],
        [("net.xlsx", _workbook(Sheet1=[["TF\\gene", "A", "B"], ["A", 0, 1], ["B", -1, 0]]))],
    ],
}
