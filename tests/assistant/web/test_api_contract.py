"""The REST API against its own description: bounded examples, no reply outside what is documented."""

from collections.abc import Iterator

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from assistant.config import load_settings
from assistant.service import Workspace
from assistant.web.server import create_app

SLOW = "/files/export/"  # drawn files take seconds; they have tests of their own
BOUNDED = settings(
    max_examples=4, deadline=None, phases=[Phase.generate], database=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    made = load_settings(tmp_path_factory.mktemp("home"), {}, lang="en", readers=1, sample=False)
    with Workspace.open(made) as workspace:
        workspace.create_customer("Acme")
        app = create_app(workspace, made)
        app.state.any_host = True  # the client calls itself testserver
        yield app


def test_no_call_gets_an_answer_that_is_not_described(api: FastAPI) -> None:
    described = schemathesis.openapi.from_asgi("/api/v1/openapi.json", api)
    seen: dict[str, int] = {}
    for found in described.get_all_operations():
        operation = found.ok()
        if operation.path.startswith(SLOW):
            continue

        @BOUNDED
        @given(case=operation.as_strategy())
        def check(case: schemathesis.Case) -> None:
            if "customer" in case.path_parameters:
                case.path_parameters["customer"] = "Acme"
            reply = case.call()
            assert reply.status_code < 500, f"{case.operation.label}: {reply.text}"
            case.validate_response(reply, excluded_checks=[positive_data_acceptance])  # ids of nothing are schema-valid
            seen[case.operation.label] = seen.get(case.operation.label, 0) + 1

        check()
    assert len(seen) >= 25
