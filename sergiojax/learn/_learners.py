"""All learners by name, as files of models name them."""

from typing import Any

from sergiojax.learn.generate import Copula, CountGAN, CountVAE, NetworkGenerator

LEARNERS: dict[str, Any] = {
    each.__name__: each for each in (Copula, CountVAE, CountGAN, NetworkGenerator)
}
