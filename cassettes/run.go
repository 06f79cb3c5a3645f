package cassettes

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/twilio-serverless/twilio-serverless-go/internal/hosts"
	"github.com/twilio-serverless/twilio-serverless-go/internal/regular"
)

// A Run is what a recording says about the conformance run that made it: what it takes to send the
// same requests again, and where the answers come from. It stands at the top of the file under
// `run`.
type Run struct {
	// Prefix begins the names that the run gave out.
	Prefix string `yaml:"prefix"`
	// Clock was the time of the target when the recording began.
	Clock time.Time `yaml:"clock"`
	// API and Uploads are the base URLs, without /v1, that addresses in answers begin with.
	API     string `yaml:"api"`
	Uploads string `yaml:"uploads"`
	// Account is the class of the account at Twilio, `trial` or `paid`; empty for everything else.
	Account string `yaml:"account,omitempty"`
	// FailingDependency repeats contract.Target.FailingDependency, which requests hold.
	FailingDependency string `yaml:"failing_dependency,omitempty"`
}

// ReadRun returns what the recording at path says about its run, nil when it does not belong to one.
func ReadRun(path string) (*Run, error) {
	if _, err := cassetteName(path); err != nil {
		return nil, err
	}
	text, err := regular.ReadFile(path, FileLimit)
	if err != nil {
		return nil, fmt.Errorf("cassettes: %s: %w", path, err)
	}
	var heading struct {
		Run *Run `yaml:"run"`
	}
	if err := yaml.Unmarshal(text, &heading); err != nil {
		return nil, fmt.Errorf("cassettes: %s is no recording: %w", path, err)
	}
	return heading.Run, nil
}

// heading is what stands before the exchanges.
func (o *Options) heading() ([]byte, error) {
	var text bytes.Buffer
	if o.Source != "" {
		text.WriteString("# " + strings.Join(strings.Fields(o.Source), " ") + "\n")
	}
	if o.Run != nil {
		encoder := yaml.NewEncoder(&text)
		encoder.SetIndent(2)
		if err := encoder.Encode(map[string]*Run{"run": o.Run}); err != nil {
			return nil, err
		}
		if err := encoder.Close(); err != nil {
			return nil, err
		}
	}
	return text.Bytes(), nil
}

// liveFolder holds what Twilio answered and nothing else.
const liveFolder = "live"

// mayLie refuses to call something live that does not come from Twilio, or that does not say from
// what sort of account: a recording of another server in that folder would be taken for evidence about
// the real API.
func mayLie(path string, opts *Options) error {
	lives, err := underLive(path)
	if err != nil || !lives {
		return err
	}
	switch {
	case opts.Run == nil:
		return fmt.Errorf("cassettes: %s lies in a folder named %s, which is for what Twilio answered: say where the "+
			"answers come from in Options.Run",
			path, liveFolder)
	case !ofTwilio(opts.Run.API) || !ofTwilio(opts.Run.Uploads):
		return fmt.Errorf("cassettes: %s lies in a folder named %s, which is for what Twilio answered, and not for "+
			"answers of %s: choose another folder",
			path, liveFolder, opts.Run.API)
	case opts.Run.Account == "":
		return fmt.Errorf("cassettes: %s lies in a folder named %s: say in Options.Run.Account what class of account "+
			"it is, trial or paid",
			path, liveFolder)
	}
	return nil
}

// underLive follows links, since a link with another name leads there all the same.
func underLive(path string) (bool, error) {
	folder, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return false, fmt.Errorf("cassettes: %s: %w", path, err)
	}
	if real, err := filepath.EvalSymlinks(existing(folder)); err == nil {
		folder = real + strings.TrimPrefix(folder, existing(folder))
	}
	return slices.Contains(strings.Split(strings.ToLower(filepath.ToSlash(folder)), "/"), liveFolder), nil
}

// existing is the longest part of a path that is there: folders are made after this check.
func existing(folder string) string {
	for {
		if _, err := os.Lstat(folder); err == nil || folder == filepath.Dir(folder) {
			return folder
		}
		folder = filepath.Dir(folder)
	}
}

func ofTwilio(base string) bool {
	return strings.HasPrefix(strings.ToLower(base), "https://") && hosts.AtTwilio(base)
}
