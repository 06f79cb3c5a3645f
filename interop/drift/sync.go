package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

const lockFile = "openapi/official.lock"

// sync prints what there is to do until the contract follows a new version of the official
// document, writes the examples of new operations, and keeps the lock. accept takes what is left to
// do as decided otherwise. It returns whether there is something to do.
func sync(official, root string, accept bool, w io.Writer) (todo bool, err error) {
	return (&syncer{root: root, rules: rulesText}).sync(official, accept, w)
}

// syncer works on a folder that is a checkout of this repository.
type syncer struct {
	root  string
	rules []byte
}

func (s *syncer) sync(official string, accept bool, w io.Writer) (todo bool, err error) {
	data, err := os.ReadFile(official)
	if err != nil {
		return false, err
	}
	now, err := readFacts(data)
	if err != nil {
		return false, fmt.Errorf("%s: %w", official, err)
	}
	contractText, err := os.ReadFile(filepath.Join(s.root, contractPath))
	if err != nil {
		return false, err
	}
	contract, err := readFacts(contractText)
	if err != nil {
		return false, fmt.Errorf("%s: %w", contractPath, err)
	}
	path := filepath.Join(s.root, lockFile)
	old, err := readLock(path)
	if accept && errors.Is(err, fs.ErrNotExist) {
		old, err = &lock{facts: now}, nil
	}
	if err != nil {
		return false, err
	}
	list := changes(old.facts, now)
	if err := s.writeExamples(data, list, w); err != nil {
		return false, err
	}
	left := false
	for i, t := range tasks(list) {
		left = t.write(w, i+1, now, contract) || left
	}
	if left && !accept {
		fmt.Fprintf(w, "\nRun make sync again when the contract follows. Where it shall not, write an x-deviation "+
			"and run it with ACCEPT=1.\n")
		return true, nil
	}
	if undeclared, err := s.printDrift(official, w); err != nil || undeclared {
		return undeclared, err
	}
	current := &lock{digest: digest(data), facts: now}
	if current.digest != old.digest {
		fmt.Fprintf(w, "%s: written; the contract follows this version of the official document\n", lockFile)
		return false, current.write(path)
	}
	return false, nil
}

// writeExamples writes the cassette of each new operation that has none.
func (s *syncer) writeExamples(official []byte, list []change, w io.Writer) error {
	for _, c := range list {
		p := parsePlace(c.place)
		if p.kind != "" || !c.added && c.renamed == "" || p.operation == "" {
			continue
		}
		name := exampleFolder + "/" + p.operation + ".yaml"
		path := filepath.Join(s.root, name)
		if _, err := os.Stat(path); err == nil {
			continue
		}
		text, err := example(official, p.operation)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(w, "%s: written, the published example of %s\n", name, p.operation)
	}
	return nil
}

// printDrift prints the differences between the two documents that no x-deviation accounts for.
func (s *syncer) printDrift(official string, w io.Writer) (undeclared bool, err error) {
	report, err := compare(official, filepath.Join(s.root, contractPath), s.rules)
	if err != nil {
		return false, err
	}
	for _, line := range report.undeclared {
		fmt.Fprintf(w, "The contract differs, and no x-deviation says why: %s\n", line)
	}
	for _, line := range report.stale {
		fmt.Fprintf(w, "An x-deviation no longer deviates: %s\n", line)
	}
	if len(report.undeclared)+len(report.stale) > 0 {
		fmt.Fprintf(w, "Edit %s, or write an x-deviation and its rule in interop/drift/rules.yaml.\n", contractPath)
		return true, nil
	}
	return false, nil
}
