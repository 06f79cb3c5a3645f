package flow

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Names in the workflow document.
const (
	File = "deploy.arazzo.yaml"
	ID   = "deploy"
)

// Target is a server to run the workflow against.
type Target struct {
	APIURL, UploadURL  string
	Username, Password string
	// Name is the unique name of the Service that the run creates.
	Name string
}

// Inputs are those of the workflow.
func (t Target) Inputs() map[string]any {
	credentials := base64.StdEncoding.EncodeToString([]byte(t.Username + ":" + t.Password))
	return map[string]any{"authorization": "Basic " + credentials, "uniqueName": t.Name}
}

// Verdict is what a runner says of a target.
type Verdict struct {
	Passed bool
	// Step is the one that the run ended at, empty if it passed.
	Step string
	// Reason is in the words of the runner, which differ.
	Reason string
}

// Impatient makes a copy of the workflow and the documents that it refers to, in which a build is
// waited for with a few quick looks instead of five minutes. It returns the path of the workflow.
func Impatient(openapiFolder, into string) (string, error) {
	for _, name := range []string{File, "serverless.yaml", "upload.yaml"} {
		text, err := os.ReadFile(filepath.Join(openapiFolder, name))
		if err != nil {
			return "", err
		}
		if name == File {
			if text, err = replaceOnce(text, "retryAfter: 1\n", "retryAfter: 0.01\n"); err != nil {
				return "", err
			}
			if text, err = replaceOnce(text, "retryLimit: 300\n", "retryLimit: 4\n"); err != nil {
				return "", err
			}
		}
		if err := os.WriteFile(filepath.Join(into, name), text, 0o600); err != nil {
			return "", err
		}
	}
	return filepath.Join(into, File), nil
}

func replaceOnce(text []byte, old, instead string) ([]byte, error) {
	if n := strings.Count(string(text), old); n != 1 {
		return nil, fmt.Errorf("%s has %q %d times, want once", File, old, n)
	}
	return []byte(strings.Replace(string(text), old, instead, 1)), nil
}
