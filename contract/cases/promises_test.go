package cases_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/contents"
	"github.com/twilio-serverless/twilio-serverless-go/openapi"
)

var update = flag.Bool("update", false, "write docs/promises.md anew")

const promisesPage = "../../docs/promises.md"

// A promise is one thing that the API is known to do, with what proves it. Together they are promises/*.yaml.
type promise struct {
	ID      string `yaml:"id"`
	Promise string `yaml:"promise"`
	// Mark says how well it is known; what is only assumed is no promise.
	Mark   suite.Level `yaml:"mark"`
	Source string      `yaml:"source"`
	// Published are the numbers of the exchanges in cassettes/published that show it.
	Published []string `yaml:"published"`
	// Cases are IDs of cases that fail when the promise is broken, perhaps with * for any text without a slash.
	Cases []string `yaml:"cases"`
	// Wire are places in the contract that every exchange is checked against, as file and JSON pointer.
	Wire []string `yaml:"wire"`
	// Tests are tests of the checker, as folder and name, for what no honest target can be made to do.
	Tests []string `yaml:"tests"`
	// Untestable says why nothing proves it, or nothing but a test.
	Untestable string `yaml:"untestable"`

	section string
}

// sections are the files of promises in the order of the page: what holds for all first, then each
// resource in the order of the contract.
func sections(t *testing.T) []string {
	t.Helper()
	order := []string{"general", "auth", "errors", "pages"}
	var contract struct {
		Tags []struct{ Name string }
	}
	text, err := openapi.FS.ReadFile(openapi.ServerlessFile)
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(text, &contract))
	for _, tag := range contract.Tags {
		order = append(order, strings.ToLower(strings.ReplaceAll(tag.Name, " ", "-")))
	}
	files, err := filepath.Glob("../promises/*.yaml")
	require.NoError(t, err)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		require.Contains(t, order, name, "%s: contract/promises has a file for each of tags in openapi/serverless.yaml",
			file)
	}
	return order
}

func promises(t *testing.T) []promise {
	t.Helper()
	var all []promise
	for _, section := range sections(t) {
		text, err := os.ReadFile("../promises/" + section + ".yaml")
		require.NoError(t, err, "contract/promises has a file for each of tags in openapi/serverless.yaml: "+
			"write %s.yaml, with a promise that names its cases, as variables.yaml has them", section)
		decoder := yaml.NewDecoder(bytes.NewReader(text))
		decoder.KnownFields(true)
		var some []promise
		require.NoError(t, decoder.Decode(&some), section)
		require.ErrorIs(t, decoder.Decode(new(any)), io.EOF, section)
		for i := range some {
			some[i].section = section
			require.NotEqual(t, suite.Assumed, some[i].Mark,
				"contract/promises/%s.yaml: take out %s: what is only assumed "+
					"is no promise, and its case says so", section, some[i].ID)
		}
		all = append(all, some...)
	}
	return all
}

// proven returns the IDs of the cases that a promise names.
func (p *promise) proven(t *testing.T, cases []suite.Case) (ids []string) {
	t.Helper()
	for _, pattern := range p.Cases {
		before := len(ids)
		for _, c := range cases {
			matches, err := path.Match(pattern, c.ID)
			require.NoError(t, err, pattern)
			if matches && !slices.Contains(ids, c.ID) {
				ids = append(ids, c.ID)
			}
		}
		assert.True(t, len(ids) > before, "%s/%s names the case %s, which there is not, or names it twice: "+
			"take it out of contract/promises/%s.yaml, or the promise if no case is left", p.section, p.ID, pattern,
			p.section)
	}
	return ids
}

