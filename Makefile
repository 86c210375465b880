# make demo    installs what is missing, builds, and shows a seller's morning on Kwork and the story of one task
# make test    installs what is missing, builds, and runs every test
# make build   release build of the host, the toolsets and the examples, below .build/release
# make bench   start, latency, throughput and memory beside a raw pipe; claims beside raw SQL
# make tsan / make asan   the Swift tests under ThreadSanitizer / AddressSanitizer
.DEFAULT_GOAL := build
.PHONY: build demo test unit-test end-to-end-test bench tsan asan dependencies test-dependencies clean

release := .build/release

dependencies:
	@Scripts/install-dependencies.sh

test-dependencies:
	@Scripts/install-dependencies.sh test

# One configuration for everything: the host finds bundles beside itself, and `cflags` the header.
build: dependencies
	swift build -c release
	@mkdir -p $(release)/include
	@cp Sources/PluginABI/include/mcp_plugin.h $(release)/include/
	@$(MAKE) --no-print-directory -C Examples OUT=$(CURDIR)/$(release)/examples HEADER_DIR=$(CURDIR)/$(release)/include

demo: build
	@python3 Scripts/demo.py
	@python3 Scripts/demo_aiworker.py

test: test-dependencies build unit-test end-to-end-test

unit-test:
	swift build --build-tests
	swift test --skip-build --disable-xctest --quiet

end-to-end-test:
	@Tests/EndToEnd/sdk/setup_venvs.sh
	.venv-test/bin/python -m pytest -q -n 2 Tests/ABI Tests/Docs
	.venv-test/bin/python -m pytest -q -n 2 Tests/EndToEnd

bench: build
	@Benchmarks/run.sh
	@python3 Benchmarks/claims.py

# A scratch folder of its own for each: sanitizers need everything built anew.
tsan: test-dependencies
	swift test --scratch-path .build-tsan --sanitize=thread --disable-xctest --quiet

asan: test-dependencies
	swift test --scratch-path .build-asan --sanitize=address --disable-xctest --quiet

clean:
	rm -rf .build .build-tsan .build-asan .venv-test .venv-mcp1 .venv-mcp2 .venv-fastmcp4
