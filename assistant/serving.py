"""`xintan serve`: take the home, answer other commands, load the sample once, show the workbench."""

import gc
import threading
from typing import Any

from assistant.config import Settings, locale_lang
from assistant.owner import Emitter, HomeLock, OwnerSocket
from ingestion.errors import RefusedError
from ingestion.taxonomy.taxonomy import taxonomy
from ingestion.texts import say

REFUSE_AFTER_S = 1.0
COLLECT = (10_000, 20, 50)


class AlreadyServingError(RefusedError):
    """Another process serves this home."""

    key = "cli.already_serving"


def serve_home(settings: Settings, host: str, port: int, emitter: Emitter) -> int:
    """Exit code once the workbench has ended. A second server on one home is refused within 2 seconds."""
    lock = HomeLock(settings.home)
    if not lock.acquire(REFUSE_AFTER_S):
        card = lock.owner()
        raise AlreadyServingError(pid=card.get("pid", "?"), url=card.get("url", "?"))
    try:
        return _serve_owned(lock, settings, host, port, emitter)
    finally:
        lock.release()


def _serve_owned(lock: HomeLock, settings: Settings, host: str, port: int, emitter: Emitter) -> int:
    from assistant.cli import serve_request
    from assistant.service import Workspace
    from assistant.web.server import accounts_for, serve

    accounts_for(settings, host)  # refused before anything is loaded or said
    url = f"http://{host}:{port}"
    with Workspace.open(settings) as workspace:
        workspace.give_way()

        def handle(request: dict[str, Any], reply: Emitter) -> int:
            return serve_request(workspace, settings, request, reply)

        socket = OwnerSocket(handle)
        lock.write_card(socket=str(socket.path), url=url)
        threading.Thread(target=_prepare, args=(workspace, settings, emitter), name="prepare", daemon=True).start()
        emitter.err(say("cli.serving", settings.lang or locale_lang(), url=url) + "\n")
        try:
            serve(workspace, settings, host, port)
        finally:
            socket.close()
    return 0


def _prepare(workspace: Any, settings: Settings, emitter: Emitter) -> None:
    """Load the sample into an empty home, telling of each paper that was not taken.

    Then make profiles ready and give waiting passages their vectors.
    """
    taxonomy()  # read while nobody waits yet
    _spare_the_collector()
    workspace.resume_jobs()
    workspace.ready_profiles(1)
    if settings.sample:
        for outcome in workspace.load_sample():
            if outcome.status == "failed" and outcome.message:
                emitter.err(outcome.message + "\n")
    workspace.ready_profiles()
    workspace.index_vectors(None)


def _spare_the_collector() -> None:
    """What the program itself is made of stays: looking through it for cycles would make somebody wait for half a second."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT)
