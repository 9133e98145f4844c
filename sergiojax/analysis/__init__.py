"""Analysis of designs and cells: checks, comparisons, embeddings, tables behind figures."""

from sergiojax.analysis._cell_type_peak import cell_type_peak
from sergiojax.analysis._compare_cells import (
    CellComparison,
    CellMoments,
    CellScores,
    compare_cells,
)
from sergiojax.analysis._ensemble import Ensemble, Share, ensemble
from sergiojax.analysis._filled_in import ensemble_words, filled_in_words, vary_filled_in
from sergiojax.analysis._gene_order import gene_order
from sergiojax.analysis._leiden import leiden
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
from sergiojax.analysis._variable_genes import gene_variance, variable_genes
from sergiojax.analysis.comparison import (
    PSEUDOCOUNT,
    Change,
    DesignDifference,
    DifferenceRow,
    DifferentialExpression,
    Epistasis,
    Inferability,
    InferenceMethod,
    MethodScore,
    compare_designs,
    differential_expression,
    epistasis,
    inferability,
    knockout_effects,
    log2_fold_change,
    noise_free_levels,
    steady_levels,
    true_fold_change,
    true_knockout_effects,
)
from sergiojax.analysis.diagnosis import Diagnosis, Severity, diagnose
from sergiojax.analysis.realism import RealismCard, realism

__all__ = [
    "PSEUDOCOUNT",
    "CellComparison",
    "CellMoments",
    "CellScores",
    "CellSummary",
    "Change",
    "DesignDifference",
    "Diagnosis",
    "DifferenceRow",
    "DifferentialExpression",
    "Ensemble",
    "Epistasis",
    "HeatmapTable",
    "HistogramTable",
    "Inferability",
    "InferenceMethod",
    "MethodScore",
    "PrincipalComponents",
    "RealismCard",
    "Severity",
    "Share",
    "cell_summary",
    "cell_type_peak",
    "compare_cells",
    "compare_designs",
    "diagnose",
    "differential_expression",
    "ensemble",
    "ensemble_words",
    "epistasis",
    "filled_in_words",
    "gene_order",
    "gene_variance",
    "heatmap_table",
    "histogram_table",
    "inferability",
    "knockout_effects",
    "leiden",
    "log2_fold_change",
    "noise_free_levels",
    "normalize",
    "pca",
    "realism",
    "steady_levels",
    "subsample",
    "thin_by_quantile",
    "true_fold_change",
    "true_knockout_effects",
    "umap",
    "variable_genes",
    "vary_filled_in",
    "warm_up_umap",
    "zscore",
]
