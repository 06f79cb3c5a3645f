package score

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/instruments/negations"
)

var (
	write = flag.Bool("score", false, "score every negation and write docs/negations.md and docs/negations.json "+
		"(make negations)")
	every = flag.Int("every", 1, "score each N-th of them")
	from  = flag.Int("from", 0, "with -every: begin with this one")
	only  = flag.String("only", "", "score the negations whose ID this regular expression matches, and write nothing")
)

// TestBaseline runs the catalogue on the server without a bug: what fails there would count for every negation.
func TestBaseline(t *testing.T) {
	for _, m := range Modes() {
		t.Run(m.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				today()
				target, err := m.Target(negations.Negation{}.Server)
				require.NoError(t, err)
				report, err := suite.Run(t.Context(), target,
					&suite.RunOptions{Cases: cases.All(), Seed: 5, Assumed: m.Assumed,
						Parallel: 4})
				require.NoError(t, err)
				for _, r := range report.Results {
					require.Contains(t, []suite.Outcome{suite.Pass, suite.NotSupported, suite.Skip}, r.Outcome,
						"%s: %s", r.ID,
						r.Reason)
				}
			})
		})
	}
}

// TestScore scores the list: all of it with -score, some of it with -only.
func TestScore(t *testing.T) {
	if !*write && *only == "" {
		t.Skip("run it with -score or -only")
	}
	var list, matched []negations.Negation
	match := regexp.MustCompile(*only)
	for _, n := range negations.All() {
		if match.MatchString(n.ID) {
			matched = append(matched, n)
		}
	}
	for i := *from; i < len(matched); i += *every {
		list = append(list, matched[i])
	}
	_, here, _, _ := runtime.Caller(0)
	docs := filepath.Join(filepath.Dir(here), "../../../docs")
	before := map[string]Row{}
	if data, err := os.ReadFile(filepath.Join(docs, "negations.json")); err == nil {
		var old Score
		require.NoError(t, json.Unmarshal(data, &old))
		for _, r := range old.Rows {
			before[r.ID] = r
		}
	}
	rows := make([]Row, len(list))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(list); i = int(next.Add(1)) - 1 {
				rows[i] = row(t, list[i], before[list[i].ID])
				if rows[i].All == "" || rows[i].Default == "" {
					fmt.Printf("%d/%d %-70s default=%q all=%q\n", i, len(list), rows[i].ID, rows[i].Default,
						rows[i].All)
				}
			}
		})
	}
	workers.Wait()
	score := NewScore(rows, len(cases.All()), len(matched))
	t.Log("\n" + score.Text())
	if *write && *only == "" { // the pages are about the whole list
		require.NoError(t, os.WriteFile(filepath.Join(docs, "negations.json"), score.JSON(), 0o644))
		require.NoError(t, os.WriteFile(filepath.Join(docs, "negations.md"), score.Markdown(), 0o644))
	}
}

func row(t *testing.T, n negations.Negation, old Row) Row {
	r := Row{ID: n.ID, Promise: n.Promise, Source: n.Source, Kind: string(n.Kind), Assumed: n.Assumed, Needs: n.Needs}
	for _, m := range Modes() {
		synctest.Test(t, func(t *testing.T) {
			today()
			seen, err := m.SeenBy(t.Context(), n, cases.All(),
				map[string]string{"default": old.Default, "all": old.All}[m.Name])
			if err != nil {
				t.Errorf("%s: %s", n.ID, err)
			}
			if m.Name == "default" {
				r.Default = seen
			} else {
				r.All = seen
			}
		})
		if r.Default != "" {
			r.All = r.Default // more cases see no less
			break
		}
	}
	return r
}

// today moves the virtual time of a bubble to a day at which what is retired is retired.
func today() { time.Sleep(time.Until(time.Date(2026, time.November, 29, 9, 23, 0, 0, time.UTC))) }
