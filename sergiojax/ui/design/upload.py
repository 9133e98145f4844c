"""Opens uploaded files: those that belong together, with what they leave open asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeAlias

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from sergiojax.api import design_of_cells, is_file_of_cells
from sergiojax.grn import (
    Design,
    GRNFormatError,
    GRNFormatQuestion,
    Question,
    ReadReport,
    SourceFile,
    combine_files,
    list_formats,
    read_files,
    read_first,
    spread_positions,
)
from sergiojax.ui import session
from sergiojax.ui.shell.plain import plain
from sergiojax.ui.visit import visit

Files: TypeAlias = Sequence[SourceFile]
Answers: TypeAlias = Mapping[str, Any]  # arguments of `read_files`

_KEY = "open_upload"
_ANSWER = "open_answer"
_FEW_ROWS = 4  # of the report; more of them scroll
_REPORT_HEIGHT = 280
_KINDS = {
    "warning": ":orange-badge[Warning]",
    "dropped": ":orange-badge[Left out]",
    "assumed": ":blue-badge[Assumed]",
    "default": ":gray-badge[Default]",
}


@dataclass(frozen=True)
class Uploads:
    """What became of the files in the uploader.

    Attributes:
        seen: Ids of the files that are done with, whatever came of them.
        tried: Ids of the files that were last read or refused.
        used: Files of the last network.
        asked: Files that a new answer reads again, and the answers so far.
        questions: What the files leave open.
        report: What the reader did.
        error: Why no network could be read.
    """

    seen: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    used: tuple[SourceFile, ...] = ()
    asked: tuple[Sequence[Files], Answers] | None = None
    questions: tuple[Question, ...] = ()
    report: ReadReport | None = None
    error: str = ""


def show_upload() -> None:
    """Show the uploader, and what became of the files in it."""
    st.file_uploader(
        "Network file, or files that belong together",
        accept_multiple_files=True,
        max_upload_size=20,
        key=_KEY,
        help="; ".join(known.label for known in list_formats() if known.read),
    )
    _read_upload()
    uploads = visit().recall(Uploads)
    for question in uploads.questions:
        _question(question)
    if uploads.error:
        st.error(plain(uploads.error), icon=":material/error:")
    if uploads.report:
        _report(uploads.report)


def _question(question: Question) -> None:
    """Ask what the file leaves open; the answer reads it again."""
    text = f"{question.text[0].upper()}{question.text[1:]}"
    st.info(plain(text), icon=":material/help:")
    st.segmented_control(
        "Which is meant?",
        [choice for choice, _ in question.choices],
        default=question.taken,
        format_func=lambda choice: plain(question.meaning(choice).capitalize()),
        key=_answer_key(question),
    )


def _answer_key(question: Question) -> str:
    return f"{_ANSWER}_{question.option}"


def _report(report: ReadReport) -> None:
    n_doubtful = len(report.warnings) + len(report.dropped)
    things = "1 thing" if n_doubtful == 1 else f"{n_doubtful} things"
    doubts = f" {things} to look at." if n_doubtful else ""
    box = st.warning if n_doubtful else st.success
    box(plain(report.summary() + doubts))
    with st.container(height=_REPORT_HEIGHT if len(report.rows()) > _FEW_ROWS else "content"):
        for kind, place, problem, fix in report.rows():
            if kind == "question":  # asked above
                continue
            where = "" if place in ("", report.file) else f" {plain(place)}:"
            st.markdown(f"{_KINDS[kind]}{where} {plain(problem)} {plain(fix)}")


def _read_upload() -> None:
    """Read what was uploaded and not read yet; a bad file leaves the design as it is.

    No callback: the browser's next message stops one that takes long, at the first state that it
    sets, and Streamlit does not call it again. A run that is stopped is followed by another.
    """
    files = st.session_state.get(_KEY) or []
    present = [file for file in files if isinstance(file, UploadedFile)]  # not those taken away
    ids = tuple(file.file_id for file in present)
    before = visit().recall(Uploads)
    if ids == before.seen:
        attempts, answers = _find_answers(before)
        if not attempts:
            return
    else:
        id_of = {SourceFile(file.name, file.getvalue()): file.file_id for file in present}
        tried = [file for file, one in id_of.items() if one in before.tried]
        attempts, answers = combine_files(list(id_of), tried=tried, used=before.used), {}
        for question in before.questions:
            st.session_state.pop(_answer_key(question), None)  # it was said about other files
    after, design = replace(before, seen=ids, asked=None, questions=(), report=None, error=""), None
    if attempts:
        after, design = _outcome(after, attempts, answers)
    if design is not None:
        session.open_design(design)
    visit().remember(after)  # last: before, the next run would read again
    if design is not None:
        st.rerun()  # of the whole page: what stands above the menu shows the design, too


def _find_answers(before: Uploads) -> tuple[Sequence[Files], Answers]:
    """Return the files that a new answer is about, and all answers; no files if there is none."""
    if before.asked is None:
        return (), {}
    attempts, answers = before.asked
    said = {
        question.option: answer
        for question in before.questions
        if (answer := st.session_state.get(_answer_key(question))) not in (None, question.taken)
    }
    return (attempts, {**answers, **said}) if said else ((), {})


def _outcome(
    after: Uploads, attempts: Sequence[Files], answers: Answers
) -> tuple[Uploads, Design | None]:
    """Return what reading files leads to: a design with a report, questions or an error."""
    try:
        read, (design, report) = read_first(attempts, partial(_read, answers=answers))
    except GRNFormatQuestion as error:  # the answer tries the same files again
        return replace(after, questions=(error.question,), asked=(attempts, answers)), None
    except (GRNFormatError, ValueError) as error:
        session.tell(str(error), icon=":material/error:")
        return replace(after, error=str(error), tried=after.seen), None
    except Exception:
        visit().remember(replace(visit().recall(Uploads), seen=after.seen))  # else each run fails
        raise
    after = replace(
        after,
        report=report,
        questions=tuple(report.questions),
        asked=([read], answers),
        tried=after.seen,
        used=tuple(read),
    )
    drawn = design.replace(positions=spread_positions(design.positions))
    return after, drawn.with_positions()


def _read(files: Files, answers: Answers) -> tuple[Design, ReadReport]:
    """Read a network; simulated cells hold the one that made them."""
    if len(files) == 1 and is_file_of_cells(files[0].content):
        return design_of_cells(files[0].content, name=files[0].name)
    return read_files(files, **answers)
