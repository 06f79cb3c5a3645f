package compile

import (
	"context"
	"errors"
	"os/exec"
	"strings"
	"time"
)

// nodeTime is how long Node may take to look at a script.
const nodeTime = 20 * time.Second

// nodeTakes asks Node whether it compiles a script, as CommonJS or as a module of ECMAScript.
// Nothing of it is run. asked is false when there is no Node to ask.
func nodeTakes(ctx context.Context, program, source string) (takes, asked bool) {
	if program == "" {
		return false, false
	}
	ctx, cancel := context.WithTimeout(ctx, nodeTime)
	defer cancel()
	for _, args := range [][]string{{"--check", "-"}, {"--input-type=module", "--check", "-"}} {
		cmd := exec.CommandContext(ctx, program, args...)
		cmd.Stdin = strings.NewReader(source)
		err := cmd.Run()
		if err == nil {
			return true, true
		}
		if exit := new(exec.ExitError); !errors.As(err, &exit) || ctx.Err() != nil {
			return false, false
		}
	}
	return false, true
}
