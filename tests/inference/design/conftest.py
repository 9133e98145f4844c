"""What the tests of inverse design share: what the simulators' tests have."""

from tests.simulation.conftest import compilations, unchecked

__all__ = ["compilations", "unchecked"]
