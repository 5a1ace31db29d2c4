# make run        the e-commerce data set: CSV files, an embedded database, and its own verdict on them
# make help       the other targets
# make PYTHON=python3.12 run     with another Python (3.10 or newer)

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test lint bench bench-rivals docs site up

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

run: $(READY) ## generate, load and check specs/ecommerce.yaml
	$(BIN)/specgen run specs/ecommerce.yaml

test: $(READY) ## run the tests
	$(BIN)/python -m pytest

lint: $(READY) ## check style, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy --strict specgen docs/scripts benchmarks/harness benchmarks/rivals.py benchmarks/rows.py benchmarks/startup.py
	$(BIN)/lint-imports --no-logo

bench: $(READY) ## run the short benchmarks
	@set -e; for script in $(filter-out benchmarks/__init__.py benchmarks/rivals.py,$(wildcard benchmarks/*.py)); do echo "$$script"; $(BIN)/python "$$script"; done

bench-rivals: $(READY) ## measure specgen beside its rivals, which takes an hour or so
	$(BIN)/python benchmarks/rivals.py

docs: $(READY) ## write what a machine can write of the docs
	$(BIN)/python -m docs.scripts

site: docs ## build the docs as a site, in site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet
	@echo "site/index.html is there; search needs a server: $(BIN)/python -m http.server --directory site --bind 127.0.0.1"

up: ## start PostgreSQL in Docker
	docker compose up -d

# Made from nothing each time that the pins change, so that what is installed is what is listed.
$(READY): setup.cfg pyproject.toml constraints.txt
	@command -v $(PYTHON) > /dev/null || { echo "specgen: there is no '$(PYTHON)'; try: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; v = ".".join(map(str, sys.version_info[:3])); sys.exit("specgen needs Python 3.10 or newer, and $(PYTHON) is " + v + "; try: make PYTHON=python3.12" if sys.version_info < (3, 10) else 0)'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt setuptools
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --no-build-isolation --editable '.[test,docs]'
	$(BIN)/python -m compileall -q specgen specs templates
	@touch $@