// TestPromises holds the table against the catalogue, the contract and the tests, both ways. It prints the counts.
func TestPromises(t *testing.T) {
	t.Parallel()
	cases, all := cases.All(), promises(t)
	documents := map[string]any{}
	named, seen := map[string]bool{}, map[string]bool{}
	counts := map[string]int{}
	source := regexp.MustCompile(`^(https://www\.twilio\.com/docs/[a-z0-9/#-]+|[A-Za-z0-9-]+/[a-z-]+(#[0-9]+)?)$`)
	for _, p := range all {
		id := p.section + "/" + p.ID
		assert.Regexp(t, `^[a-z0-9]+(-[a-z0-9]+)*$`, p.ID, id)
		assert.False(t, seen[id], "%s is there twice", id)
		seen[id] = true
		assert.Regexp(t, `^[A-Za-z].+\.$`, p.Promise, id)
		assert.Regexp(t, source, p.Source, id)
		assert.Contains(t, []suite.Level{suite.Documented, suite.Observed, suite.Inferred}, p.Mark, id)
		byCase := p.proven(t, cases)
		for _, c := range byCase {
			named[c] = true
		}
		for _, place := range p.Wire {
			assert.True(t, inContract(t, documents, place),
				"contract/promises, %s: the contract has no %s any more: take it out, "+
					"or give it its new name", id, place)
		}
		for _, test := range p.Tests {
			assert.True(t, isTest(t, test), "%s: there is no test %s", id, test)
		}
		counts[p.Mark.String()]++
		switch {
		case len(byCase) > 0:
			counts["by cases"]++
			assert.Empty(t, p.Untestable, "%s is tested", id)
		case len(p.Wire) > 0:
			counts["by the wire check"]++
			assert.Empty(t, p.Untestable, "%s is tested", id)
		case p.Untestable != "":
			counts["not from outside"]++
		default:
			assert.Fail(t, "nothing proves it, and nothing says why", id)
		}
	}
	unnamed := 0
	for _, c := range cases {
		if c.Level != suite.Assumed && !named[c.ID] {
			unnamed++
			assert.Fail(t, "no promise names the case: add it to promises/"+c.Resource()+".yaml", c.ID)
		}
	}
	t.Logf("%d promises: %d documented, %d observed, %d inferred", len(all), counts["documented"], counts["observed"],
		counts["inferred"])
	t.Logf("proven by cases %d, by the wire check alone %d, not testable from outside %d",
		counts["by cases"], counts["by the wire check"], counts["not from outside"])
	t.Logf("%d cases, %d named by promises, %d assumed, %d unnamed", len(cases), len(named), assumed(cases), unnamed)
}

func assumed(cases []suite.Case) (n int) {
	for _, c := range cases {
		if c.Level == suite.Assumed {
			n++
		}
	}
	return n
}

// inContract resolves `file#/json/pointer`.
func inContract(t *testing.T, documents map[string]any, place string) bool {
	t.Helper()
	file, pointer, _ := strings.Cut(place, "#/")
	if documents[file] == nil {
		text, err := openapi.FS.ReadFile(file)
		require.NoError(t, err, place)
		var document any
		require.NoError(t, yaml.Unmarshal(text, &document))
		// Status codes are numbers in YAML and names in JSON.
		encoded, err := json.Marshal(document)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(encoded, &document))
		documents[file] = document
	}
	value := documents[file]
	for step := range strings.SplitSeq(pointer, "/") {
		step = strings.NewReplacer("~1", "/", "~0", "~").Replace(step)
		switch inner := value.(type) {
		case map[string]any:
			value = inner[step]
		case []any:
			var i int
			if _, err := fmt.Sscan(step, &i); err != nil || i >= len(inner) {
				return false
			}
			value = inner[i]
		default:
			return false
		}
	}
	return value != nil
}

// isTest looks for a test, given as the folder of its package and its name.
func isTest(t *testing.T, test string) bool {
	t.Helper()
	folder, name, _ := strings.Cut(test, " ")
	files, err := filepath.Glob(filepath.Join("..", "..", folder, "*_test.go"))
	require.NoError(t, err)
	return slices.ContainsFunc(files, func(file string) bool {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		return bytes.Contains(text, []byte("func "+name+"(t *testing.T)"))
	})
}

// Every published exchange shows a promise about its operation, or one about all of them.
func TestPromises_publishedExchanges(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../cassettes/published/[0-9]*.yaml")
	require.NoError(t, err)
	operations := map[string]string{} // by number
	for _, file := range files {
		number, operation, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".yaml"), "-")
		operations[number] = operation
	}
	require.NotEmpty(t, operations)
	shown, all := map[string]bool{}, cases.All()
	for _, p := range promises(t) {
		var about []string
		for _, c := range all {
			if slices.ContainsFunc(p.Cases, func(pattern string) bool {
				ok,
					_ := path.Match(pattern, c.ID)
				return ok
			}) {
				about = append(about, c.Ops...)
			}
		}
		general := slices.Contains([]string{"general", "auth", "errors", "pages"}, p.section)
		for _, number := range p.Published {
			require.Contains(t, operations, number, "%s %s: cassettes/published has no such number", p.section, p.ID)
			shown[number] = true
			assert.True(t, general || len(about) == 0 || slices.Contains(about, operations[number]),
				"%s %s: exchange %s is of %s, the cases of the promise are about %v", p.section, p.ID, number,
				operations[number], about)
		}
	}
	for number, operation := range operations {
		assert.True(t, shown[number], "no promise counts %s-%s: add it to published of those that it shows", number,
			operation)
	}
}

