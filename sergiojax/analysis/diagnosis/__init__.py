"""Sanity lights: what a person should know about a design before they trust its cells."""

from sergiojax.analysis.diagnosis._diagnose import diagnose
from sergiojax.analysis.diagnosis._finding import Diagnosis, Severity

__all__ = ["Diagnosis", "Severity", "diagnose"]
