SHELL := /bin/bash
PORT ?= 8000
DATA_DIR ?= .local
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PORT DATA_DIR

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(VENV)/.ready: requirements.txt infra/requirements-dev.txt
	@echo "setting up $(VENV) (once; a minute or two)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r infra/requirements-dev.txt
	@touch $@

.PHONY: setup
setup: $(VENV)/.ready ## make the virtual environment

.PHONY: run
run: setup ## start everything locally: PORT (8000), DATA_DIR (.local)
	@$(BIN)/python -m infra.local

.PHONY: check
check: setup ## lint, types, layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

.PHONY: test
test: check ## every test
	@$(BIN)/python -m pytest -q -n 2

.PHONY: rebuild
rebuild: setup ## replay the log into new, empty views and prove that they are equal
	@$(BIN)/python -m infra.rebuild

.PHONY: package
package: setup ## one template and the zips that deploy, in .build/package
	@$(BIN)/python -m infra.package

.PHONY: deploy
deploy: setup ## deploy a stage: STAGE=prod [SITE_ORIGIN=https://host CERTIFICATE_ARN=...] [YES=1]
	@$(BIN)/python -m infra.deploy

.PHONY: invoke
invoke: setup ## one sample event to its handler: EVENT=events/http-get.json
	@$(BIN)/python -m infra.invoke
