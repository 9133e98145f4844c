"""Gene regulatory networks: the data structure, topology, file formats and random generators."""

from sergiojax.grn._annotation import LONGEST_ANNOTATION, MOST_ANNOTATIONS, Annotation
from sergiojax.grn._assume import FilledKinetics, assume_kinetics, fill_kinetics
from sergiojax.grn._assumed import AssumedKind
from sergiojax.grn._belong import combine_files, read_first
from sergiojax.grn._design import Design
from sergiojax.grn._document import design_from_dict, design_to_dict
from sergiojax.grn._errors import (
    AssumedKineticsWarning,
    GRNFormatError,
    GRNFormatQuestion,
    GRNFormatWarning,
)
from sergiojax.grn._feedback import FeedbackLoop, FeedbackLoops, feedback_loops
from sergiojax.grn._kinetics import Kinetics
from sergiojax.grn._layout import layout_positions
from sergiojax.grn._modules import find_modules
from sergiojax.grn._network import GRN
from sergiojax.grn._parameter import Parameter, ParameterKind, list_parameters
from sergiojax.grn._question import Question
from sergiojax.grn._random import random_network
from sergiojax.grn._read import read, read_files, read_grn
from sergiojax.grn._report import Finding, ReadReport
from sergiojax.grn._scale import typical_strength
from sergiojax.grn._share import decode_design, encode_design
from sergiojax.grn._source import SourceFile
from sergiojax.grn._spread import spread_positions
from sergiojax.grn._topology import Topology
from sergiojax.grn._upstream import upstream_network
from sergiojax.grn._write import list_formats, list_losses, to_files, write_files
from sergiojax.grn.formats import Format

__all__ = [
    "GRN",
    "LONGEST_ANNOTATION",
    "MOST_ANNOTATIONS",
    "Annotation",
    "AssumedKind",
    "AssumedKineticsWarning",
    "Design",
    "FeedbackLoop",
    "FeedbackLoops",
    "FilledKinetics",
    "Finding",
    "Format",
    "GRNFormatError",
    "GRNFormatQuestion",
    "GRNFormatWarning",
    "Kinetics",
    "Parameter",
    "ParameterKind",
    "Question",
    "ReadReport",
    "SourceFile",
    "Topology",
    "assume_kinetics",
    "combine_files",
    "decode_design",
    "design_from_dict",
    "design_to_dict",
    "encode_design",
    "feedback_loops",
    "fill_kinetics",
    "find_modules",
    "layout_positions",
    "list_formats",
    "list_losses",
    "list_parameters",
    "random_network",
    "read",
    "read_files",
    "read_first",
    "read_grn",
    "spread_positions",
    "to_files",
    "typical_strength",
    "upstream_network",
    "write_files",
]
