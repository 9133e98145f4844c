"""Every file ends as a network or as one clear sentence, soon and in little memory."""

import gc
import random
import resource
import time

import pytest

from sergiojax.grn import GRN, GRNFormatError, SourceFile, list_formats, read_files
from tests.grn.formats.mutations import all_samples, mutate

SAMPLES = all_samples()
READ = [known.name for known in list_formats() if known.read]
SECONDS = 1.0  # of processor time for one input
BYTES = 500e6
MANY, FEW = 200_000, 1_000  # inputs over all formats
LONGEST_SENTENCE = 700  # it holds a name of the file's own now and then


@pytest.fixture(autouse=True, scope="module")
def garbage_of_other_tests() -> None:
    """Collecting what other tests left takes a second now and then; it is not the reader's."""
    gc.collect()
    gc.freeze()


def test_every_format_has_samples_that_are_read_as_what_they_are():
    assert set(SAMPLES) >= set(READ)
    labels = {known.name: known.label for known in list_formats()}
    for name in READ:
        for files in SAMPLES[name]:
            _, report = read_files([SourceFile(*file) for file in files])
            in_workbook = name == "grnsight" and report.format.endswith(" in a workbook")
            assert in_workbook or report.format == labels[name], (name, files)


@pytest.mark.parametrize("name", READ)
def test_some_broken_files_end_well(name):
    _fuzz(name, FEW // len(READ), seed=1)


@pytest.mark.validate
@pytest.mark.usefixtures("unchecked")  # at the speed that users have
@pytest.mark.parametrize("name", READ)
def test_many_broken_files_end_well(name):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _fuzz(name, -(-MANY // len(READ)), seed=2)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert grown < BYTES


def _fuzz(name: str, n_inputs: int, *, seed: int) -> None:
    rng = random.Random(f"{name} {seed}")
    others = [content for sets in SAMPLES.values() for files in sets for _, content in files]
    for _ in range(n_inputs):
        files = mutate(SAMPLES[name], others, rng)
        _read(files, format=name if rng.random() < 0.5 else None)


def _read(files: list[tuple[str, bytes]], *, format: str | None) -> None:  # noqa: A002
    started = time.thread_time()  # of this thread alone: JAX has threads of its own
    try:
        design, report = read_files([SourceFile(*file) for file in files], format=format)
    except GRNFormatError as error:
        sentence = str(error)
    except Exception as error:
        raise AssertionError(f"{type(error).__name__}: {error}\n{files!r}, {format!r}") from error
    else:
        assert isinstance(design.grn, GRN)
        assert report.n_genes == design.grn.n_genes
        sentence = report.summary()
    assert 10 < len(sentence) < LONGEST_SENTENCE, (files, sentence)
    assert time.thread_time() - started < SECONDS, (files, format)
