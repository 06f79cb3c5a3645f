package cassettes_test

import (
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/dnaeon/go-vcr.v3/cassette"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// workflows are cases whose recordings are kept whole, in emulator/, to be read and replayed: at least
// one of each resource. Few of them make a Build, so that a new property of Build changes few files.
// Operations that succeed in none of them are covered by further cases, which `make record` finds.
func workflows() []string {
	return []string{
		"assets/delete-removes-it",
		"assets/update-renames-it",
		"asset-versions/have-the-properties-of-their-page",
		"auth/an-empty-secret-is-refused",
		"build-status/ends-completed",
		"builds/delete-removes-it",
		"deployments/have-the-properties-of-their-page",
		"environments/delete-removes-it",
		"environments/list-of-none-is-empty",
		"function-version-content/names-its-version",
		"function-versions/have-the-properties-of-their-page",
		"functions/delete-removes-it",
		"functions/friendly-name-of-one-character",
		"logs/tell-where-they-come-from",
		"services/empty-page-token-is-none",
		"services/form-type-without-a-body-is-accepted",
		"services/unique-name-in-paths-of-every-kind",
		"variables/have-the-properties-of-their-page",
		"variables/key-is-free-after-delete",
	}
}

func workflowFile(id string) string {
	return filepath.Join("emulator", filepath.FromSlash(id)+".yaml")
}

// isWorkflow reports whether the recording of a case is kept whole.
func isWorkflow(id string) bool {
	if slices.Contains(workflows(), id) {
		return true
	}
	_, err := os.Stat(workflowFile(id))
	return err == nil && !*recordFlag // which chooses anew
}

// writeFurtherWorkflows keeps a recording for each operation that succeeds in no workflow, and for each resource that
// has none: that of the first case of the catalogue in which it does. Others are removed.
func writeFurtherWorkflows(t *testing.T, recorded map[string]string) {
	t.Helper()
	for _, path := range recordings(t, "emulator") {
		if !slices.ContainsFunc(workflows(), func(id string) bool { return workflowFile(id) == path }) {
			require.NoError(t, os.Remove(path))
		}
	}
	done, resources := map[string]bool{}, map[string]bool{}
	for _, id := range workflows() {
		resources[path.Dir(id)] = true
		maps.Copy(done, successes(t, workflowFile(id)))
	}
	for _, c := range candidates() {
		lacking := slices.ContainsFunc(c.Ops, func(op string) bool { return !done[op] }) || !resources[c.Resource()]
		if recorded[c.ID] == "" || !lacking || slices.Contains(workflows(), c.ID) { // those are kept whatever they add
			continue
		}
		file := workflowFile(c.ID)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(recorded[c.ID]), 0o644))
		if !adds(successes(t, file), done) && resources[c.Resource()] {
			require.NoError(t, os.Remove(file))
			continue
		}
		resources[c.Resource()] = true
	}
}

// candidates are the cases in the order in which [writeFurtherWorkflows] chooses: those that are made for
// every operation of the contract come last.
func candidates() []suite.Case {
	byHand, derived := []suite.Case{}, []suite.Case{}
	ofEvery := cases.Derived()
	for _, c := range emulatorCases() {
		if slices.Contains(ofEvery, c.ID) {
			derived = append(derived, c)
		} else {
			byHand = append(byHand, c)
		}
	}
	return append(byHand, derived...)
}

// adds copies what is new into done and reports whether anything was.
func adds(successes, done map[string]bool) bool {
	before := len(done)
	maps.Copy(done, successes)
	return len(done) > before
}

// successes are the operations that succeed in a recording.
func successes(t *testing.T, path string) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	for _, i := range exchangesIn(t, path) {
		if op, ok := operationOf(t, i); ok && i.Response.Code == op.Success {
			found[op.ID] = true
		}
	}
	return found
}

// A replay of emulator/ meets every operation and every resource, and no recording that adds neither.
func TestWorkflows_haveEveryOperation(t *testing.T) {
	t.Parallel()
	succeeded, resources := map[string]bool{}, map[string]bool{}
	for _, id := range workflows() {
		resources[path.Dir(id)] = true
		maps.Copy(succeeded, successes(t, workflowFile(id)))
	}
	for _, c := range candidates() {
		if !slices.Contains(workflows(), c.ID) && isWorkflow(c.ID) {
			assert.True(t, adds(successes(t, workflowFile(c.ID)), succeeded) || !resources[c.Resource()],
				"%s has no operation or resource that others lack: run `make record`", workflowFile(c.ID))
			resources[c.Resource()] = true
		}
	}
	for _, c := range candidates() {
		if !resources[c.Resource()] {
			resources[c.Resource()] = true // say it once
			t.Errorf("%s has no recording: run `make record`", c.Resource())
		}
	}
	all := emulatorCases()
	for _, path := range recordings(t, "emulator") {
		id := strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(path), "emulator/"), ".yaml")
		assert.True(t, slices.ContainsFunc(all, func(c suite.Case) bool { return c.ID == id }),
			"%s is the recording of no case: run `make record`", path)
	}
	for _, op := range operations.All() {
		assert.True(t, succeeded[op.ID], "%s succeeds in no recording: write a case that calls it "+
			"(contract/cases) and run `make record`; a case that is only assumed is not recorded", op.ID)
	}
}

func operationOf(t *testing.T, i *cassette.Interaction) (operations.Operation, bool) {
	u, err := url.Parse(i.Request.URL)
	assert.NoError(t, err)
	host, _, _ := strings.Cut(u.Hostname(), ".")
	op, _, ok := operations.Match(host, i.Request.Method, u.Path)
	return op, ok
}
