# Everything that is done with this project, by name. `make` alone lists it.
.DEFAULT_GOAL := help
.PHONY: help install run demo test lint bench bench-quick bench-scale chaos fleet soak lock clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# Tests start the bot again and again: compiled anew, each start takes a quarter longer.
unexport PYTHONDONTWRITEBYTECODE

LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--extra postgresql --generate-hashes --no-emit-index-url --no-annotate --no-header

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile

install: $(VENV)/installed ## make .venv with the locked dependencies and the package

$(VENV)/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Tocsin needs Python 3.11 or newer; set PYTHON=/path/to/it" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/tested: $(VENV)/installed tests/requirements.lock
	$(PIP) --require-hashes -r tests/requirements.lock
	touch $@

run: install ## run the bot (settings from the environment and .env)
	$(BIN)/tocsin run

demo: install ## see it work: sample news, no token, no network
	$(BIN)/tocsin demo

lint: $(VENV)/tested ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy bot tests

# Many tests wait: for a lease to end, a poll, a pause of Telegram's. Four at a time keep two cores
# at work, and who is done early takes over from who is not.
test: lint ## lint, types and all tests
	$(BIN)/pytest -n 4 --dist worksteal

$(VENV)/benched: $(VENV)/tested tests/bench/requirements.lock
	$(PIP) --require-hashes -r tests/bench/requirements.lock
	touch $@

bench: $(VENV)/benched ## measure all, side by side with others and the last time (TOCSIN_BENCH=full: at length)
	$(BIN)/python -m tests.bench

bench-quick: $(VENV)/benched ## measure the hot paths in small sizes, under a minute
	TOCSIN_BENCH=quick $(BIN)/python -m tests.bench

bench-scale: $(VENV)/benched ## several machines: polls, engine and decisions beside each other
	$(BIN)/python -m tests.bench.scale

chaos: $(VENV)/tested ## kill the bot 200 times while alerts flow, and count what came of it
	$(BIN)/python -m tests.chaos

fleet: $(VENV)/tested ## kill, freeze and cut off a fleet of processes, and count what came of it
	$(BIN)/python -m tests.fleet --minutes 5 --kill-every 3 --database-stop fast --cut-connections 30 --freeze 60 --race

soak: $(VENV)/tested ## 25 minutes with faults, edits and restarts, counted (SOAK='--player P --recording R': a day at 60 times its pace)
	$(BIN)/python -m tests.soak $(SOAK)

lock: $(VENV)/tested ## renew both lock files from pyproject.toml
	$(PIP) uv
	$(LOCK) --group build -o requirements.lock
	$(LOCK) --group test -c requirements.lock -o tests/requirements.lock
	$(LOCK) --group bench -c tests/requirements.lock -o tests/bench/requirements.lock

clean: ## remove what the targets above made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
