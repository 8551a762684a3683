# cryonerve: every target makes what it needs first. `make help` lists them.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
# Whatever environment is active in the calling shell is none of our business.
# Without stored bytecode every process that a test starts would translate all libraries anew, and every test module too.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
CASE ?= tibial-neuroma-child
# Processes that test at once: one a core. Compiling takes most of a first run, and more than a few add little to it.
WORKERS ?= auto
TOGETHER := --numprocesses=$(WORKERS) --maxprocesses=8 --dist=worksteal
INSTALLED := $(VENV)/.installed
DEBIAN := $(VENV)/.pdf-libraries
POSTGRESQL := $(VENV)/.postgresql
DEBIAN_PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core

.PHONY: help setup run test test-all lint bench validation picture screen screen-tools screen-test screen-browser wheel clean

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | while IFS='|' read -r name text; do printf '  make %-14s %s\n' "$$name" "$$text"; done

setup: $(DEBIAN) ## The environment .venv with everything in it

$(BIN)/python:
	@scripts/make-environment $(VENV)

# Python translates a module when it is first imported; pip would translate all 8700 files, most of them for nothing.
$(INSTALLED): pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) (a minute or two the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --editable '.[dev]'
	@touch $@

# WeasyPrint draws the PDF with Pango, a system library. Without it the PDF is made the plainer way.
$(DEBIAN): $(INSTALLED)
	@if $(BIN)/python -c 'import weasyprint' >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing the PDF libraries: $(DEBIAN_PACKAGES)"; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(DEBIAN_PACKAGES); } >/dev/null 2>&1 \
	    || echo "They could not be installed: the report's PDF is made the plainer way, with Python packages only."; \
	else \
	  echo "Pango is not installed: the report's PDF is made the plainer way, with Python packages only."; \
	  echo "For the full one, an administrator runs: apt-get install $(DEBIAN_PACKAGES)"; \
	fi
	@touch $@

# Tests of the registry run on a PostgreSQL server of their own, in a temporary folder; without one they are skipped.
$(POSTGRESQL): $(INSTALLED)
	@if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing PostgreSQL for the tests"; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql; } >/dev/null 2>&1 \
	    || echo "It could not be installed: tests on PostgreSQL are skipped."; \
	else \
	  echo "PostgreSQL is not installed: tests on it are skipped. An administrator runs: apt-get install postgresql"; \
	fi
	@touch $@

run: setup ## The bundled published case, all the way to its report (CASE=... for another)
	@code=0; $(BIN)/cryonerve run $(CASE) -o runs/$(CASE) || code=$$?; \
	if [ $$code -eq 1 ]; then echo "A finding says stop (exit code 1); the run is complete and written."; code=0; fi; \
	exit $$code

test: setup screen-tools $(POSTGRESQL) ## The fast tests, in a process a core (the slow ones: make test-all)
	@$(BIN)/python -m pytest --quiet $(TOGETHER)

test-all: setup screen-tools $(POSTGRESQL) ## Every test, the slow ones too
	@$(BIN)/python -m pytest --quiet $(TOGETHER) -m 'slow or not slow'

lint: setup ## Style, format, types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: setup ## Speed and memory, a JSON line each beside the last kept one, minutes (KEEP=1 keeps them)
	@$(BIN)/python benchmarks/bench.py $(if $(KEEP),--keep)

validation: setup ## VALIDATION.md: every comparison with its numbers
	@CRYONERVE_VALIDATION=1 $(BIN)/python -m pytest --quiet -m 'slow or not slow' tests/analytic tests/convergence tests/published

picture: setup ## the pictures of README, from a run of the bundled case
	@test -e runs/$(CASE)/summary.json || $(MAKE) --no-print-directory run
	@$(BIN)/python scripts/picture.py runs/$(CASE) docs

screenshots: setup ## the pictures of docs/screen.md, in a real Chromium, some minutes
	@$(BIN)/python scripts/screenshots.py docs

# The browser's side of `cryonerve app` is built with node and committed: users need no node. `npm ci` installs what the
# lock file says, byte for byte; `npm run build` needs no network.
screen/node_modules: screen/package-lock.json
	@cd screen && npm ci --no-audit --no-fund
	@touch $@

# The suite tests the browser's side too where it can: types, Vitest, and that building gives the committed bytes.
screen-tools:
	@if [ -d screen/node_modules ] && [ screen/node_modules -nt screen/package-lock.json ]; then :; \
	elif ! command -v npm >/dev/null; then echo "npm is not installed: tests of the browser's side are skipped."; \
	elif (cd screen && npm ci --no-audit --no-fund --fetch-retries=1 >/dev/null 2>&1); then touch screen/node_modules; \
	else rm -rf screen/node_modules; echo "npm could not fetch its packages: tests of the browser's side are skipped."; fi

screen: screen/node_modules ## The browser's side of `cryonerve app`, into src/cryonerve/app/screen/static (needs node)
	@cd screen && npm run --silent build

screen-test: screen/node_modules ## Types and tests of the browser's side (needs node)
	@cd screen && npm run --silent check && npm run --silent test

# Chromium is the system's; where it is missing and cannot be installed, the tests say so and are skipped.
screen-browser: setup screen/node_modules ## The screen walked through in a real Chromium, about ten minutes
	@if command -v chromium chromium-browser >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Chromium"; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1 \
	    || echo "It could not be installed."; \
	else \
	  echo "Chromium is not installed: an administrator runs: apt-get install chromium"; \
	fi
	@$(BIN)/python -m pytest --quiet --numprocesses=0 -m 'slow or not slow' tests/app/browser

wheel: setup ## dist/*.whl
	@rm -rf dist && $(BIN)/python -m build --wheel --outdir dist

clean: ## Remove what was built; runs/ and .venv stay
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
