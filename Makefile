# Every target may be run again at any time and is quick the second time.
PYTHON ?= python3.11
RUN = .venv/bin/python
PRIVATE = $(RUN) -m kiosk.demo.private

.PHONY: help demo run test check bench setup system fonts lock clean

help:
	@echo "make demo [HOLD=1]  one citizen's visit on real parts; HOLD=1 leaves the kiosk open"
	@echo "make test           the same set-up, then every test, those on real parts included"
	@echo "make run            the kiosk with config/kiosk.toml"
	@echo "make check          ruff, mypy, import walls"
	@echo "make bench          how long things take, as ratios in one run"

setup: system .venv/ready fonts

system:
	@sh packaging/install_system.sh

.venv/ready: requirements.txt packaging/requirements-dev.txt
	@$(PYTHON) -m venv .venv
	@.venv/bin/pip install --quiet --disable-pip-version-check --use-pep517 --require-hashes -r requirements.txt -r packaging/requirements-dev.txt
	@touch $@

.venv/ready: | system

fonts:
	@sh packaging/fetch_fonts.sh

demo: setup
	@$(RUN) run_kiosk.py demo $(if $(HOLD),--hold)

run: setup
	@$(RUN) run_kiosk.py run

test: setup
	@$(PRIVATE) $(RUN) -m pytest -q

check: setup
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-cache

bench: setup
	@$(PRIVATE) $(RUN) -m benchmarks

lock:
	@.venv/bin/python -m venv .venv/lock && .venv/lock/bin/pip install --quiet uv
	.venv/lock/bin/uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --python-version 3.11 packaging/requirements.in -o requirements.txt
	.venv/lock/bin/uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --python-version 3.11 packaging/requirements-dev.in -o packaging/requirements-dev.txt

clean:
	rm -rf .venv .fonts .run out .mypy_cache .ruff_cache .hypothesis