// TestPromises_page keeps docs/promises.md equal to the table.
func TestPromises_page(t *testing.T) {
	t.Parallel()
	want := page(t, promises(t), cases.All())
	if *update {
		require.NoError(t, os.WriteFile(promisesPage, []byte(want), 0o644))
		return
	}
	have, err := os.ReadFile(promisesPage)
	require.NoError(t, err)
	assert.True(t, want == string(have), "docs/promises.md is not what contract/promises and the cases say: run "+
		"`go test ./contract/cases -run Promises -update`, or make written")
}

func page(t *testing.T, all []promise, cases []suite.Case) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(`# What the API promises, and what proves it

Written by ` + "`go test ./contract/cases -run Promises -update`" + ` from ` + "`contract/promises/`" + `; a test holds every row against the catalogue, the
contract and the tests. A promise is *documented* on a page of Twilio's, *observed* in answers that somebody published or in tests that
ran against the API, or *inferred* from clients that would not work otherwise. What is only assumed is no promise: such cases ask for a
refusal and an unchanged state, and fail a run only with ` + "`--assumed`" + `. *2 published* counts the exchanges with the real API in
` + "`cassettes/published/`" + ` that show a promise.

Cases are run by ` + "`twilio-serverless conformance`" + `. *Wire* are places of the contract that every exchange is checked against.
`)
	b.WriteString(evidence(t, all, cases))
	section := ""
	for _, p := range all {
		if p.section != section {
			section = p.section
			fmt.Fprintf(&b, "\n## %s\n\n| promise | known | proof |\n|---|---|---|\n", section)
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", strings.ReplaceAll(p.Promise, "|", `\|`), known(p),
			strings.Join(proofs(&p, p.proven(t, cases)), "; "))
	}
	return contents.Insert(b.String())
}

// evidence counts how well the promises of each section are known, and the cases that are only assumed.
func evidence(t *testing.T, all []promise, cases []suite.Case) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("\n| section | documented | observed | inferred | assumed cases | shown by a published exchange |\n" +
		"|---|--:|--:|--:|--:|--:|\n")
	var sum [5]int
	for _, section := range sections(t) {
		var counts [5]int
		for _, p := range all {
			if p.section == section {
				counts[slices.Index([]suite.Level{suite.Documented, suite.Observed, suite.Inferred}, p.Mark)]++
				counts[4] += min(1, len(p.Published))
			}
		}
		for _, c := range cases {
			if c.Level == suite.Assumed && c.Resource() == section {
				counts[3]++
			}
		}
		for i := range sum {
			sum[i] += counts[i]
		}
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %d |\n", section, counts[0], counts[1], counts[2], counts[3],
			counts[4])
	}
	fmt.Fprintf(&b, "| all | %d | %d | %d | %d | %d |\n", sum[0], sum[1], sum[2], sum[3], sum[4])
	return b.String()
}

// known says how well a promise is known, with a link to what says so.
func known(p promise) string {
	address := p.Source
	if !strings.HasPrefix(address, "https://") {
		repository, number, isThread := strings.Cut(address, "#")
		address = "https://github.com/" + repository
		if isThread {
			address += "/issues/" + number
		}
	}
	text := fmt.Sprintf("[%s](%s)", p.Mark, address)
	if len(p.Published) > 0 {
		text += fmt.Sprintf(", %d published", len(p.Published))
	}
	return text
}

func proofs(p *promise, cases []string) (all []string) {
	code := func(prefix string, values []string) {
		for _, v := range values {
			all = append(all, prefix+"`"+v+"`")
		}
	}
	const most = 4 // of the cases that say the same of every resource
	if len(cases) > most {
		code("", p.Cases)
	} else {
		code("", cases)
	}
	for _, place := range p.Wire {
		_, pointer, _ := strings.Cut(place, "#")
		all = append(all, "wire `"+strings.NewReplacer("~1", "/", "~0", "~", "/components/", "", "/paths/",
			"").Replace(pointer)+"`")
	}
	code("test ", p.Tests)
	if p.Untestable != "" {
		all = append(all, "none: "+strings.ToLower(p.Untestable[:1])+strings.TrimSuffix(p.Untestable[1:], "."))
	}
	return all
}
