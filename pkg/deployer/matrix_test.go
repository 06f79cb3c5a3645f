package deployer_test

import (
	"flag"
	"fmt"
	"maps"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// scenario is a deploy that the fault tests disturb.
type scenario struct {
	name    string
	prepare func(*testing.T, *account) *deployer.Known
	request func(*testing.T) deployer.Request
}

// scenarios have every kind of call between them.
var scenarios = []scenario{
	{"first deploy", func(*testing.T, *account) *deployer.Known { return nil },
		func(t *testing.T) deployer.Request { return request(t, shop()) }},
	{"redeploy", func(t *testing.T, a *account) *deployer.Known {
		r := request(t, shop())
		r.Variables = append(r.Variables, deployer.Variable{Key: "CHANGED", Value: "1"},
			deployer.Variable{Key: "REMOVED", Value: "1"})
		a.mustDeploy(t, r)
		return nil
	}, func(t *testing.T) deployer.Request {
		files := shop()
		delete(files, "functions/sms.protected.js")
		files["functions/hello.js"], files["functions/new.js"], files["assets/new.txt"] = file("changed"), file("new"),
			file("new")
		r := request(t, files)
		r.Variables = append(r.Variables, deployer.Variable{Key: "CHANGED", Value: "2"},
			deployer.Variable{Key: "ADDED", Value: "1"})
		r.SyncVariables = true
		return r
	}},
	{"one file, from what is known", func(t *testing.T, a *account) *deployer.Known {
		return a.mustDeploy(t, request(t, shop())).Known
	}, func(t *testing.T) deployer.Request {
		files := shop()
		files["assets/index.html"] = file("<h1>new</h1>")
		return request(t, files)
	}},
	{"what another tool made", func(t *testing.T, a *account) *deployer.Known {
		o := a.otherTool(t)
		o.live(o.environment("dev-environment", "dev"), []string{o.function("/hello"), o.function("/old")},
			[]string{"/hello", "/old"})
		return nil
	}, func(t *testing.T) deployer.Request {
		files := project("functions/hello.js", "other", "assets/a.txt", "a")
		return request(t, files)
	}},
}

// run gives an account on which the scenario is about to happen, with a journal.
func (s scenario) run(t *testing.T, test func(t *testing.T, a *account, r deployer.Request)) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, &emulator.Options{BuildTime: 2 * time.Second})
		a.journal = &journal{}
		known := s.prepare(t, a)
		a.wire.reset()
		r := s.request(t)
		r.Known = known
		test(t, a, r)
	})
}

var allCells = flag.Bool("all-cells", false, "run every cell of the fault matrices, not a sample of them")

// cell is one call of a scenario and one way in which it is disturbed.
type cell[W any] struct {
	call      sent
	way       W
	journaled bool
}

// everyCell has each call in each way with a journal, and each third without one.
func everyCell[W any](calls []sent, ways []W) (cells []cell[W]) {
	for _, call := range calls {
		for i, way := range ways {
			cells = append(cells, cell[W]{call, way, true})
			if (call.nth+i)%3 == 0 {
				cells = append(cells, cell[W]{call, way, false})
			}
		}
	}
	return cells
}

// cellsPerOperation is how many cells the sample has of each operation of a scenario.
const cellsPerOperation = 2

// sampledCells has each operation twice, and takes the ways, the calls of an operation and the journal
// in turn. from is how many cells the scenarios before had.
func sampledCells[W any](calls []sent, ways []W, from int) (cells []cell[W]) {
	var operations []string
	byOperation := map[string][]sent{}
	for _, call := range calls {
		if byOperation[call.operation] == nil {
			operations = append(operations, call.operation)
		}
		byOperation[call.operation] = append(byOperation[call.operation], call)
	}
	for _, operation := range operations {
		same := byOperation[operation]
		for range cellsPerOperation {
			n := from + len(cells)
			cells = append(cells, cell[W]{same[n%len(same)], ways[n%len(ways)], n%3 != 0})
		}
	}
	return cells
}

// matrix runs a test for calls of each scenario in different ways, with and without a journal: all of
// them with -all-cells, else a sample in which each operation of each scenario and each way is met. It
// logs what was left over that nothing uses.
func matrix[W any](
	t *testing.T, ways []W, test func(t *testing.T, a *account, r deployer.Request, c disturbed[W]),
) {
	n := 0
	met := map[string]bool{}
	began := time.Now()
	for _, s := range scenarios {
		without := s.undisturbed(t)
		cells := sampledCells(without.calls, ways, n)
		if *allCells {
			cells = everyCell(without.calls, ways)
		}
		n += len(cells)
		orphans := map[string]int{}
		for _, c := range cells {
			met[fmt.Sprint(c.way)] = true
			s.run(t, func(t *testing.T, a *account, r deployer.Request) {
				name := fmt.Sprintf("%s, %s, %v", s.name, c.call.name(), c.way)
				if !c.journaled {
					a.journal = nil
					name += ", without a journal"
				}
				test(t, a, r, disturbed[W]{undisturbed: without, name: name, call: c.call, way: c.way})
				for operation, made := range a.wire.made {
					if more := made - without.made[operation]; more > 0 {
						orphans[operation] += more
					}
				}
			})
		}
		for operation := range orphans { // all else is compared with what it is to be
			require.Contains(t, []string{"CreateFunctionVersion", "CreateAssetVersion", "CreateBuild",
				"CreateDeployment"},
				operation)
		}
		t.Logf("%-29s %3d calls, %4d cells; made and not used: %3d versions of Functions, %3d of Assets, %3d Builds",
			s.name,
			len(without.calls), len(cells),
			orphans["CreateFunctionVersion"], orphans["CreateAssetVersion"], orphans["CreateBuild"])
	}
	require.Len(t, met, len(ways), "each way is met")
	t.Logf("%d cells in %.1f s", n, time.Since(began).Seconds())
}

// disturbed is one cell of a matrix.
type disturbed[W any] struct {
	undisturbed
	name string
	call sent
	way  W
}

// undisturbed is what happens when nothing goes wrong.
type undisturbed struct {
	calls   []sent
	want    state          // of the account afterwards
	made    map[string]int // what was created, by operation
	uploads int
}

func (s scenario) undisturbed(t *testing.T) (u undisturbed) {
	s.run(t, func(t *testing.T, a *account, r deployer.Request) {
		a.mustDeploy(t, r)
		u = undisturbed{calls: a.wire.calls(), want: a.state(t, "shop", "dev"), made: maps.Clone(a.wire.made),
			uploads: a.uploads()}
		require.Equal(t, liveOf(t, r.Bundle), u.want.Live)
	})
	return u
}
