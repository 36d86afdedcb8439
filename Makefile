# Every target that needs .venv makes it; `make demo` and `make test` need nothing run before them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

BIN := .venv/bin
PY := $(BIN)/python
STACK := $(PY) -m deploy.local
PYTEST := $(PY) -m pytest
CODE := $(wildcard services shared deploy tests)
SUITES := $(wildcard tests/unit tests/contract tests/access tests/integration tests/e2e tests/browser)
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet

export PYTHONPATH := $(CURDIR)

.PHONY: help
help: ## print this list
	@grep -hE '^[a-z][a-z0-9 -]*:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-22s %s\n", $$1, $$2}'

.PHONY: setup
setup: ## make .venv with the pinned requirements (quick when nothing changed)
	@requirements/setup.sh

.PHONY: lock
lock: setup ## compile requirements/*.txt from pyproject.toml (UPGRADE=1 takes newer versions)
	$(BIN)/uv pip compile $(LOCK) $(if $(UPGRADE),--upgrade) requirements/tools.in -o requirements/tools.txt
	$(BIN)/uv pip compile $(LOCK) $(if $(UPGRADE),--upgrade) --extra dev pyproject.toml -o requirements/dev.txt
	$(BIN)/uv pip compile $(LOCK) -c requirements/dev.txt pyproject.toml -o requirements/runtime.txt

.PHONY: stack-up stack-down
stack-up: setup ## start the local Kafka and Mongo-wire store, wait until they answer
	@$(STACK) up

stack-down: setup ## stop the local stack; its data stay
	@$(STACK) down

# Where there is no Docker, up, down and status mean the local stack.
COMPOSE := docker compose -f deploy/compose.yaml
DOCKER := $(shell docker compose version >/dev/null 2>&1 && docker info >/dev/null 2>&1 && echo yes)

.PHONY: up down logs status images
up: $(if $(DOCKER),secrets images,stack-up) ## Docker: the whole platform in containers, healthy; without Docker: stack-up
	$(if $(DOCKER),$(COMPOSE) up --detach --wait --no-build)

down: $(if $(DOCKER),,stack-down) ## Docker: stop the containers, data stay; without Docker: stack-down
	$(if $(DOCKER),$(COMPOSE) down)

logs: ## Docker: what the services say (S=router for one of them)
	$(COMPOSE) logs --follow --tail 100 $(S)

status: $(if $(DOCKER),,setup) ## what runs and how it feels
	@$(if $(DOCKER),$(COMPOSE) ps --all --format 'table {{.Service}}\t{{.Status}}\t{{.Ports}}',$(STACK) status)

images: ## Docker: build the four images
	$(COMPOSE) build --quiet

.PHONY: demo-containers
demo-containers: ## Docker, after make up: a citizen files an appeal, a body reads it with its own credentials
	@$(COMPOSE) --profile demo run --rm visit

# Where KAFKA_BOOTSTRAP says; else in the containers, where they run; else the demo's stack or the local one.
.PHONY: trace
trace: setup ## everything that happened to one appeal: make trace APPEAL=ЖТ-2026-00000001 (or its id)
	@test -n "$(APPEAL)" || { echo "say which: make trace APPEAL=number-or-id" >&2; exit 2; }
	@if [ -z "$${KAFKA_BOOTSTRAP:-}" ]; then \
	  if [ -n "$(DOCKER)" ] && [ -n "$$($(COMPOSE) ps --quiet kafka 2>/dev/null)" ]; then \
	    exec $(COMPOSE) --profile tools run --rm --no-deps -T trace "$(APPEAL)"; fi; \
	  settings="$$($(STACK) --data-dir .local/demo env 2>/dev/null || $(STACK) env)"; eval "$$settings"; fi; \
	exec $(PY) -m deploy.tracing "$(APPEAL)"

.PHONY: watch
watch: secrets ## Docker, after make up: Prometheus, Grafana (user admin) and Jaeger; the services begin to send traces
	OTEL_EXPORTER_OTLP_ENDPOINT=http://jaeger:4318 $(COMPOSE) --profile observability up --detach --wait --no-build

.PHONY: metrics alerts
metrics: setup ## write docs/metrics.md and the dashboard from the code
	@$(PY) -m deploy.observability

alerts: ## check alert rules by promtool, where there is one
	promtool check config deploy/observability/prometheus.yaml
	cd deploy/observability && promtool test rules alerts_test.yaml

.PHONY: secrets access credentials
secrets: setup ## make the missing passwords and keys in deploy/secrets, with random values
	@$(PY) -m deploy.compose

