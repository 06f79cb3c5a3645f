package main

import (
	_ "embed"
	"fmt"
	"io"
	"os"
)

// rulesText says which differences an x-deviation accounts for.
//
//go:embed rules.yaml
var rulesText []byte

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

const (
	exitNone      = 0
	exitDrift     = 1
	exitCannotRun = 2
)

const usage = `usage: drift OFFICIAL [CONTRACT]
       drift sync [-accept] OFFICIAL ROOT

OFFICIAL is a copy of twilio_serverless_v1.json or .yaml of twilio/twilio-oai, CONTRACT is openapi/serverless.yaml, and ROOT the
folder of this repository.
`

func run(args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 && args[0] == "sync" {
		return runSync(args[1:], stdout, stderr)
	}
	if len(args) < 1 || len(args) > 2 || args[0] == "" {
		fmt.Fprint(stderr, usage)
		return exitCannotRun
	}
	contract := "../../openapi/serverless.yaml"
	if len(args) == 2 {
		contract = args[1]
	}
	report, err := compare(args[0], contract, rulesText)
	if err != nil {
		fmt.Fprintln(stderr, "drift:", err)
		return exitCannotRun
	}
	report.write(stdout)
	if len(report.undeclared) > 0 {
		return exitDrift
	}
	return exitNone
}

func runSync(args []string, stdout, stderr io.Writer) int {
	accept := len(args) > 0 && args[0] == "-accept"
	if accept {
		args = args[1:]
	}
	if len(args) != 2 || args[0] == "" {
		fmt.Fprint(stderr, usage)
		return exitCannotRun
	}
	todo, err := sync(args[0], args[1], accept, stdout)
	switch {
	case err != nil:
		fmt.Fprintln(stderr, "sync:", err)
		return exitCannotRun
	case todo:
		return exitDrift
	}
	return exitNone
}

// report is the outcome of a comparison.
type report struct {
	declared   int
	undeclared []string
	stale      []string // deviations that no longer deviate
}

func compare(official, contract string, rulesText []byte) (*report, error) {
	before, err := readDocument(official)
	if err != nil {
		return nil, err
	}
	after, err := readDocument(contract)
	if err != nil {
		return nil, err
	}
	rules, err := parseRules(rulesText, after.deviations)
	if err != nil {
		return nil, err
	}
	lines, err := differences(before, after)
	if err != nil {
		return nil, err
	}
	return rules.sort(lines), nil
}

func (r *report) write(w io.Writer) {
	for _, line := range r.undeclared {
		fmt.Fprintln(w, line)
	}
	for _, text := range r.stale {
		fmt.Fprintln(w, "no longer a deviation:", text)
	}
	fmt.Fprintf(w, "%d differences that an x-deviation accounts for, %d that none does\n", r.declared,
		len(r.undeclared))
}
