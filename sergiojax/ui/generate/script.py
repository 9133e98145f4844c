"""A Python script that trains a model again and draws the same cells."""

import json
from collections.abc import Mapping
from typing import Any

from sergiojax._version import __version__
from sergiojax.learn import to_json

CELLS_FILE = "training_cells.h5ad"
HELD_OUT = "held_out"

_SCRIPT = '''"""Trains a model again with sergiojax {version}: same cells and seeds, same model.

    pip install sergiojax
    python {file}

{cells} lies next to this script: the counts, obs["cell_type"], and obs["{held_out}"], the
cells that took no part in training.
"""

import json

import jax

import sergiojax as sj
from sergiojax.analysis.realism import realism

SETTINGS = json.loads(r\'\'\'
{settings}
\'\'\')
NUMBERS = json.loads(r\'\'\'
{numbers}
\'\'\')

cells = sj.io.read_h5ad("{cells}")
is_held_out = cells.obs["{held_out}"].to_numpy(bool)
train, held_out = cells[~is_held_out].copy(), cells[is_held_out].copy()

learner = sj.learn.from_json(sj.learn.LEARNERS["{learner}"], SETTINGS)
learned = sj.fit(learner, train, seed={seed})
learned.save("model.sjm")

new = learned.sample(NUMBERS, seed={sample_seed})
sj.write_h5ad(new, "learned_cells.h5ad")

card = realism(
    held_out.X,
    learned.sample([*held_out.obs["cell_type"], *held_out.obs["cell_type"]], seed={seed}).X,
    train=train.X,
    cell_type=held_out.obs["cell_type"],
    other_cell_type=[*held_out.obs["cell_type"], *held_out.obs["cell_type"]],
    train_cell_type=train.obs["cell_type"],
    key=jax.random.key({seed}),
)
print(card.to_frame())
'''


def training_script(
    config: Any,
    *,
    seed: int,
    numbers: Mapping[str, int],
    sample_seed: int,
    file: str = "train_again.py",
) -> str:
    """Return a script that trains a model again and draws cells from it.

    Args:
        config: Configuration of the model.
        seed: Seed of the training.
        numbers: Number of new cells by type.
        sample_seed: Seed of the new cells.
        file: Name of the script, for its first lines.
    """
    return _SCRIPT.format(
        version=__version__,
        file=file,
        cells=CELLS_FILE,
        held_out=HELD_OUT,
        settings=_json(to_json(config)),
        numbers=_json(dict(numbers)),
        learner=type(config).__name__,
        seed=seed,
        sample_seed=sample_seed,
    )


def _json(value: Any) -> str:
    """Return JSON for raw text in triple quotes: a name cannot end the literal."""
    return json.dumps(value, indent=1).replace("'", "\\u0027")