access: secrets ## Docker: bring topics, users and access lists up to date
	$(COMPOSE) run --rm provision

.PHONY: console-token
console-token: ## Docker: a new token for a centre's console, shown once: make console-token CENTRE=kz-75
	@$(COMPOSE) exec sla_monitor python -m services.sla_monitor token --centre $(CENTRE)

credentials: secrets ## client settings and an example program: make credentials WHO="agency mot"
	@$(PY) -m shared.kafka.credentials $(WHO)

.PHONY: topics
topics: setup ## create the declared topics (starts the local stack if none runs)
	@settings="$$($(STACK) up --export)"; eval "$$settings"; exec $(PY) -m shared.kafka.provision

.PHONY: contracts
contracts: setup ## write docs/contracts (JSON Schema, AsyncAPI) from the code
	@$(PY) -m shared.contracts.documents

.PHONY: jurisdiction
jurisdiction: setup ## measure the choice of the body, write docs/jurisdiction.md (TEXTS=file.jsonl adds real texts)
	@$(PY) -m services.router jurisdiction $(TEXTS) tests/unit/router/unseen_texts.jsonl tests/unit/router/routing_texts.jsonl

.PHONY: model
model: setup ## make the model of jurisdiction anew from the table, its words and the training texts
	@$(PY) -m services.router learn

.PHONY: demo
demo: setup ## show the whole platform at work on this machine
	@$(PY) -m deploy.demo

.PHONY: jars
jars: setup
	@$(STACK) fetch

.PHONY: test
test: lint types jars browser ## everything: lint, types, then unit, contract, integration, e2e and browser tests
	@$(PYTEST) $(SUITES)

.PHONY: unit
unit: setup ## unit tests: no infrastructure
	@$(PYTEST) tests/unit

.PHONY: contract
contract: jars ## contract tests: golden events, one suite for every store
	@$(PYTEST) tests/contract

.PHONY: access-tests
access-tests: jars ## who may do what, on a local broker that refuses
	@$(PYTEST) tests/access

.PHONY: integration
integration: jars ## one service at a time on real Kafka and store
	@$(PYTEST) tests/integration

.PHONY: e2e
e2e: jars ## four real processes, from intake to statistics
	@$(PYTEST) tests/e2e

.PHONY: test-containers
test-containers: jars ## Docker: access, integration and e2e tests on the official images
	@TEST_STACK=containers $(PYTEST) $(wildcard tests/access tests/integration tests/e2e)

.PHONY: browser
browser: ## install Chromium and the libraries of printed pages by apt, if they are missing
	@requirements/browser.sh

.PHONY: pages
pages: jars browser ## the pages in a real browser, on real processes
	@$(PYTEST) tests/browser

.PHONY: k8s
k8s: setup ## write the users of the cluster from the declarations (deploy/k8s/base/generated)
	@$(PY) -m deploy.k8s generate

.PHONY: lint
lint: setup ## ruff check, ruff format --check, import contracts, resources of the cluster
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo
	@$(PY) -m deploy.k8s check

.PHONY: types
types: setup ## mypy, strict
	@$(PY) -m mypy $(CODE)

.PHONY: fmt
fmt: setup ## format, and fix what ruff can fix
	@$(BIN)/ruff check --fix --exit-zero .
	@$(BIN)/ruff format .

.PHONY: chaos
chaos: jars ## the kill test three times in a row, then every fault once, and a half year counted through ten kills
	@for run in 1 2 3; do $(PYTEST) tests/e2e/test_kill.py || exit 1; done
	@$(PYTEST) -s tests/chaos

.PHONY: faults
faults: jars ## every fault three times, with figures: nothing else may run beside it (FAULT_RUNS=3 rounds of 25 min, FAULT_PER_SECOND=30)
	@for run in $$(seq $${FAULT_RUNS:-3}); do $(PYTEST) -s tests/chaos --ignore tests/chaos/test_statistics.py || exit 1; done

.PHONY: halfyear
halfyear: jars ## only the half year, with its figures (HALF_YEAR_APPEALS=300000 HALF_YEAR_KILLS=10)
	@$(PYTEST) -s tests/chaos/test_statistics.py

.PHONY: bench
bench: setup ## measure the rates of the design on this machine
	@$(PY) -m tests.bench

.PHONY: clean
clean: ## stop the local stack, remove its data, .venv and caches
	@if [ -x $(PY) ]; then $(STACK) down; fi
	rm -rf .venv .local .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +
