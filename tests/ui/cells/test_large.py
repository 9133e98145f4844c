"""A large set of cells: opened and drawn in little more memory than its sparse matrix takes."""

import os
import subprocess
import sys
from pathlib import Path

import anndata
import numpy as np
import pytest
import scipy.sparse

ROOT = Path(__file__).parents[3]
MOST = 3  # times the sparse matrix, from before the file is opened to the first map
N_CELLS, N_GENES, PER_CELL = 15_000, 30_000, 2_100  # 7 % above zero

CHILD = '''
import re, sys
from pathlib import Path
import anndata, numpy as np, scipy.sparse
from streamlit.testing.v1 import AppTest
from sergiojax.ui.work import at_start, warm
from sergiojax.ui.controls import file_at_start

warm.start = lambda: None

def visit(path):
    """Open the Cells page of a server that was started with a file."""
    import os
    os.environ[at_start.FILE] = path
    at_start.opening.cache_clear()
    file_at_start._shared_set.clear()
    at_start.opening().future.result()
    app = AppTest.from_file("app.py", default_timeout=300)
    app.session_state["cells_map"] = "PCA"
    app.run()
    app.switch_page("pages/studio/cells.py").run()
    assert not app.error, [each.value for each in app.error]
    assert not app.exception
    return app

def kilobytes(word):
    return int(re.search(word + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

small, large = sys.argv[1:]
visit(small)  # what is loaded and compiled is no memory of the cells
before = kilobytes("VmRSS")
Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
app = visit(large)
assert len(app.get("plotly_chart")) == 1
for view in ("Heatmap", "Genes", "Quality", "Export"):
    app.segmented_control(key="cells_view").set_value(view).run()
    assert not app.error, [each.value for each in app.error]
print((kilobytes("VmHWM") - before) * 1024)
'''


def write(path, n_cells, n_genes, per_cell):
    """Write counts as an h5ad file, and return the bytes of the sparse matrix."""
    rng = np.random.default_rng(0)
    indices = rng.integers(0, n_genes, (n_cells, per_cell), dtype=np.int32)
    indices.sort(axis=1)
    counts = scipy.sparse.csr_matrix(
        (
            rng.integers(1, 9, indices.size).astype(np.float32),
            indices.ravel(),
            np.arange(0, indices.size + 1, per_cell, dtype=np.int32),
        ),
        shape=(n_cells, n_genes),
    )
    counts.sum_duplicates()
    cells = anndata.AnnData(counts)
    cells.obs["cell_type"] = rng.choice(["a", "b", "c"], n_cells)
    cells.write_h5ad(path)
    return counts.data.nbytes + counts.indices.nbytes + counts.indptr.nbytes


@pytest.mark.validate
@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="needs Linux's peak memory")
def test_a_large_file_and_its_first_map_need_at_most_three_times_its_matrix(tmp_path):
    write(tmp_path / "small.h5ad", 300, 2_500, 100)
    n_bytes = write(tmp_path / "large.h5ad", N_CELLS, N_GENES, PER_CELL)
    command = [sys.executable, "-c", CHILD, *map(str, sorted(tmp_path.glob("*"), reverse=True))]
    ended = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    peak = int(ended.stdout)
    assert peak <= MOST * n_bytes, f"{peak / n_bytes:.2f} times {n_bytes / 1e6:.0f} MB"
    print(f"{peak / n_bytes:.2f} times {n_bytes / 1e6:.0f} MB")
