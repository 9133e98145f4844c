"""The browser's own memory of designs: it keeps every edit itself, and the newest comes back.

The server may be stopped, cut off or busy while the user draws, so the browser cannot wait for it.
Its local storage holds one record per document:

    id     names the document. Python gives a new one whenever another design is opened.
    text   the design as Python last sent it (`encode_design`)
    graph  what has been drawn on it since, or null
    rev    number of Python's last change in it
    seq    number of the canvas's last edit in it
    names  its first genes, for the list of kept designs
    saved  when it was written

*Numbering.* Python numbers its own changes (`rev`: a slider, a table, another design), the canvas
its edits (`seq`), and each edit says which `rev` it was drawn on. The version of a design is the
pair (rev, seq), and the larger of two pairs is the newer version of a document. The canvas writes
every edit into the record at once, and Python's text follows when Python has taken the edit;
neither overwrites a newer version. Clocks of different machines are never compared.

*A session begins* (a visit, a reload, a restarted server): the browser reports the record of this
tab, else the newest one. Python takes the text as the base, applies the drawing to it (`design_of`)
and counts on from there: its `rev` is made larger than the record's. Until the report arrives, a
page shows no design if a cookie says that there is one; otherwise the example is shown at once.

*Another base.* An edit that was drawn on an older `rev` is dropped by Python, as before. The canvas
notices when the new graph comes, and applies the edit to that, if the genes and interactions are
those it knew (a slider was moved, or a new session sent the same design); else undo brings it back.

*Two tabs* never share a document: only a reload takes a tab's document over, through the session
storage, which holds its id between two pages and not while one is open, so a duplicated tab does
not get it. Another tab begins with a copy of the newest record. *A share link* is a separate
document, too. The last 20 documents are kept and can be opened again (`kept_designs`).

*A reload finds long work again.* Python gives every tab a secret token (`ui.work.visitor`). The tab
keeps it between two pages, as it keeps its document's id, and reports it together with the record.

Alternatives that were rejected: one record for all tabs, with a question when another tab wrote it,
because it interrupts a user who is drawing and loses the edits made before the answer; and a log of
single edits replayed by Python, because it needs every kind of edit a second time, although the
whole graph, which is sent anyway, is only a few kilobytes.
"""

from sergiojax.ui.browser_store._component import (
    Document,
    Record,
    browser_store,
    former_visitor,
    kept_designs,
    kept_record,
    records_js,
    remembers,
)

__all__ = [
    "Document",
    "Record",
    "browser_store",
    "former_visitor",
    "kept_designs",
    "kept_record",
    "records_js",
    "remembers",
]
