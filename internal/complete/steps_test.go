package complete

import (
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/internal/apidoc"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

const root = "../.."

// repository is what the steps look at.
type repository struct {
	documents map[string]*apidoc.Operation
	emulator  *emulator.Emulator
	derived   map[string]bool     // IDs of cases that no one wrote for an operation
	byHand    map[string][]string // IDs of the others, by operation
	promised  map[string]bool     // IDs of the cases that a promise names
	bugs      map[string]int      // planted bugs in docs/mutants.json, by operation
	mutants   map[string]int      // contract mutants there
	unseen    map[string][]string // slots that no case reaches, by operation
	official  string              // what openapi/official.lock remembers of the official document
}

func read(t *testing.T) *repository {
	t.Helper()
	r := &repository{
		derived: map[string]bool{}, byHand: map[string][]string{}, promised: map[string]bool{},
		bugs: map[string]int{}, mutants: map[string]int{},
	}
	var err error
	r.documents, err = apidoc.Operations()
	require.NoError(t, err)
	r.emulator, err = emulator.New(nil)
	require.NoError(t, err)
	for _, id := range cases.Derived() {
		r.derived[id] = true
	}
	patterns := r.promises(t)
	for _, c := range cases.All() {
		for _, pattern := range patterns {
			if matches, err := path.Match(pattern, c.ID); err == nil && matches {
				r.promised[c.ID] = true
			}
		}
		for _, op := range c.Ops {
			if !r.derived[c.ID] {
				r.byHand[op] = append(r.byHand[op], c.ID)
			}
		}
	}
	r.readMutants(t)
	lock, err := os.ReadFile(root + "/openapi/official.lock")
	require.NoError(t, err)
	r.official = string(lock)
	return r
}

// promises returns the patterns of cases in contract/promises.
func (r *repository) promises(t *testing.T) (patterns []string) {
	t.Helper()
	files, err := filepath.Glob(root + "/contract/promises/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var list []struct{ Cases []string }
		require.NoError(t, yaml.Unmarshal(text, &list), file)
		for _, promise := range list {
			patterns = append(patterns, promise.Cases...)
		}
	}
	return patterns
}

func (r *repository) readMutants(t *testing.T) {
	t.Helper()
	text, err := os.ReadFile(root + "/docs/mutants.json")
	require.NoError(t, err)
	var score struct {
		Operations []struct {
			Name    string
			Mutants int
		}
		Bugs []struct{ Operation string }
	}
	require.NoError(t, json.Unmarshal(text, &score))
	for _, op := range score.Operations {
		r.mutants[op.Name] = op.Mutants
	}
	for _, bug := range score.Bugs {
		r.bugs[bug.Operation]++
	}
}

// everyFeature is an emulator as a target that has all that a target can have.
func everyFeature(t *testing.T) *suite.Target {
	t.Helper()
	const keySID, foreignSID = "SKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	emu, err := emulator.New(&emulator.Options{
		Seed: 1, BuildTime: 1500 * time.Millisecond, SeedLogs: 3,
		Accounts: []emulator.Account{
			{
				SID: emulator.TestAccountSID, AuthToken: emulator.TestAuthToken,
				Keys: map[string]string{keySID: "secret-of-the-key"},
			},
			{SID: foreignSID, AuthToken: "token-of-another-account"},
		},
		BuildResult: func(b emulator.BuildRequest) string { return b.Dependencies["cannot-be-installed"] },
	})
	require.NoError(t, err)
	return &suite.Target{
		APIURL: "https://serverless.twilio.com", UploadURL: "https://serverless-upload.twilio.com",
		Transport: emu.Transport(), Username: emulator.TestAccountSID, Password: emulator.TestAuthToken,
		SecondUsername: keySID, SecondPassword: "secret-of-the-key",
		ForeignUsername: foreignSID, ForeignPassword: "token-of-another-account",
		FailingDependency: "cannot-be-installed@1.0.0",
		Features: []suite.Feature{
			suite.FeatureLogs, suite.FeatureSecrets, suite.FeatureLargeUploads, suite.FeatureDependencyCheck,
			suite.FeatureServiceLimit,
		},
	}
}

// step is one thing that every operation has. missing says what is wrong and where to write, or nothing.
type step struct {
	name    string
	missing func(r *repository, op operations.Operation) string
}

