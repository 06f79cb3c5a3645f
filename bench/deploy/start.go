package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// A start is the CPU time of a program that has nothing to do.
type start struct {
	name string
	cpu  time.Duration
}

// programs say what a start costs without ours: any Go program, and one that links kin-openapi, which
// checks the contract. Go initialises every package that is linked before a program begins.
var programs = []struct{ name, source string }{
	{"a Go program that prints a line", "package main\n\nfunc main() { println(1) }\n"},
	{"one that links kin-openapi", `package main

import "github.com/getkin/kin-openapi/openapi3"

func main() { println(openapi3.ParameterInQuery) }
`},
}

// starts is how often each program is started.
const starts = 50

// start measures them and `twilio-serverless version`, in turns.
func (b *bench) start(ctx context.Context) error {
	var commands [][]string
	for i, p := range programs {
		source, binary := filepath.Join(b.stand.dir, fmt.Sprintf("start%d.go", i)), filepath.Join(b.stand.dir,
			fmt.Sprintf("start%d", i))
		if err := os.WriteFile(source, []byte(p.source), 0o600); err != nil {
			return err
		}
		build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", binary, source)
		build.Dir = filepath.Join(here(), "..", "..") // for the versions of its modules
		if out, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("build %s: %w\n%s", p.name, err, out)
		}
		b.starts = append(b.starts, start{name: p.name})
		commands = append(commands, []string{binary})
	}
	b.starts = append(b.starts, start{name: "`twilio-serverless version`"})
	commands = append(commands, []string{b.tools[0].command[0], "version"})
	costs := make([][]float64, len(commands))
	for range starts {
		for i, command := range commands {
			cmd := exec.CommandContext(ctx, command[0], command[1:]...)
			if err := cmd.Run(); err != nil {
				return err
			}
			costs[i] = append(costs[i], float64(cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()))
		}
	}
	for i := range costs {
		b.starts[i].cpu = time.Duration(median(costs[i]))
	}
	return nil
}
