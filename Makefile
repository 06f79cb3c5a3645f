# Start with make demo and make test: they need nothing but Go.
FUZZTIME ?= 20s

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 18

demo: ## deploy examples/hello to an emulator, every request and response checked
	@go run ./cmd/twilio-serverless deploy examples/hello --emulated --check -y

test: ## run all tests that need nothing but Go
	@.ci/each go test -timeout 30m ./...

check: check-generated check-tidy check-windows lint race ## run the checks that CI runs besides the tests

generate: ## regenerate the clients from openapi/
	go generate ./gen/... ./pkg/client

written: generate ## write anew all that follows from the contract, the emulator and the cases: code, goldens, pages, recordings
	go test ./openapi -run Deviations -update
	go test ./pkg/emulator -run 'Deviations' -update
	go test ./contract/cases -run 'Promises' -update
	@$(MAKE) --no-print-directory record api

api: ## regenerate docs/api, the signatures of the exported packages
	@.ci/api

check-generated: generate api ## fail if gen/, pkg/client or docs/api is out of date
	@test -z "$$(git status --porcelain gen pkg/client docs/api)" || { git status -s gen pkg/client docs/api; git diff gen pkg/client docs/api; echo "commit the result of make generate api"; exit 1; }

check-tidy: ## fail if a go.mod is not tidy
	@.ci/each -all go mod tidy -diff

check-windows: ## fail if the module, its tests included, does not have the types of Windows
	@cd .ci/lint && go build -o ../../bin/types ./types
	@GOOS=windows bin/types ./...

compile-windows: ## compile the module, its tests included, for Windows, and link nothing
	@GOOS=windows go list -export -test -f '{{""}}' ./...

lint: ## run go vet and the linter of .ci/lint
	@.ci/each go vet ./...
	@.ci/lint/run

race: ## run the tests of packages with goroutines or locks under the race detector: a sample, or with RACEFLAGS=whole all
	@.ci/race $(RACEFLAGS)

conformance: ## run the conformance suite against the built-in emulator
	go run ./cmd/twilio-serverless conformance --assumed

soak: ## run the long tests: repeated, shuffled, killed, loaded and compared, for minutes
	go test ./contract/suite -run 'TestSoak|TestRun_' -count 1 -v -timeout 90m -soak 100
	go test -race ./contract/suite -run TestSoak -count 1 -v -soak 10 -timeout 30m
	cd instruments && go test ./variants ./negations -count 1 -v -timeout 60m -full
	go test ./contract/contracttest -run OverASocket -count 1 -v -all-cases
	go test ./internal/cleanup -run 'AnyStep|AllCases' -count 1 -v -timeout 30m -every-step
	go test ./pkg/emulator/disk -run TestKill -count 1 -v -timeout 30m -kills 200
	go test ./pkg/deployer -run TestApply_ -count 1 -v -timeout 30m -all-cells
	go test ./internal/speed -count 1 -v -timeout 30m -full
	cd bench && go test ./emulator/load -run TestLoad -count 1 -v -timeout 30m -load 60s
	cd bench && go run ./emulator
	go test ./internal/cli -run TestEmulate_firstAnswer -count 1 -v -start-limit 50ms
	go test ./pkg/functions -run TestSoak -count 1 -v -soak 60s
	go test ./internal/cli -run TestFleet_processes -count 1 -v -fleet

mutants: ## measure the suite: one defect at a time; writes docs/mutants.*
	cd instruments && go test ./mutants -run '^TestScore$$' -score -count=1 -v

negations: ## measure the suite by defects written from the documentation alone; writes docs/negations.*
	cd instruments && go test ./negations/score -run '^TestScore$$' -score -count=1 -v -timeout 0

record: ## record the cassettes of the emulator again
	go test ./cassettes -run '^TestCases$$' -record

interop: ## run other people's tools against the emulator, see interop/README.md
	@interop/run.sh $(INTEROPFLAGS)

browser: ## click through the HTML report and the page of the emulator in Chromium, if there is one
	@interop/browser/run.sh

describe: ## write operations into openapi/: make describe RESOURCE=Build OPERATIONS=Update FIELDS=FriendlyName SOURCE=https://… (new: SID=ZX BELOW=Environment)
	@cd gen && go run ./internal/describe -resource "$(RESOURCE)" -operations "$(OPERATIONS)" -fields "$(FIELDS)" -source "$(SOURCE)" -sid "$(SID)" -below "$(BELOW)"

remove: ## take operations out of openapi/, with what only they refer to: make remove OPERATIONS="DeleteBuild"
	@cd gen && go run ./internal/describe -remove "$(OPERATIONS)"

sync: ## list what a new version of the official document asks of the contract: make sync OFFICIAL=path [ACCEPT=1]
	@ACCEPT="$(ACCEPT)" interop/drift/run.sh sync "$(OFFICIAL)"

drift: ## compare the contract with a copy of the official document: make drift OFFICIAL=path
	@interop/drift/run.sh drift "$(OFFICIAL)"

fuzz: ## run each fuzz target for FUZZTIME
	@.ci/fuzz $(FUZZTIME)

bench: ## run the benchmarks
	go test -run '^$$' -bench . -benchmem ./...

bench-deploy: ## measure deploys beside twilio-run; writes docs/bench.md and its charts (ten minutes)
	cd bench && go run ./deploy -write ../docs

picture: ## draw docs/deploy.svg, the terminal of README (needs tmux)
	@.ci/picture

release: ## make everything that is published of a version into dist/: make release VERSION=v1.2.3
	@go run -C .ci/release . -version "$(VERSION)" -out "$(CURDIR)/dist" $(RELEASEFLAGS)

release-check: ## make a release twice, in two new clones with empty build caches, and compare: make release-check VERSION=v1.2.3
	@.ci/release/twice "$(VERSION)"

release-test: ## build one platform twice, and list what archives, packages and images hold
	@cd .ci/release && go vet ./... && go test ./...

build: ## build bin/twilio-serverless
	go build -o bin/twilio-serverless ./cmd/twilio-serverless

.PHONY: written picture release release-check release-test check-windows compile-windows browser help demo test check generate api check-generated check-tidy lint race conformance mutants negations soak record interop describe remove sync drift fuzz bench bench-deploy build
