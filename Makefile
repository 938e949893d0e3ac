# The commands of this repository. `make` alone lists them.
#
# Debug and release builds live side by side in .build; SwiftPM itself lets the second of two builds wait for the first.

.DEFAULT_GOAL := help
.PHONY: help run build test demo format lint bench soak clean
.NOTPARALLEL:
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c

# What comes after the command: make run ARGS="--listen 0.0.0.0:8080"
ARGS ?=
export REPLACE_MAIL_SERVER

# With Swift's runtime inside, the program runs on machines without a Swift toolchain.
RELEASE := swift build --configuration release --product regulars --static-swift-stdlib

help: ## List these commands
	@echo "Regulars. make COMMAND, where COMMAND is"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "    %-8s %s\n", $$1, $$2 }' Makefile

run: build ## Install what is missing, build, and open the shop in ./data on http://127.0.0.1:8080 (ARGS="--listen HOST:PORT")
	@.build/release/regulars serve $(ARGS)

build: ## Build the program: .build/release/regulars
	@Tools/install run
	@echo "Building Regulars. The first time takes eight to ten minutes on two cores, longer on a busy machine; later only what changed."
	@$(RELEASE) 2>&1 | Tools/build-progress || { echo "make build: the build failed, the first line with \"error:\" above says where." >&2; exit 1; }

test: ## Install what is missing, then run every test, also in a browser and against real servers
	@Tools/test

demo: build ## Open a lively sample shop on http://127.0.0.1:8080; its data are in .make/demo
	@mkdir -p .make
	@[ -e .make/demo/ready ] || { rm -rf .make/demo; (umask 077; .build/release/regulars demo --data .make/demo >.make/demo-ready) && mv .make/demo-ready .make/demo/ready; }
	@cat .make/demo/ready
	@.build/release/regulars serve --data .make/demo $(ARGS)

format: ## Lay out all Swift code (swift format, .swift-format)
	@swift format --in-place --recursive --parallel Package.swift Sources Tests

lint: ## Check the layout without changing anything
	@# A long text in quotes cannot be laid out otherwise, so the length of a line alone is no failure.
	@found=$$(swift format lint --recursive --parallel Package.swift Sources Tests 2>&1 | grep -v '\[LineLength\]' || true); \
	if [ -n "$$found" ]; then printf '%s\n' "$$found"; \
		echo "make lint: some code is laid out otherwise than .swift-format says. \`make format\` repairs that." >&2; exit 1; fi

bench: build ## Measure with 100,000 conversations and write docs/benchmarks.md
	@Tools/install bench
	@Tools/with-servers --durable -- Tools/bench $(ARGS)

soak: ## The long form of the tests: 200 kills on each engine, ten minutes for each of four fuzzers
	@Tools/test --soak

clean: ## Remove what was built; ./data stays
	@rm -rf .build .venv .make
