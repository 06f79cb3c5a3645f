package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const generatorModule = "github.com/oapi-codegen/oapi-codegen/v2"

// The generator encodes array fields of forms as `FunctionVersions[0]=…`, whatever the document says; the API takes
// repeated keys. Upstream: oapi-codegen issue 1575.
const (
	wrongFormLine = "runtime.MarshalForm(body, nil)"
	rightFormLine = "encodeForm(body)"
)

// noResponseParsers replaces the template of the `…WithResponse` methods by one that prints nothing. Those methods
// read bodies of any size and, when a date, a header or the body does not parse, return nil and an error: the status
// and the SID of a resource that was just created are lost. It is an action because text/template ignores a
// redefinition that is only white space or comments, and it ends a line because the generator takes a template of one
// line for a file name or URL.
const noResponseParsers = `{{- "" -}}` + "\n"

// templates returns the version of the pinned generator and the templates to use instead of its own.
func templates() (version string, overrides map[string]string, err error) {
	version, dir, err := pinnedGenerator()
	if err != nil {
		return "", nil, err
	}
	path := filepath.Join(dir, "pkg", "codegen", "templates", "client.tmpl")
	text, err := os.ReadFile(path)
	if err != nil {
		return "", nil, err
	}
	client, err := replaceOnce(string(text), wrongFormLine, rightFormLine)
	if err != nil {
		return "", nil, fmt.Errorf("client.tmpl of %s %s: %w", generatorModule, version, err)
	}
	return version, map[string]string{
		"client.tmpl":                client,
		"client-with-responses.tmpl": noResponseParsers,
	}, nil
}

// replaceOnce fails unless old occurs exactly once, so that a new version of the generator is looked at before it is
// used.
func replaceOnce(text, old, new string) (string, error) {
	if n := strings.Count(text, old); n != 1 {
		return "", fmt.Errorf("%q occurs %d times, expected once; review the template before upgrading", old, n)
	}
	return strings.Replace(text, old, new, 1), nil
}

// pinnedGenerator asks the go command which version go.mod selects and where its files lie: the templates are
// embedded in the module but not exported by it.
func pinnedGenerator() (version, dir string, err error) {
	out, err := exec.Command("go", "list", "-m", "-json", generatorModule).Output()
	if err != nil {
		return "", "", fmt.Errorf("go list -m %s: %w", generatorModule, err)
	}
	var module struct{ Version, Dir string }
	if err := json.Unmarshal(out, &module); err != nil {
		return "", "", fmt.Errorf("go list -m %s: %w", generatorModule, err)
	}
	if module.Dir == "" {
		return "", "", fmt.Errorf("%s %s is not in the module cache; run go mod download", generatorModule,
			module.Version)
	}
	return module.Version, module.Dir, nil
}
