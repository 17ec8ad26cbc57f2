# Every target may be run again at any time and is quick the second time.
PYTHON ?= python3.11
RUN = .venv/bin/python
PRIVATE = $(RUN) -m kiosk.demo.private

# Most of what takes long in the tests is waiting for other processes: half as many workers again as processors keep these busy.
WORKERS ?= $(shell expr $$(nproc) \* 3 / 2)

FUZZ_S ?= 600
N ?= 1000
SEED ?= 1
FIRST ?= 1
WIDTH ?= 540

.PHONY: compiled help demo run test check words bench fuzz crash soak pictures setup system fonts lock clean

help:
	@echo "make demo [HOLD=1]  one citizen's visit on real parts; HOLD=1 leaves the kiosk open"
	@echo "make test           the same set-up, then every test, those on real parts included"
	@echo "make run            the kiosk with config/kiosk.toml"
	@echo "make check          ruff, mypy, import walls"
	@echo "make words          the catalogues made true to the code: what is not said any more goes, what is new waits for its words"
	@echo "make bench          how long things take, as ratios in one run"
	@echo "make crash          killed at every point, with the window; writes docs/crash-matrix.md (half an hour)"
	@echo "make soak [N=1000] [SEED=1] [FIRST=1] [WIDTH=540] [PHONE=1]  so many visits of random citizens with random faults; what grew"
	@echo "make pictures       every screen into docs/picture-book, and the golden pictures of the tests"
	@echo "make fuzz [FUZZ_S=600]  bytes of every kind into the card and module parsers, for so many seconds"

setup: system .venv/ready fonts compiled

system:
	@sh packaging/install_system.sh

.venv/ready: requirements.txt packaging/requirements-dev.txt
	@$(PYTHON) -m venv .venv
	@.venv/bin/pip install --quiet --disable-pip-version-check --use-pep517 --require-hashes -r requirements.txt -r packaging/requirements-dev.txt
	@touch $@

.venv/ready: | system

# In the hall the kiosk's user may not write here, and would compile all its sources, and parse the declarations of Cairo and Pango,
# at every start.
compiled: .venv/ready
	@$(RUN) -m compileall -q archive config idcard kiosk printing tests run_kiosk.py
	@$(RUN) -m kiosk.widgets.declared

fonts:
	@sh packaging/fetch_fonts.sh

demo: setup
	@$(RUN) run_kiosk.py demo $(if $(HOLD),--hold)

run: setup
	@$(RUN) run_kiosk.py run

test: setup
	@$(PRIVATE) $(RUN) -m pytest -q --durations=10 --dist loadfile --no-loadscope-reorder --tx '$(WORKERS)*popen//python=$(PRIVATE) $(RUN)'

check: setup
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-cache

words: setup
	@$(RUN) -m kiosk.catalogues

bench: setup
	@$(PRIVATE) $(RUN) -m benchmarks

crash: setup
	@PYTHONPATH=.:tests:tests/real $(PRIVATE) $(RUN) -m tests.crash

pictures: setup
	@$(RUN) -m kiosk.screens.picture_book docs/picture-book tests/real/golden

# FIRST is the number of the first visit: a visit that broke an invariant is played again with N=1. WIDTH is the panel's, in pixels.
soak: setup
	@mkdir -p out
	@PYTHONPATH=.:tests:tests/real $(PRIVATE) $(RUN) -m tests.soak --visits $(N) --seed $(SEED) --first $(FIRST) --width $(WIDTH) $(if $(PHONE),--phone) --report out/soak.json

# A find is written to out/fuzz; give it as an argument to run it again.
fuzz: setup
	@mkdir -p out/fuzz/corpus
	@PYTHONPATH=. $(RUN) tests/fuzz/fuzz_cards.py -max_total_time=$(FUZZ_S) -max_len=2600 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix=out/fuzz/ out/fuzz/corpus

lock:
	@.venv/bin/python -m venv .venv/lock && .venv/lock/bin/pip install --quiet uv
	.venv/lock/bin/uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --python-version 3.11 packaging/requirements.in -o requirements.txt
	.venv/lock/bin/uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --python-version 3.11 packaging/requirements-dev.in -o packaging/requirements-dev.txt

clean:
	rm -rf .venv .fonts .run out .mypy_cache .ruff_cache .hypothesis
