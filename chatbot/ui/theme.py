"""How the page looks: colours and fonts of this machine; the rest is in `assets/page.css`."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio

ASSETS = Path(__file__).parent / "assets"
_SANS = ("ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "Noto Sans Mono", "monospace")
# From the lightest shade to the darkest.
_INK = (
    "#f7f7f5", "#eeeeea", "#e0e0da", "#c9c9c1", "#9c9c93", "#76766e", "#595953", "#40403b", "#2a2a27", "#1c1c1a",
    "#131312",
)  # fmt: skip
_MOSS = (
    "#eef6f2", "#d5eae1", "#aed6c5", "#7fbca4", "#4f9d80", "#2f8165", "#226650", "#1d5242", "#194237", "#15362d",
    "#0a1f1a",
)  # fmt: skip


def theme() -> "gradio.Theme":
    """Return the theme. Fonts are the system's: Gradio's own themes would ask Google for theirs."""
    import gradio

    ink, moss = gradio.themes.Color(*_INK, name="ink"), gradio.themes.Color(*_MOSS, name="moss")
    base = gradio.themes.Base(
        primary_hue=moss,
        secondary_hue=moss,
        neutral_hue=ink,
        radius_size=gradio.themes.sizes.radius_lg,
        font=_SANS,
        font_mono=_MONO,
    )
    return base.set(
        body_text_color_subdued="*neutral_500",
        body_text_color_subdued_dark="*neutral_400",
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        background_fill_primary="white",
        background_fill_primary_dark="*neutral_900",
        background_fill_secondary="*neutral_100",
        background_fill_secondary_dark="*neutral_900",
        border_color_primary="*neutral_200",
        border_color_primary_dark="*neutral_800",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_shadow="none",
        block_label_text_color="*neutral_600",
        block_label_text_color_dark="*neutral_400",
        input_background_fill="white",
        input_background_fill_dark="*neutral_900",
        button_secondary_background_fill="white",
        button_secondary_background_fill_dark="*neutral_800",
        button_secondary_background_fill_hover="*neutral_100",
        button_secondary_background_fill_hover_dark="*neutral_700",
        button_secondary_border_color="*neutral_200",
        button_secondary_border_color_dark="*neutral_700",
        link_text_color="*primary_600",
        link_text_color_dark="*primary_300",
    )
