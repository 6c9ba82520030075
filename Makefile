# mentor.ai: every target explains itself in `make help`.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP_RUN := $(VENV)/.run-$(shell cksum < requirements/run.lock | cut -d' ' -f1)
STAMP_TEST := $(VENV)/.test-$(shell cksum < requirements/test.lock | cut -d' ' -f1)
WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path 'web/dist/*' 2>/dev/null) \
	$(shell find mentor -name '*.html' 2>/dev/null)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Dozens of processes import the same libraries: each would compile them anew where an image forbids bytecode.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run setup test long reset lock check lint types contracts unit integration browser screens train-setup train train-hearing web bench clean-tests

help: ## what every target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

run: setup web/dist/manifest.json ## start everything with the demonstration company: database, web, worker (Ctrl-C stops)
	@exec $(BIN)/python manage.py serve --demo $(if $(RECOGNISE),--recognise)

setup: check $(STAMP_RUN) ## make the environment in .venv/ from the lock file

check:
	@deploy/check-system.sh $(PYTHON)

$(VENV)/bin/uv:
	@echo "Создаю окружение в $(VENV)/ …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/uv.lock

$(STAMP_RUN): requirements/run.lock $(VENV)/bin/uv
	@echo "Ставлю зависимости …"
	@if ls $(VENV)/.test-* >/dev/null 2>&1; then lock=requirements/test.lock; else lock=requirements/run.lock; fi; \
		$(BIN)/uv pip sync --python $(BIN)/python --require-hashes requirements/uv.lock $$lock
	@rm -f $(VENV)/.run-*; touch $@

$(STAMP_TEST): requirements/test.lock $(STAMP_RUN)
	@echo "Ставлю зависимости проверок …"
	@$(BIN)/uv pip sync --python $(BIN)/python --require-hashes requirements/uv.lock requirements/test.lock
	@rm -f $(VENV)/.test-*; touch $@

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	@echo "Ставлю пакеты интерфейса …"
	@cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/manifest.json: web/node_modules/.package-lock.json $(WEB_SOURCES)
	@echo "Собираю интерфейс …"
	@cd web && npm run --silent build
	@touch $@

web: web/dist/manifest.json ## build the front end

test: setup $(STAMP_TEST) lint types contracts web unit integration browser clean-tests ## every check: lint, types, import contracts, unit, integration, browser

lint: $(STAMP_TEST) ## ruff
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(STAMP_TEST) ## mypy --strict
	@$(BIN)/mypy

contracts: $(STAMP_TEST) ## directions between rooms
	@$(BIN)/lint-imports --no-cache

unit: $(STAMP_TEST) ## tests that need no database, and the front end's
	@$(BIN)/python -m pytest -m "unit and not slow and not long" -n 2 -q
	@cd web && npm run --silent check

integration: $(STAMP_TEST) web/dist/manifest.json ## tests on a real database
	@$(BIN)/python -m pytest -m "(not unit or slow) and not browser and not long" -n 2 -q

browser: $(STAMP_TEST) web/dist/manifest.json ## tests in a real browser (Chromium)
	@deploy/check-system.sh --browser
	@$(BIN)/python -m pytest -m "browser and not long" -q tests/browser

screens: $(STAMP_TEST) web/dist/manifest.json ## retake docs/screens from a demonstration of its own
	@deploy/check-system.sh --browser
	@$(BIN)/python -m tests.browser.screens

train-setup: setup ## the training environment in .venv-train/ (PyTorch; TORCH_INDEX=… for builds without CUDA)
	@$(PYTHON) -m venv .venv-train
	@.venv-train/bin/pip install --quiet --no-deps --require-hashes -r requirements/run.lock
	@.venv-train/bin/pip install --quiet $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) -r requirements/train.lock

train: ## train the local engines anew from evaluation/corpus (about an hour on two cores)
	@test -x .venv-train/bin/python || { echo "Сначала: make train-setup"; exit 1; }
	@.venv-train/bin/python -m evaluation.train_assessor
	@.venv-train/bin/python -m evaluation.reader.train
	@.venv-train/bin/python -m evaluation.matcher.train
	@.venv-train/bin/python -m evaluation.matcher.witness
	@.venv-train/bin/python -m evaluation.speakers --train

HEARING := .test-data/hearing
train-hearing: ## train the miniature recogniser anew: says the corpus and texts made from it (2.1 GB), then learns for hours
	@test -x .venv-train/bin/python || { echo "Сначала: make train-setup"; exit 1; }
	@$(BIN)/python -m evaluation.hearing.say $(HEARING) --passes 1 --invented 60
	@$(BIN)/python -m evaluation.hearing.words $(HEARING)
	@.venv-train/bin/python -m evaluation.hearing.train $(HEARING) --steps 20000 --decay 18000 --out mentor/engines/speech_to_text/miniature/model/model.onnx
	@$(BIN)/python -m evaluation.hearing.measure $(HEARING)

long: $(STAMP_TEST) web/dist/manifest.json ## the long forms: torture, millions of rows
	@$(BIN)/python -m pytest -m long -q -s

bench: $(STAMP_TEST) web/dist/manifest.json ## how fast the fast things are, beside their limits or peers
	@$(BIN)/python -m benchmarks

clean-tests:
	@$(BIN)/python -m tests.bootstrap

reset: ## delete the demonstration's data and start anew next time (asks first)
	@$(BIN)/python manage.py reset_installation

lock: $(VENV)/bin/uv ## pin dependencies anew after editing requirements/*.in
	@for name in uv run test; do $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--overrides requirements/overrides.txt requirements/$$name.in \
		-o requirements/$$name.lock --custom-compile-command "make lock"; done
