"""XML as a light tree with line numbers; features that an attack could use are not supported."""

import re
from dataclasses import dataclass, field
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml import DefusedXmlException
from defusedxml.sax import parseString

from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._source import SourceFile

_MAX_DEPTH = 10_000  # published models are 1,925 levels deep; nothing here recurses
_MAX_ELEMENTS = 800_000  # a meaningful file of the largest size has fewer
# GINsim and others refer to an external document type. It is never fetched, so the line is
# skipped; a type that declares anything inline, such as entities, is refused.
_DOCTYPE = re.compile(
    rb"""\A(?P<before>(?:\xef\xbb\xbf)?(?:\s++|<\?(?:(?!\?>).)*+\?>|<!--(?:(?!-->).)*+-->)*+)
    <!DOCTYPE\s++[\w:.-]++\s++(?:SYSTEM|PUBLIC\s++(?:"[^"]*+"|'[^']*+'))\s++
    (?:"[^"]*+"|'[^']*+')\s*+>""",
    re.VERBOSE | re.DOTALL,
)


_ROOT = re.compile(
    r"""(?:\s++|<\?(?:(?!\?>).)*+\?>|<!--(?:(?!-->).)*+-->|<!DOCTYPE[^\[>]*+(?:\[[^\]]*+\]\s*+)?>)*+
    <(?:[\w.\-]++:)?(?P<root>[\w.\-]++)(?P<rest>[^>]*+)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_LOOKED_AT = 5_000  # characters before the first element


@dataclass(slots=True)
class Element:
    """An element of XML.

    Attributes:
        tag: Name without its namespace.
        attributes: Texts by name without its namespace.
        line: Line of the start tag.
        children: Elements inside.
        text: Text inside, without the children's.
    """

    tag: str
    attributes: dict[str, str]
    line: int
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def find(self, *path: str) -> "Element | None":
        """Follow a path of tags: the first child with each tag."""
        found: Element | None = self
        for tag in path:
            found = next((child for child in found.children if child.tag == tag), None)
            if found is None:
                return None
        return found

    def find_deep(self, tag: str) -> "Element | None":
        """Return the first element with a tag at any depth."""
        waiting = self.children[::-1]
        while waiting:
            found = waiting.pop()
            if found.tag == tag:
                return found
            waiting.extend(reversed(found.children))
        return None


def root_of(text: str) -> tuple[str, str] | None:
    """Return the name and attributes of the first element; None if the text is not XML."""
    found = _ROOT.match(text[:_LOOKED_AT].lstrip("\ufeff"))
    return (found["root"], found["rest"]) if found else None


def parse_xml(file: SourceFile) -> Element:
    """Parse XML without document type declarations, entities and anything outside the file.

    Raises:
        GRNFormatError: If it is not well-formed, has a document type, or is too large or deep.
    """
    builder = _Builder(file.name)
    try:
        parseString(_without_doctype(file.content), builder, forbid_dtd=True)
    except GRNFormatError:
        raise
    except DefusedXmlException as error:
        problem = "the file has a DOCTYPE, which is not read for safety; delete it."
        raise GRNFormatError(file.name, None, problem) from error
    except (SAXException, ValueError, LookupError) as error:
        reason = error.getMessage() if isinstance(error, SAXException) else str(error)
        line = builder.line or None
        problem = f"this is not well-formed XML: {reason}."
        raise GRNFormatError(file.name, line, problem) from error
    return builder.root


class _Builder(ContentHandler):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._top = Element("", {}, 0)
        self._open = [self._top]
        self._texts: list[list[str]] = [[]]
        self._n_elements = 0
        self._locator: Locator | None = None

    @property
    def root(self) -> Element:
        return self._top.children[0]

    @property
    def line(self) -> int:
        return (self._locator.getLineNumber() if self._locator else None) or 0

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802
        self._locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        self._n_elements += 1
        if self._n_elements > _MAX_ELEMENTS:
            raise GRNFormatError(self._name, self.line, "the XML has too many elements.")
        if len(self._open) > _MAX_DEPTH:
            raise GRNFormatError(self._name, self.line, "the XML is nested too deeply.")
        attributes = {_local(key): value for key, value in attrs.items()}
        element = Element(_local(name), attributes, self.line)
        self._open[-1].children.append(element)
        self._open.append(element)
        self._texts.append([])

    def characters(self, content: str) -> None:
        self._texts[-1].append(content)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802
        self._open.pop().text = "".join(self._texts.pop())


def _without_doctype(content: bytes) -> bytes:
    """Return XML without its document type; line ends stay, so that lines keep their numbers."""
    found = _DOCTYPE.match(content)
    if found is None:
        return content
    lines = found[0].count(b"\n", len(found["before"]))
    return found["before"] + b"\n" * lines + content[found.end() :]


def _local(name: str) -> str:
    return name.rpartition(":")[2]
