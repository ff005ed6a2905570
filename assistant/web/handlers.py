"""Events of the workbench, each turned into one call of the workspace."""

import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.format import Lang
from assistant.web import render, render_bureau, render_risks
from assistant.workspace import IngestOutcome, Progress, Upload, WorkspaceApi
from ingestion.errors import XintanError
from ingestion.texts import say

MAX_NAME = 120
CHUNK = 24


class Handlers:
    """Bound to the workspace and one language."""

    def __init__(self, workspace: WorkspaceApi, lang: Lang) -> None:
        self._workspace = workspace
        self._lang: Lang = lang

    def first(self) -> tuple[Any, ...]:
        """What a fresh page shows: the first customer, if there is one."""
        customers = self._workspace.customers()
        return self.show(customers[0].id if customers else "")

    def show(self, customer: str) -> tuple[Any, ...]:
        """Everything about one customer: (id, list, overview, documents, statements, ratios, risks, bureau, exports, figure)."""
        customers = self._workspace.customers()
        listed = render.customer_list(customers, customer, self._lang)
        if not any(c.id == customer for c in customers):
            empty = f'<div class="x-empty x-big">{render.t("welcome", self._lang)}</div>'
            return "", listed, empty, "", "", "", "", "", "", None
        profile = self._workspace.profile(customer)
        from assistant.web.charts import overview_chart

        return (
            customer,
            listed,
            render.overview(profile, self._lang),
            render.documents(self._workspace.documents(customer), customer, self._lang),
            render.statements(profile, self._lang),
            render.ratios(profile, self._lang),
            render_risks.risks(profile, self._lang),
            render_bureau.bureau(profile, self._lang),
            render.exports(customer, self._lang),
            overview_chart(profile, self._lang),
        )

    def create(self, name: str) -> tuple[Any, ...]:
        """Make a customer and show it."""
        wanted = name.strip()[:MAX_NAME]
        if not wanted:
            return self.first()
        return self.show(self._workspace.create_customer(wanted).id)

    def show_after_upload(self, customer: str) -> tuple[Any, ...]:
        """The customer again, or the newest one when the upload made it."""
        return self.show(customer) if customer else self.first()

    def upload(self, paths: list[str] | None, customer: str) -> Iterator[str]:
        """Read the uploaded files, telling how far each has come; the temporary copies are removed at once."""
        files = [Path(p) for p in paths or []]
        uploads = [Upload(f.name, f.read_bytes()) for f in files]
        for file in files:
            file.unlink(missing_ok=True)
        if not uploads:
            return
        target = customer or self._workspace.create_customer(uploads[0].name.rsplit(".", 1)[0]).id
        yield from self._follow(target, uploads)

    def _follow(self, customer: str, uploads: list[Upload]) -> Iterator[str]:
        events: queue.Queue[Progress | None] = queue.Queue()
        outcomes: list[IngestOutcome] = []

        def work() -> None:
            try:
                outcomes.extend(self._workspace.add_documents(customer, uploads, events.put))
            finally:
                events.put(None)

        threading.Thread(target=work, daemon=True).start()
        steps: dict[str, Progress] = {}
        while (event := events.get()) is not None:
            steps[event.file] = event
            yield render.progress(list(steps.values()), self._lang)
        threading.Thread(target=self._workspace.index_vectors, args=(customer,), daemon=True).start()
        yield render.messages([o.message or o.file for o in outcomes])

    def ask(self, question: str, history: list[dict[str, Any]], customer: str) -> Iterator[list[dict[str, Any]]]:
        """One chat turn: the question at once, then the answer as it is written, at the end with its citations."""
        asked = question.strip()
        if not asked:
            yield history
            return
        turns = [*history, {"role": "user", "content": asked}]
        if not customer:
            yield [*turns, {"role": "assistant", "content": say("web.choose_customer", self._lang)}]
            return
        yield [*turns, {"role": "assistant", "content": "…"}]
        try:
            for piece in self._workspace.ask_stream(customer, asked):
                text = piece if isinstance(piece, str) else render.chat_text(piece, customer)
                yield [*turns, {"role": "assistant", "content": text}]
        except XintanError as err:
            key = err.key if "." in err.key else f"problems.{err.key}"
            yield [*turns, {"role": "assistant", "content": say(key, self._lang, **err.values)}]