func steps() []step {
	return []step{
		{"contract", func(r *repository, op operations.Operation) string {
			if r.documents[op.ID] == nil || op.Source == "" {
				return "describe it, with its x-source, in openapi/" + op.Document
			}
			return ""
		}},
		{"example", example},
		{"docs cassette", func(r *repository, op operations.Operation) string {
			if !strings.Contains(r.official, "\n"+op.ID+": ") {
				return "" // not in the official document; its own examples go through the client in package cassettes
			}
			file := "cassettes/docs/openapi/" + op.ID + ".yaml"
			if _, err := os.Stat(filepath.Join(root, file)); err != nil {
				return "make sync OFFICIAL=… writes " + file + " from the official document"
			}
			return ""
		}},
		{"client method", func(_ *repository, op operations.Operation) string {
			if _, ok := reflect.TypeFor[*client.Client]().MethodByName(op.ClientMethod()); !ok {
				return "run make generate; an upload is written by hand in pkg/client/upload_versions.go"
			}
			return ""
		}},
		{"route", func(r *repository, op operations.Operation) string {
			if served, ok := r.emulator.Match(op.Method, op.Example()); !ok || served != op.ID {
				return "add " + op.Method + " " + op.Template +
					" in pkg/emulator/routes.go, with a handler in the file of its resource"
			}
			return ""
		}},
		{"case", func(r *repository, op operations.Operation) string {
			if len(r.byHand[op.ID]) == 0 {
				return "write one that names it in Ops in contract/cases/" + underscored(op) +
					"_….go; a new function of cases is added to All in contract/cases/all.go"
			}
			return ""
		}},
		{"promise", func(r *repository, op operations.Operation) string {
			if !slices.ContainsFunc(r.byHand[op.ID], func(id string) bool { return r.promised[id] }) {
				return "name its case in contract/promises/" + strings.ReplaceAll(underscored(op), "_", "-") + ".yaml"
			}
			return ""
		}},
		{"mutants", func(r *repository, op operations.Operation) string {
			switch planted := plantedIn(op); {
			case r.bugs[op.ID] > 0 && r.mutants[op.ID] > 0:
				return ""
			case planted != "":
				return "run make mutants: " + planted +
					" names it, and docs/mutants.json does not count its mutants yet"
			default:
				return "plant a bug in instruments/mutants/" + bugsFile(op) +
					", name a new function of bugs in Behaviour of " +
					"instruments/mutants/bug.go, then make mutants"
			}
		}},
		{"coverage", func(r *repository, op operations.Operation) string {
			slots := r.unseen[op.ID]
			switch {
			case len(slots) == 0:
				return ""
			case len(r.byHand[op.ID]) == 0:
				return "write its cases first; this then names what they do not reach"
			case slices.Contains(slots, fmt.Sprintf("statuses | %s %d | WHY", op.ID, op.Success)):
				return fmt.Sprintf("no case gets a %d of it, though some name it: `make conformance` says what they "+
					"are answered", op.Success)
			}
			return "no case reaches these: write one. (fields-sent: send the field and want a success. " +
				"fields-omitted: leave it out and, if it is required, write forms.LeftOut as its value and want a " +
				"refusal.) What none can reach goes into " +
				"contract/coverage/exceptions.txt, with the reason in the place of WHY (* stands for any text; " +
				"fields have no exceptions)\n\t" + strings.Join(slots, "\n\t")
		}},
	}
}

// example looks for an example of the request and of the success.
func example(r *repository, op operations.Operation) string {
	problem := "write one into openapi/" + op.Document
	document := r.documents[op.ID]
	if document == nil {
		return problem
	}
	if body := document.RequestBody; body != nil {
		for _, content := range body.Value.Content {
			if len(content.Examples) == 0 {
				return "for the request: " + problem
			}
		}
	}
	response := document.Responses.Value(strconv.Itoa(op.Success))
	for _, content := range response.Value.Content {
		if len(content.Examples) == 0 {
			return "for the answer: " + problem
		}
	}
	return ""
}

// underscored is the resource in names of files: builds, function_versions.
func underscored(op operations.Operation) string {
	return strings.ToLower(strings.ReplaceAll(op.Tag, " ", "_"))
}

// plantedIn is the file of bugs that names an operation, or nothing.
func plantedIn(op operations.Operation) string {
	files, _ := filepath.Glob(root + "/instruments/mutants/bugs_*.go") // the pattern is well-formed
	for _, file := range files {
		if text, _ := os.ReadFile(file); strings.Contains(string(text), `"`+op.ID+`"`) {
			return "instruments/mutants/" + filepath.Base(file)
		}
	}
	return ""
}

// bugsFile is the file that is called like the resource, else the one that speaks most of the operations on the same
// page, or the name of a new one.
func bugsFile(op operations.Operation) string {
	files, _ := filepath.Glob(root + "/instruments/mutants/bugs_*.go") // the pattern is well-formed
	best, most := "bugs_"+underscored(op)+".go", 0
	if slices.Contains(files, filepath.Join(root, "instruments/mutants", best)) {
		return best
	}
	for _, file := range files {
		text, _ := os.ReadFile(file)
		mentions := 0
		for _, other := range operations.All() {
			if other.Tag == op.Tag && other.ID != op.ID {
				mentions += strings.Count(string(text), `"`+other.ID+`"`)
			}
		}
		if mentions > most {
			best, most = filepath.Base(file), mentions
		}
	}
	return best
}
