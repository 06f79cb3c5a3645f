package cassettes_test

import (
	"net/url"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"gopkg.in/dnaeon/go-vcr.v3/cassette"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// workflows are the cases whose recordings are kept whole, in emulator/, to be read and replayed:
// at least one of each resource, and together every operation. Few of them make a Build, so that a
// new property of Build changes few files.
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

// Whoever replays emulator/ meets every operation and every resource.
func TestWorkflows_haveEveryOperation(t *testing.T) {
	t.Parallel()
	succeeded, resources := map[string]bool{}, map[string]bool{}
	for _, id := range workflows() {
		resources[path.Dir(id)] = true
		for _, i := range exchangesIn(t, workflowFile(id)) {
			if op, ok := operationOf(t, i); ok && i.Response.Code == op.Success {
				succeeded[op.ID] = true
			}
		}
	}
	for _, op := range operations.All() {
		assert.True(t, succeeded[op.ID], "%s succeeds in no recording: add a case that calls it to workflows(), and run `make record`", op.ID)
	}
	for _, c := range emulatorCases() {
		resource := path.Dir(c.ID)
		assert.True(t, resources[resource], "%s has no recording: add one of its cases to workflows(), and run `make record`", resource)
	}
}

func operationOf(t *testing.T, i *cassette.Interaction) (operations.Operation, bool) {
	u, err := url.Parse(i.Request.URL)
	assert.NoError(t, err)
	host, _, _ := strings.Cut(u.Hostname(), ".")
	op, _, ok := operations.Match(host, i.Request.Method, u.Path)
	return op, ok
}
