"""What the workbench asks of a workspace besides papers and judgement: jobs, coverage, kept turns, rulings, follow-up notes."""

import json
from contextlib import suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Literal

from assistant.chat.answer_model import Answer
from assistant.credit.profile_model import ChosenFact, CreditProfile
from assistant.masking import masked_page
from ingestion.errors import UsageError, XintanError
from ingestion.intake.sandbox import ReaderPool
from ingestion.model.fact import Coverage
from ingestion.model.place import Box
from ingestion.store.scope import Scope

if TYPE_CHECKING:
    from assistant.config import Settings
    from assistant.export import Format
    from assistant.jobs import Jobs, JobView
    from assistant.workspace import Lang, Upload
    from ingestion.store.index_desk import IndexDesk
    from ingestion.store.store import Store


class WorkbenchMethods:
    """Mixed into `Workspace`."""

    settings: "Settings"
    _store: "Store"
    _readers: ReaderPool
    _index: "IndexDesk"

    def queue_documents(
        self,
        customer: str,
        uploads: "list[Upload]",
        passwords: tuple[str, ...] = (),
        actor: str = "local",
        lang: "Lang | None" = None,
    ) -> "list[JobView]":
        """Queue papers for reading and return at once; what becomes of them is told in `lang`, else in the home's language."""
        return self._jobs.add(customer, uploads, passwords, actor, lang)

    def jobs(self, customer: str) -> "list[JobView]":
        """Reading that is under way or has just ended, oldest first."""
        return self._jobs.of(customer)

    def cancel_job(self, customer: str, job: str) -> None:
        """Stop a job.

        Raises:
            StoreError: the customer has no such job.
        """
        self._jobs.cancel(customer, job)

    def forget_job(self, customer: str, job: str) -> None:
        """Take an ended job off the list."""
        self._jobs.forget(customer, job)

    def resume_jobs(self) -> int:
        """Take up what an earlier run left unfinished; how many papers that are."""
        return self._jobs.resume()

    def give_way(self) -> None:
        """Let people who click go before reading, recognition and indexing; page pictures stay as quick as they are."""
        self._readers.give_way()
        self._index.give_way()

    def settings_shown(self) -> dict[str, Any]:
        """The settings in force, secrets masked."""
        return self.settings.masked()

    def coverage(self, customer: str, document: str) -> tuple[Coverage, ...]:
        """What became of each page of a paper; nothing for a paper of another customer."""
        scope = Scope(customer)
        return self._store.coverage(scope, document) if self._store.has_document(scope, document) else ()

    def turns(self, customer: str, conversation: str, actor: str = "local") -> list[tuple[str, Answer]]:
        """(question, answer) of a kept conversation of the person, oldest first."""
        found = []
        for question, kept in self._store.turns(Scope(customer), conversation, actor):
            body = {
                k: v for k, v in json.loads(kept).items() if k in Answer.model_fields
            }  # a turn keeps more than it shows
            found.append((question, Answer.model_validate(body)))
        return found

    def rulings(self, customer: str) -> list[dict[str, Any]]:
        """The analysts' words on figures, units and factors, oldest first."""
        return self._store.rulings(Scope(customer))

    def other_fact(self, customer: str, fact: str) -> ChosenFact | None:
        """A figure that was read but not chosen; all of them are looked up once a state of the profile."""
        profile = self.profile(customer)  # type: ignore[attr-defined]
        known = self._others.get(customer)
        if known is None or known[0] is not profile:
            wanted = {a for item in profile.facts for a in item.alternatives}
            found = {
                f.id: ChosenFact(fact=f, document=paper.sha256, file=paper.file, why="profile.why_not_chosen")
                for paper in profile.documents
                for f in self._store.extraction(Scope(customer), paper.sha256).facts
                if f.id in wanted
            }
            self._others.clear()
            self._others[customer] = known = (profile, found)
        return known[1].get(fact)

    def export(
        self,
        customer: str,
        format: "Format",
        lang: Literal["zh", "en", "both"],
        sections: tuple[str, ...] = (),
        mask: bool = True,
        actor: str = "local",
    ) -> tuple[str, bytes]:
        """File name and bytes of the credit memo: one snapshot, whose version it prints. Without `sections` all of them.

        With `mask` personal numbers and addresses are hidden; whether somebody may see more is for the caller to check.
        """
        from assistant.decisions import profile_hash
        from assistant.export import Wish, export_profile
        from assistant.export.memo_model import Stamp
        from assistant.export.sections import SECTIONS
        from assistant.masking import masked_profile
        from ingestion.privacy import masked

        unknown = [name for name in sections if name not in SECTIONS]
        if unknown:
            raise UsageError("cli.usage", why=f"{unknown[0]}; {', '.join(SECTIONS)}")
        profile = self.profile(customer)  # type: ignore[attr-defined]
        decisions = self.decisions(customer)  # type: ignore[attr-defined]
        version = profile_hash(profile)
        newest = decisions[0] if decisions else None
        moved = newest is not None and newest.profile_hash != version
        stamp = Stamp(
            version=version[:16],
            policy=f"{profile.grade.policy_version} {profile.grade.policy_hash[:12]}".strip() if profile.grade else "",
            state="draft" if newest is None else "moved" if moved else newest.state,
            decided_by=tuple(a.by for a in newest.approvals) if newest else (),
        )
        wish = Wish(sections or SECTIONS, masked if mask else None, stamp, decisions, self.settings.home / "templates")
        made = export_profile(masked_profile(profile) if mask else profile, format, lang, wish)
        told = {
            "format": format,
            "lang": lang,
            "version": stamp.version,
            "sections": len(wish.sections),
            "masked": mask,
        }
        self._store.note(Scope(customer), "exported", told, actor)
        return made

    def hidden_text(self, customer: str, document: str, page: int) -> list[tuple[str, Box, str]]:
        """What a page holds that nobody sees: text (personal numbers masked), box and way of hiding (`hidden.*`) of each run."""
        data = self._store.blob(Scope(customer), document)
        rows = json.loads(self._painters.hidden(data, page))
        shown = masked_page([(text, tuple(box)) for text, box, _ in rows])
        return [(text, box, way) for (text, box), (_, _, way) in zip(shown, rows, strict=True)]

    def close_workbench(self) -> None:
        """End what was started here."""
        for name in ("_jobs", "_painters"):
            if name in self.__dict__:
                getattr(self, name).close()

    @cached_property
    def _jobs(self) -> "Jobs":
        from assistant.jobs import Jobs

        read = partial(self.add_documents, in_parts=True)  # type: ignore[attr-defined]
        return Jobs(self._store, read, self._settle, self.settings.readers)

    def _settle(self, customer: str) -> None:
        """After the customer's last paper under way: the profile is built before anybody asks for it, then passages get their vectors."""
        if not any(job.active for job in self.jobs(customer)):
            with suppress(XintanError):  # gone meanwhile
                self.profile(customer)  # type: ignore[attr-defined]
        self.index_vectors(customer)  # type: ignore[attr-defined]

    @cached_property
    def _painters(self) -> ReaderPool:
        """A reader process for page pictures alone, so that they never wait for papers being read."""
        return ReaderPool(self.settings.limits, 1)

    @cached_property
    def _others(self) -> dict[str, tuple[CreditProfile, dict[str, ChosenFact]]]:
        return {}
