"""The example gallery: networks with a story, ready to simulate."""

from sergiojax.datasets._gallery import (
    ExampleInfo,
    ExampleList,
    list_examples,
    load_design,
    load_example,
)

__all__ = ["ExampleInfo", "ExampleList", "list_examples", "load_design", "load_example"]
