# The two commands to begin with: make demo, make test.
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
FUZZTIME ?= 20s

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

demo: ## deploy examples/hello to an emulator, every request and response checked
	@go run ./cmd/twilio-serverless deploy examples/hello --emulated --check -y

test: ## all tests
	go test ./...
	cd instruments && go test ./...

check: check-generated check-tidy lint race ## everything that CI checks besides the tests

generate: ## write the clients anew from openapi/
	go generate ./gen/... ./pkg/client

api: ## write docs/api, what the importable packages export
	@.ci/api

check-generated: generate api ## fail when gen/, pkg/client or docs/api is not what the sources make
	@test -z "$$(git status --porcelain gen pkg/client docs/api)" || { git status -s gen pkg/client docs/api; git diff gen pkg/client docs/api; echo "commit the result of make generate api"; exit 1; }

check-tidy:
	go mod tidy -diff
	cd instruments && go mod tidy -diff

lint: ## go vet and golangci-lint
	go vet ./...
	go run $(GOLANGCI) run

race: ## all tests with the race detector
	go test -race ./...

conformance: ## run the conformance suite against the embedded emulator
	go run ./cmd/twilio-serverless conformance --assumed

soak: ## run the catalogue 100 times and 10 times with -race, in random order, on every legal variant, and ended at every request, kill the emulator 200 times, load it for a minute, compare it with Prism: minutes
	go test ./contract/suite -run TestSoak -count 1 -v -soak 100
	go test -race ./contract/suite -run TestSoak -count 1 -v -soak 10 -timeout 30m
	cd instruments && go test ./variants -count 1 -v -full
	go test ./internal/cleanup -run AnyStep -count 1 -v -timeout 30m -every-step
	go test ./pkg/emulator/disk -run TestKill -count 1 -v -timeout 30m -kills 200
	go test ./pkg/deployer -run TestApply_ -count 1 -v -timeout 30m -all-cells
	go test ./internal/speed -count 1 -v -timeout 30m -full
	cd bench && go test ./emulator/load -run TestLoad -count 1 -v -timeout 30m -load 60s
	cd bench && go run ./emulator
	go test ./internal/cli -run TestEmulate_firstAnswer -count 1 -v -start-limit 50ms

mutants: ## put one defect after the other into the API: what does the suite see? (writes docs/mutants.*)
	cd instruments && go test ./mutants -run '^TestScore$$' -score -count=1 -v

record: ## record the emulator's cassettes anew
	go test ./cassettes -run TestCases -record

interop: ## run the deploy workflow with other people's tools, and their clients against the emulator, see interop/README.md
	@interop/run.sh

browser: ## open the HTML report and the emulator's page in Chromium and click through them; skipped where there is none
	cd interop/browser && go test ./...

sync: ## list what a new version of the official document asks of the contract: make sync OFFICIAL=path [ACCEPT=1]
	@ACCEPT="$(ACCEPT)" interop/drift/run.sh sync "$(OFFICIAL)"

drift: ## list each difference from the official document that no x-deviation declares: make drift OFFICIAL=path
	@interop/drift/run.sh drift "$(OFFICIAL)"

fuzz: ## run every fuzz target for FUZZTIME
	@.ci/fuzz $(FUZZTIME)

bench: ## run the benchmarks
	go test -run '^$$' -bench . -benchmem ./...

bench-deploy: ## measure whole deploys beside twilio-run and write docs/bench.md and its chart
	cd bench && go run ./deploy -scale -large -write ../docs

build: ## build bin/twilio-serverless
	go build -o bin/twilio-serverless ./cmd/twilio-serverless

.PHONY: browser help demo test check generate api check-generated check-tidy lint race conformance mutants soak record interop sync drift fuzz bench bench-deploy build
