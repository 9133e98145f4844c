"""The error for a file that cannot be read as a network, and warnings of what it lacks."""

from typing import Any

from sergiojax.grn._question import Question

_LONGEST = 400  # characters


class GRNFormatError(ValueError):
    """A file cannot be read: where, what is wrong, and what to do.

    Attributes:
        path: File name as the user knows it.
        line: Line number (from 1), cell name ("B7"), or None if the whole file is meant.
        problem: One sentence that says what is wrong.
    """

    def __init__(self, path: object, line: int | str | None, problem: str) -> None:
        self.path = str(path)
        self.line = line
        self.problem = _shorten(problem)
        super().__init__(f"{format_place(self.path, line)}: {self.problem}")

    def __reduce__(self) -> tuple[type, tuple[str, int | str | None, str]]:
        """Pickle by the arguments, so that the error can leave a worker process."""
        return type(self), (self.path, self.line, self.problem)


class GRNFormatQuestion(GRNFormatError):  # noqa: N818 (it asks, and can be answered)
    """A file can be read in two ways, and only the user knows which is meant.

    Attributes:
        question: What is asked, and the argument of `read` that answers it.
    """

    def __init__(self, path: object, question: Question) -> None:
        self.question = question
        super().__init__(path, None, question.text)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the arguments."""
        return type(self), (self.path, self.question)


class AssumedKineticsWarning(UserWarning):
    """A file lacked kinetic parameters, which were filled in."""


class GRNFormatWarning(UserWarning):
    """A file was read or written, but not completely; the message lists what was left out."""


def _shorten(sentence: str) -> str:
    """Cut the middle out of a sentence that quotes a whole broken file."""
    if len(sentence) <= _LONGEST:
        return sentence
    return f"{sentence[: _LONGEST // 2]} … {sentence[-_LONGEST // 2 :]}"


def format_place(path: str, line: int | str | None) -> str:
    """Return "network.csv, line 3", for the start of a message."""
    if line is None:
        return path
    return f"{path}, line {line}" if isinstance(line, int) else f"{path}, {line}"
