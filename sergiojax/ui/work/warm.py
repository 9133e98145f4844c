"""What a server does before the first visitor asks: compile, import and lay out once."""

import gc
import threading

import jax
import numpy as np
import streamlit as st

from sergiojax.analysis import warm_up_umap
from sergiojax.datasets import load_design
from sergiojax.simulation import (
    Perturbation,
    noise_free_course,
    simulate_steady_state,
    simulate_time_course,
)


@st.cache_resource(show_spinner=False)
def start() -> None:
    """Begin to warm up in the background, once per server."""
    threading.Thread(target=_warm, name="warm-up", daemon=True).start()


def _warm() -> None:
    """Compile what the first edits, cells and mutants need; UMAP compiles last, it is slowest."""
    grn = load_design("toggle-switch").grn
    key = jax.random.key(0)
    times = np.linspace(0.0, 10.0, 121)[1:]
    noise_free_course(grn, times=times, initial="random")
    simulate_time_course(grn, 5, times=times, key=key, initial="random")
    simulate_steady_state(grn, 300, key=key)
    mutant = Perturbation(knockdown={grn.gene_names[0]: 1.0}, time=0.0)
    noise_free_course(grn, times=times, initial="random", perturbation=mutant)
    simulate_time_course(grn, 5, times=times, key=key, initial="random", perturbation=mutant)
    _exempt_from_collection()
    warm_up_umap()
    _exempt_from_collection()


def _exempt_from_collection() -> None:
    """Let the garbage collector pass over what is loaded by now.

    Streamlit collects all generations after every run of a script. With JAX and numba loaded this
    took 0.3 s each time, in which no other thread runs; what is frozen takes none.
    """
    gc.collect()
    gc.freeze()
