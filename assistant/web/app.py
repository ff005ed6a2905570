"""The Gradio frame of the workbench, once a language.

Gradio carries the page (theme, dark mode, assets); what is in it is ours. Decided 2026-11: the screens come as markup from our own
routes and are put in by our own script, because Gradio's state, file cache and event queue are not bounds between users, and its
templates need `unsafe-eval`. One `Markdown` without sanitising is the only Gradio component that mounts under the content policy.
"""

from typing import Any

import gradio as gr

FONTS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")


def theme() -> Any:
    """A sober theme on system fonts: nothing is fetched."""
    return gr.themes.Base(
        primary_hue="blue",
        neutral_hue="slate",
        font=list(FONTS),
        font_mono=["ui-monospace", "monospace"],
        text_size="sm",
    )


def build_blocks() -> Any:
    """The frame: one place for the workbench."""
    with gr.Blocks(title="信探 Xintan", fill_width=True, analytics_enabled=False) as blocks:
        gr.Markdown('<div id="x-app"></div>', sanitize_html=False, container=False, padding=False)
    return blocks
