"""A panel of sliders that report while they are dragged, as a Streamlit component."""

from sergiojax.ui.live_sliders._component import (
    Slider,
    SliderGroup,
    SliderState,
    live_sliders,
    slider_state,
)

__all__ = ["Slider", "SliderGroup", "SliderState", "live_sliders", "slider_state"]
