"""Makes identifiers that SBML and Antimony accept from names that may be any text."""

import re
import unicodedata

# Reserved words of Antimony or SBML's infix parser, in lower case: both know several spellings of
# some. Found by naming a species after every word in Antimony's library.
_WORDS = """
    __main abs acos acosh acot acoth acsc acsch after and arccos arccosh arccot arccoth arccsc
    arccsch arcsec arcsech arcsin arcsinh arctan arctanh area asec asech asin asinh at atan atanh
    avogadro bernoulli binomial cauchy ceil ceiling chisquare compartment const constraint cos
    cosh cot coth csc csch default_compartment delay delete divide dna end eq equals event exp
    exponential exponentiale extent factorial false floor formula function gamma gene geq gt has
    implies import in inf infinity is laplace length leq ln log log10 lognormal lt max maximize
    min minimize minus model module nan neq normal not operator or pi piecewise plus poisson pow
    power quotient rayleigh reaction rem root sec sech sin sinh species sqr sqrt substance tan
    tanh time time_unit times true uniform unit var volume xor
"""
_RESERVED = frozenset(_WORDS.split())


class SafeIds:
    """Hands out unique identifiers."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def new(self, text: str) -> str:
        """Return an identifier that resembles a text: letters without accents, digits and "_"."""
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
        base = re.sub(r"\W+", "_", plain).rstrip("_")
        if not base or base[0].isdigit() or base.lower() in _RESERVED:
            base = f"g_{base}".rstrip("_")
        found, number = base, self._next.get(base, 2)
        while found in self._taken:
            found, number = f"{base}_{number}", number + 1
        self._next[base] = number
        self._taken.add(found)
        return found
