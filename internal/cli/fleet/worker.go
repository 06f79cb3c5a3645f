package fleet

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/fleet"
)

type worker struct {
	env  *verb.Env
	main Main
	dir  string // of the file
	// hidden reports variables that no project sees.
	hidden func(name string) bool
}

// directory is that of the project: a name in the file is relative to the file.
func (w *worker) directory(d fleet.Deployment) string {
	if filepath.IsAbs(d.Project) {
		return d.Project
	}
	return filepath.Join(w.dir, d.Project)
}

// deploy runs the verb deploy.
func (w *worker) deploy(ctx context.Context, d fleet.Deployment, wrap func(http.RoundTripper) http.RoundTripper) (
	json.RawMessage, int, error) {
	var stdout, stderr bytes.Buffer
	env := environment(w.env, d, w.hidden)
	env.Stdout, env.Stderr, env.WrapTransport = &stdout, &stderr, wrap
	args := []string{"deploy", w.directory(d), "--yes", "--output", "json"}
	for flag, value := range map[string]string{"--service": d.Service, "--environment": d.Environment} {
		if value != "" {
			args = append(args, flag, value)
		}
	}
	if d.Production {
		args = append(args, "--production")
	}
	code := w.main(ctx, append(args, d.Args...), env)
	if code == verb.ExitDone {
		return bytes.TrimSpace(stdout.Bytes()), code, nil
	}
	var told struct {
		Error struct{ Message, Suggestion string } `json:"error"`
	}
	if err := json.Unmarshal(stdout.Bytes(), &told); err != nil || told.Error.Message == "" {
		told.Error.Message = fmt.Sprintf("deploy ended with exit code %d: %s", code, strings.TrimSpace(stderr.String()))
	}
	return nil, code, errors.New(ownNames(w.env, d, told.Error.Message))
}
