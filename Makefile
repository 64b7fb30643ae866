# Two commands: `make run` and `make test`. Everything else is for those who work on slawatch.
VENV    := .venv
PYTHON  ?= python3
BIN     := $(VENV)/bin
CONFIG  ?= config/slawatch.yml
OPERATOR := config/kubernetes/prometheusrule.yaml
RENDER   = $(BIN)/slawatch --config.file=config/slawatch.yml render
PYTEST  := $(BIN)/pytest
TESTS   ?= not live and not benchmark

.DEFAULT_GOAL := help
.PHONY: help venv run test check format interleavings rendered dashboards kubernetes-rules bench live system-packages clean

help: ## Show what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

venv: $(VENV)/.installed ## Make the virtual environment in .venv

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "slawatch needs Python 3.11 or newer; $(PYTHON) is older. Try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "$(PYTHON) has no venv; on Debian: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[pdf,xlsx]'
	@touch $@

$(VENV)/.tools: $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev,pdf,xlsx]'
	@touch $@

run: $(VENV)/.installed ## Start the daemon with config/slawatch.yml and living data
	$(BIN)/slawatch --config.file=$(CONFIG) run

test: $(VENV)/.tools ## Run the tests; what needs a missing program skips and says which
	$(PYTEST) -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder -m '$(TESTS)'

check: $(VENV)/.tools ## Format, lint, types, architecture, dead code, dependencies, Dockerfile
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture
	$(BIN)/deptry .
	$(BIN)/hadolint Dockerfile

format: $(VENV)/.tools ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

rendered: $(VENV)/.tools dashboards ## Make every committed file again that is made from another
	$(RENDER) rules --language en --output config/prometheus/rules
	$(RENDER) rules --language zh --output config/prometheus/rules/zh
	$(RENDER) scrape --output config/prometheus
	$(RENDER) scrape --target slawatch:10720 --alertmanager alertmanager:9093 --output config/compose
	$(RENDER) alertmanager --output config/alertmanager
	$(MAKE) kubernetes-rules
	cp config/slawatch.yml config/kubernetes/slawatch.yml
	$(BIN)/python -m slawatch.exporters.manual >docs/metrics.md.new
	mv docs/metrics.md.new docs/metrics.md

dashboards: $(VENV)/.tools ## Make grafana/dashboards from grafana/generator
	cd grafana && ../$(BIN)/python -m generator

$(VENV)/.peers: $(VENV)/.tools
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev,bench,pdf,xlsx]'
	@touch $@

bench: $(VENV)/.peers ## Measure: ratios of one run, with the peer or the floor beside them
	$(PYTEST) -m benchmark -s -p no:randomly tests/benchmarks

live: $(VENV)/.tools ## Test against real ticketing systems, brought up on this machine (Debian, root)
	$(PYTEST) -m live -p no:randomly -n 2 --dist loadfile

interleavings: $(VENV)/.tools ## Put every source through 300 random interleavings of writers, faults and polls
	SLAWATCH_SEEDS=300 $(PYTEST) -n auto -k interleaved_writers --timeout 3000 tests/contract

kubernetes-rules: ## Wrap config/prometheus/rules for the Prometheus operator again
	{ sed '/^  groups:/q' $(OPERATOR); for rules in config/prometheus/rules/*.yml; do sed '1,/^groups:/d; s/^./  &/' $$rules; done; } >$(OPERATOR).new
	mv $(OPERATOR).new $(OPERATOR)

system-packages: ## Install the programs that some tests need (Debian, root)
	sh tests/support/system-packages.sh

clean: ## Remove the virtual environment and what tools left behind
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
