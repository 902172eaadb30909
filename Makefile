# Two commands carry the project: `make run` and `make test`. Each target is a few lines over ordinary tools.
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
DATA ?= ../shared/data

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

run: $(VENV)/run.stamp ## serve the portal with its demo organisation on http://127.0.0.1:8000
	@ASPIRE_DEMO=1 $(BIN)/aspire serve --prepare

check: $(VENV)/test.stamp ## the quick part of the tests: format, lint, types, layers, house rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest tests/house -q

test: $(VENV)/test.stamp ## everything that proves the project
	@tools/test

crash: $(VENV)/test.stamp ## the long crash test: ROUNDS=100 times everything is killed at once
	ROUNDS=$${ROUNDS:-100} $(BIN)/pytest tests/operations/test_crash.py -q -s

bench: $(VENV)/test.stamp ## every benchmark, as ratios within one run; FULL=1 with 100,000 people and roles
	$(BIN)/python -m tests.bench $(if $(FULL),--full)

eval: $(VENV)/test.stamp ## search quality on the evaluation sets in DATA
	$(BIN)/python -m tests.eval $(DATA)

lock: $(VENV)/test.stamp ## write the hash-locked requirement files anew
	tools/lock

# pip brings uv, uv brings the rest: seconds instead of minutes. Plain pip works too (see README.md).
$(VENV)/uv.stamp:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9,<1"
	@touch $@

$(VENV)/%.stamp: requirements/%.txt pyproject.toml | $(VENV)/uv.stamp
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/$*.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.PHONY: help run check test crash bench eval lock
