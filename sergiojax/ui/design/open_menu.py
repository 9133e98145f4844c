"""Ways to begin: an example, a file, a random network, or a blank canvas."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from sergiojax.api import design_of_cells, is_file_of_cells
from sergiojax.datasets import list_examples, load_design
from sergiojax.grn import (
    GRN,
    Design,
    GRNFormatError,
    GRNFormatQuestion,
    Kinetics,
    Question,
    ReadReport,
    SourceFile,
    combine_files,
    layout_positions,
    list_formats,
    random_network,
    read_files,
    read_first,
    spread_positions,
)
from sergiojax.ui import kept, session
from sergiojax.ui.shell.plain import plain

_MENU = "design_open"  # widget key; False closes the menu
_ANSWER = "open_answer"
_MOST_RANDOM_GENES = 1000
_FEW_ROWS = 4  # of the report; more of them scroll
_REPORT_HEIGHT = 280
_KINDS = {
    "warning": ":orange-badge[Warning]",
    "dropped": ":orange-badge[Left out]",
    "assumed": ":blue-badge[Assumed]",
    "default": ":gray-badge[Default]",
}


def show_open_menu() -> None:
    """Show the menu; what it opens replaces the design, and the canvas's undo brings it back."""
    with st.popover(
        "Open", icon=":material/folder_open:", width="stretch", on_change="rerun", key=_MENU
    ):
        titles = ["Examples", "Upload", "Random", "Blank", "Earlier"]
        gallery, upload, random, blank, earlier = st.tabs(titles)
        with gallery:
            _gallery()
        with upload:
            _upload()
        with random:
            _random()
        with blank:
            st.write("Start with an empty canvas and one cell type.")
            st.button("New design", key="open_blank", on_click=_open_blank, type="primary")
        with earlier:
            kept.earlier_designs()


def blank_design() -> Design:
    """Return a design without genes."""
    none = np.zeros(0)
    kinetics = Kinetics(
        strength=none,
        hill_coefficient=none,
        half_response=none,
        basal_rate=none[None],
        decay=none,
        noise_amplitude=none,
    )
    return Design(GRN([], ["type_1"], regulator=[], target=[], kinetics=kinetics))


def _gallery() -> None:
    for example in list_examples():
        label, button = st.columns([4, 1], vertical_alignment="center")
        label.markdown(f"**{example.title}**  \n{example.story}")
        button.button(
            "Open",
            key=f"open_{example.name}",
            help=f"{example.n_genes} genes, {example.n_cell_types} cell types. {example.source}",
            on_click=_open_example,
            args=(example.name,),
        )


def _upload() -> None:
    st.file_uploader(
        "Network file, or files that belong together",
        accept_multiple_files=True,
        max_upload_size=20,
        key="open_upload",
        help="; ".join(known.label for known in list_formats() if known.read),
    )
    _read_upload()
    state = st.session_state
    for question in state.get("read_questions", ()):
        _question(question)
    if state.get("read_error"):
        st.error(plain(state.read_error), icon=":material/error:")
    if state.get("read_report"):
        _report(state.read_report)


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


def _random() -> None:
    kind = st.segmented_control(
        "Kind",
        ["scale-free", "erdos-renyi"],
        default="scale-free",
        required=True,
        format_func={"scale-free": "Scale-free", "erdos-renyi": "Erdős–Rényi"}.__getitem__,
        key="open_random_kind",
    )
    n_genes = st.number_input("Genes", 2, _MOST_RANDOM_GENES, 20, key="open_random_genes")
    n_types = st.number_input("Cell types", 1, 50, 3, key="open_random_types")
    seed = st.number_input("Seed", 0, 2**31 - 1, 0, key="open_random_seed")
    st.button(
        "Make a network",
        type="primary",
        key="open_random",
        on_click=_open_random,
        args=(kind, n_genes, n_types, seed),
    )


def _open(design: Design) -> None:
    """Open a design and close the menu, which would cover it."""
    st.session_state[_MENU] = False
    session.open_design(design)


