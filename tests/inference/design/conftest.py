"""What the tests of inverse design share: what the simulators' tests have."""

from tests.simulation.conftest import unchecked

__all__ = ["unchecked"]
