"""The layout of the workbench, once a language. Events go to `handlers`, markup comes from `render`."""

from typing import Any

import gradio as gr

from assistant.format import Lang
from assistant.web import render
from assistant.web.handlers import Handlers
from assistant.workspace import WorkspaceApi
from ingestion.texts import say

PICK = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-customer]');
  if (button) trigger('click', {customer: button.dataset.customer});
});
document.addEventListener('x-changed', (event) => trigger('submit', {customer: event.detail}));
"""
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


def build_blocks(workspace: WorkspaceApi, lang: Lang) -> Any:
    """The workbench in one language."""
    handle = Handlers(workspace, lang)

    def word(key: str) -> str:
        return say(f"web.{key}", lang)

    with gr.Blocks(title="信探 Xintan", fill_width=True, analytics_enabled=False) as blocks:
        customer = gr.State("")
        gr.HTML(render.header(lang), js_on_load=None, elem_id="x-top")
        with gr.Row(elem_id="x-main", equal_height=False):
            with gr.Column(scale=2, min_width=210, elem_id="x-side"):
                listed = gr.HTML("", js_on_load=PICK)
                name = gr.Textbox(placeholder=word("new_customer"), show_label=False, container=False, max_lines=1)
                create = gr.Button(word("create"), size="sm")
            with gr.Column(scale=8, min_width=320, elem_id="x-work"), gr.Tabs():
                with gr.Tab(word("tab_overview")):
                    overview = gr.HTML("", js_on_load=None)
                    chart = gr.Plot(show_label=False, container=False)
                    exports = gr.HTML("", js_on_load=None)
                with gr.Tab(word("tab_documents")):
                    upload = gr.File(
                        label=word("upload"),
                        file_count="multiple",
                        file_types=[".pdf", ".xlsx", ".csv", ".zip"],
                        height=120,
                        elem_id="x-upload",
                    )
                    steps = gr.HTML("", js_on_load=None)
                    papers = gr.HTML("", js_on_load=None)
                with gr.Tab(word("tab_statements")):
                    statements = gr.HTML("", js_on_load=None)
                with gr.Tab(word("tab_ratios")):
                    ratios = gr.HTML("", js_on_load=None)
                with gr.Tab(word("tab_risks")):
                    risks = gr.HTML("", js_on_load=None)
                with gr.Tab(word("tab_bureau")):
                    bureau = gr.HTML("", js_on_load=None)
                with gr.Tab(word("tab_chat")):
                    chat = gr.Chatbot(
                        show_label=False, height=460, placeholder=word("chat_empty"), buttons=[], elem_id="x-chat"
                    )
                    question = gr.Textbox(
                        placeholder=word("ask"), show_label=False, container=False, elem_id="x-question", max_lines=3
                    )
            with gr.Column(scale=6, min_width=320, elem_id="x-view"):
                gr.HTML(render.viewer(lang), js_on_load=None)

        shown = [customer, listed, overview, papers, statements, ratios, risks, bureau, exports, chart]

        def pick(event: gr.EventData) -> tuple[Any, ...]:
            return handle.show(str(event.customer))

        private = {"api_visibility": "private", "show_progress": "hidden"}
        blocks.load(handle.first, None, shown, **private)
        listed.click(pick, None, shown, **private).then(lambda: [], None, chat, **private)
        listed.submit(pick, None, shown, **private)
        create.click(handle.create, name, shown, **private).then(lambda: "", None, name, **private)
        name.submit(handle.create, name, shown, **private).then(lambda: "", None, name, **private)
        upload.upload(handle.upload, [upload, customer], steps, **private).then(
            handle.show_after_upload, customer, shown, **private
        ).then(lambda: None, None, upload, **private)
        question.submit(handle.ask, [question, chat, customer], chat, **private)
        question.submit(lambda: "", None, question, **private)
    return blocks