def _open_example(name: str) -> None:
    _open(load_design(name))


def _open_blank() -> None:
    _open(blank_design())


def _open_random(kind: Any, n_genes: int, n_types: int, seed: int) -> None:
    try:
        grn = random_network(int(n_genes), kind=kind, n_cell_types=int(n_types), seed=int(seed))
        _open(Design(grn, positions=layout_positions(grn)))
    except (TypeError, ValueError) as error:
        session.tell(str(error), icon=":material/error:")


def _read_upload() -> None:
    """Read what was uploaded and not read yet; a bad file leaves the design as it is.

    No callback: the browser's next message stops one that takes long, at the first state that it
    sets, and Streamlit does not call it again. A run that is stopped is followed by another.
    """
    state = st.session_state
    files = state.get("open_upload") or []
    uploads = [file for file in files if isinstance(file, UploadedFile)]  # not those taken away
    ids = tuple(upload.file_id for upload in uploads)
    if ids == state.get("seen_uploads", ()):
        attempts, answers = _find_answers()
    else:
        id_of = {SourceFile(upload.name, upload.getvalue()): upload.file_id for upload in uploads}
        tried = [file for file, one in id_of.items() if one in state.get("tried_uploads", ())]
        used = state.get("used_files", ())
        attempts, answers = combine_files(list(id_of), tried=tried, used=used), {}
        for question in state.get("read_questions", ()):
            state.pop(_answer_key(question), None)  # it was said of other files
    if not attempts and ids == state.get("seen_uploads", ()):
        return
    outcome: dict[str, Any] = dict.fromkeys(("read_report", "read_error", "asked_uploads"))
    outcome |= {"seen_uploads": ids, "read_questions": ()}
    if attempts:
        outcome |= _outcome(attempts, ids, answers)
    design = outcome.pop("design", None)
    if design is not None:
        session.open_design(design)
    state.update(outcome)  # last: before, the next run would read again
    if design is not None:
        st.rerun()  # of the whole page: what stands above the menu shows the design, too


def _find_answers() -> tuple[Sequence[Sequence[SourceFile]], dict[str, str]]:
    """Return the files that a new answer is about, and all answers; no files if there is none."""
    state = st.session_state
    asked = state.get("asked_uploads")
    if asked is None:
        return (), {}
    attempts, answers = asked
    said = {
        question.option: answer
        for question in state.get("read_questions", ())
        if (answer := state.get(_answer_key(question))) not in (None, question.taken)
    }
    return (attempts, answers | said) if said else ((), {})


def _outcome(
    attempts: Sequence[Sequence[SourceFile]], ids: tuple[str, ...], answers: dict[str, str]
) -> dict[str, Any]:
    """Return what reading files leads to: a design with a report, questions or an error."""
    try:
        read, (design, report) = read_first(attempts, partial(_read, answers=answers))
    except GRNFormatQuestion as error:  # the answer tries the same files again
        return {"read_questions": (error.question,), "asked_uploads": (attempts, answers)}
    except (GRNFormatError, ValueError) as error:
        session.tell(str(error), icon=":material/error:")
        return {"read_error": str(error), "tried_uploads": ids}
    except Exception:
        st.session_state.seen_uploads = ids  # else every run of the page would fail here
        raise
    drawn = design.replace(positions=spread_positions(design.positions))
    return {
        "read_report": report,
        "read_questions": report.questions,
        "asked_uploads": ([read], answers),
        "tried_uploads": ids,
        "used_files": tuple(read),
        "design": drawn.with_positions(),
    }


def _read(files: Sequence[SourceFile], answers: Mapping[str, Any]) -> tuple[Design, ReadReport]:
    """Read a network; simulated cells hold the one that made them."""
    if len(files) == 1 and is_file_of_cells(files[0].content):
        return design_of_cells(files[0].content, name=files[0].name)
    return read_files(files, **answers)
