"""Analysis of designs and cells: sanity checks, embeddings, and the tables behind figures."""

from sergiojax.analysis._cell_type_peak import cell_type_peak
from sergiojax.analysis._gene_order import gene_order
from sergiojax.analysis._normalize import normalize, zscore
from sergiojax.analysis._pca import PrincipalComponents, pca
from sergiojax.analysis._subsample import subsample
from sergiojax.analysis._summary import CellSummary, cell_summary
from sergiojax.analysis._tables import (
    HeatmapTable,
    HistogramTable,
    heatmap_table,
    histogram_table,
    thin_by_quantile,
)
from sergiojax.analysis._umap import umap, warm_up_umap
from sergiojax.analysis.diagnosis import Diagnosis, Severity, diagnose

__all__ = [
    "CellSummary",
    "Diagnosis",
    "HeatmapTable",
    "HistogramTable",
    "PrincipalComponents",
    "Severity",
    "cell_summary",
    "cell_type_peak",
    "diagnose",
    "gene_order",
    "heatmap_table",
    "histogram_table",
    "normalize",
    "pca",
    "subsample",
    "thin_by_quantile",
    "umap",
    "warm_up_umap",
    "zscore",
]
