# The commands of the README. Needs Python 3.11+, pip and make; everything else is installed, pinned by hash, into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SHARED ?= ../shared

.PHONY: run install lock format check test test-all measure clean

run: $(STAMP)
	$(BIN)/xintan serve

install: $(STAMP)

$(STAMP): requirements.lock requirements-tools.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-tools.lock
	$(BIN)/uv pip sync --quiet --require-hashes --python $(BIN)/python requirements.lock
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python -e .
	$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib assistant ingestion prompts || true  # a command then starts at once, also where nothing may write beside the code
	touch $@

# Names and hashes only: no index address may enter the repository, so uv.lock stays out of it.
lock:
	$(BIN)/uv lock
	$(BIN)/uv export --quiet --all-groups --no-group tools --no-emit-project --no-header --format requirements-txt -o requirements.lock
	$(BIN)/uv export --quiet --only-group tools --no-emit-project --no-header --format requirements-txt -o requirements-tools.lock
	rm -f uv.lock
	! grep -n '://' requirements.lock requirements-tools.lock

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: $(STAMP)
	$(BIN)/pytest -n 2 -m "not long"

test-all: $(STAMP)
	$(BIN)/pytest -n 2

measure: $(STAMP)
	$(BIN)/python -m evals.run measure --shared $(SHARED)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
