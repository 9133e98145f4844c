"""What a file leaves open, in the same form for library, command line and app."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """Something that a file does not say and only the user knows.

    Attributes:
        option: Argument of `read` that answers it.
        text: What the file leaves open, in one sentence.
        choices: Values of the argument, each with its meaning.
        taken: The choice that was taken, or None if the file cannot be read without an answer.
    """

    option: str
    text: str
    choices: tuple[tuple[str, str], ...]
    taken: str | None = None

    def meaning(self, choice: str) -> str:
        """Return what a choice means, as a short phrase."""
        return dict(self.choices)[choice]

    @property
    def advice(self) -> str:
        """What was taken, and how to choose the other reading."""
        others = [f"{self.option}={choice}" for choice, _ in self.choices if choice != self.taken]
        taken = f"Taken as: {self.meaning(self.taken)}. " if self.taken else ""
        return f"{taken}For the other reading, give {' or '.join(others)}."
