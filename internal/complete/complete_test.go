package complete

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// TestEveryOperationIsComplete prints a table of operation and step, and names each step that is missing with the
// file to write it in. CONTRIBUTING.md has the steps in order.
func TestEveryOperationIsComplete(t *testing.T) {
	t.Parallel()
	repository := read(t)
	repository.runCases(t)
	var table strings.Builder
	missing := 0
	for _, op := range operations.All() {
		before := missing
		row := fmt.Sprintf("%-28s", op.ID)
		for _, step := range steps() {
			problem := step.missing(repository, op)
			mark := step.name
			if problem != "" {
				missing++
				mark = strings.ToUpper(step.name) + "!"
				t.Errorf("%s has no %s: %s", op.ID, step.name, problem)
			}
			row += "  " + mark
		}
		if missing > before || testing.Verbose() {
			table.WriteString(row + "\n")
		}
	}
	if table.Len() > 0 {
		t.Logf("what is in capitals is missing\n%s", table.String())
	}
}

// TestRegistry_isThatOfTheDocuments: the table has the rows of the registry, so an operation that was described and not
// generated yet would be missing from it.
func TestRegistry_isThatOfTheDocuments(t *testing.T) {
	t.Parallel()
	for _, id := range slices.Sorted(maps.Keys(read(t).documents)) {
		assert.Contains(t, operations.IDs(), id, "openapi/ describes %s, which package gen/operations lacks: "+
			"run make generate", id)
	}
}

func TestNothingServesOperationsThatTheContractLacks(t *testing.T) {
	t.Parallel()
	for _, id := range emulator.Operations() { // what it lacks, TestEveryOperationIsComplete names
		assert.Contains(t, operations.IDs(), id, "take it out of pkg/emulator/routes.go, or describe it in openapi/")
	}
}

// TestSteps_nameWhatIsMissing gives the steps an operation that no API has: each must say so and where to write.
func TestSteps_nameWhatIsMissing(t *testing.T) {
	t.Parallel()
	invented := operations.Operation{
		ID: "CancelBuild", Document: "serverless.yaml", Host: operations.ServerlessHost, Method: "PUT",
		Template: "/v1/Services/{ServiceSid}/Builds/{Sid}", Tag: "Builds", Success: 200,
	}
	repository := read(t)
	repository.official += "\nCancelBuild: PUT /v1/Services/{ServiceSid}/Builds/{Sid}"
	repository.unseen = map[string][]string{"CancelBuild": {"operations | CancelBuild | WHY"}}
	coverage := steps()[len(steps())-1]
	repository.byHand["CancelBuild"] = []string{"builds/cancel"}
	assert.Contains(t, coverage.missing(repository, invented), "contract/coverage/exceptions.txt", "once it has a case")
	assert.Contains(t, coverage.missing(repository, invented), "\n\toperations | CancelBuild | WHY")
	repository.unseen["CancelBuild"] = []string{"statuses | CancelBuild 200 | WHY",
		"fields-sent | CancelBuild Reason | WHY"}
	assert.Contains(t, coverage.missing(repository, invented), "no case gets a 200 of it", "one cause is said once")
	assert.NotContains(t, coverage.missing(repository, invented), "WHY")
	repository.unseen["CancelBuild"] = repository.unseen["CancelBuild"][1:]
	delete(repository.byHand, "CancelBuild")
	for name, want := range map[string]string{
		"contract":      "openapi/serverless.yaml",
		"example":       "openapi/serverless.yaml",
		"docs cassette": "cassettes/docs/openapi/CancelBuild.yaml",
		"client method": "make generate",
		"route":         "pkg/emulator/routes.go",
		"case":          "contract/cases/builds_",
		"promise":       "contract/promises/builds.yaml",
		"mutants":       "instruments/mutants/bugs_builds",
		"coverage":      "cases first",
	} {
		found := false
		for _, step := range steps() {
			if step.name == name {
				found = true
				assert.Contains(t, step.missing(repository, invented), want, name)
			}
		}
		assert.True(t, found, "no step %s", name)
	}
}

// TestDerivedCases_doNotCount: a case that is made for every operation of the contract shows nothing about one of them.
func TestDerivedCases_doNotCount(t *testing.T) {
	t.Parallel()
	repository := read(t)
	for _, c := range cases.All() {
		everything := len(c.Ops) == len(operations.IDs())
		if everything {
			assert.True(t, repository.derived[c.ID], "%s names every operation and counts as written by hand", c.ID)
		}
	}
	assert.True(t, repository.derived["auth/both-kinds-of-credentials-reach-every-operation"], "it takes what is left")
	repository.byHand = map[string][]string{}
	for _, step := range steps() {
		if step.name == "case" {
			for _, op := range operations.All() {
				assert.NotEmpty(t, step.missing(repository, op), op.ID)
			}
		}
	}
}

// runCases runs the catalogue on an emulator with every feature and notes which slots of the
// contract it does not reach.
func (r *repository) runCases(t *testing.T) {
	t.Helper()
	r.unseen = map[string][]string{}
	synctest.Test(t, func(t *testing.T) {
		options := &suite.RunOptions{Cases: cases.All(), Seed: 7, Assumed: true, Parallel: 10}
		report, err := suite.Run(t.Context(), everyFeature(t), options)
		require.NoError(t, err)
		for _, axis := range report.Coverage.Axes {
			for _, slot := range axis.Missing {
				id, _, _ := strings.Cut(slot, " ")
				r.unseen[id] = append(r.unseen[id], axis.Name+" | "+slot+" | WHY")
			}
		}
	})
}

// The advice names the file that is there, and a new one only for a resource that has none.
func TestBugsFile(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]string{
		"Functions": "bugs_functions_and_assets.go", "Variables": "bugs_variables.go", "Alerts": "bugs_alerts.go",
		"Builds": "bugs_builds.go",
	} {
		assert.Equal(t, want, bugsFile(operations.Operation{ID: "New", Tag: tag}), tag)
	}
}
