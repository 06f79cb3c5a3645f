package project

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
)

// StateDir is the folder in a project directory that the binary keeps its records
// in. It carries a .gitignore of its own: SIDs of an account do not belong into a
// public repository.
const StateDir = ".twilio-serverless"

const (
	stateFile    = "deployments.json"
	stateVersion = 1
)

// Target is what a deployment went to. The same project may go to several
// accounts, Services, Environments and (for tests) implementations of the API.
type Target struct {
	APIURL      string `json:"api_url"`
	AccountSID  string `json:"account_sid"`
	Service     string `json:"service"`     // unique name or SID, as asked for
	Environment string `json:"environment"` // domain suffix, "" for production
}

// Record is the last successful deployment to a Target.
type Record struct {
	ServiceSID     string    `json:"service_sid"`
	EnvironmentSID string    `json:"environment_sid"`
	BuildSID       string    `json:"build_sid"`
	DeploymentSID  string    `json:"deployment_sid"` // "" when the Build was found live
	Domain         string    `json:"domain"`
	Time           time.Time `json:"time"`
	MAC            string    `json:"mac,omitempty"` // see [State.Sealed]
	Memory
}

// State holds the last deployment to each Target of a project. It is a hint that
// saves look-ups: the API is the truth. The zero value is empty and ready to use.
type State struct {
	records map[Target]Record
}

// Get returns the last deployment to a target.
func (s *State) Get(t Target) (Record, bool) {
	r, ok := s.records[t]
	return r, ok
}

// Set replaces the last deployment to a target.
func (s *State) Set(t Target, r Record) {
	if s.records == nil {
		s.records = make(map[Target]Record)
	}
	s.records[t] = r
}

// ReadState reads the records of the project in dir. No file is no error: the
// State is empty then. A file that cannot be decoded, or that a newer version of
// this program wrote, is an error that names it and says what to do.
func ReadState(dir string) (*State, error) {
	file := filepath.Join(dir, StateDir, stateFile)
	data, err := ReadFileIn(dir, filepath.Join(StateDir, stateFile), maxState)
	if errors.Is(err, fs.ErrNotExist) {
		return &State{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("record of deployments %s: %w; it is not read: remove what is there, or change its "+
			"permissions",
			file, err)
	}
	s, err := decodeState(data)
	if err != nil {
		return nil, fmt.Errorf("record of deployments %s: %w", file, err)
	}
	return s, nil
}

// stateDocument is the format of the file.
type stateDocument struct {
	Version     int          `json:"version"`
	Deployments []stateEntry `json:"deployments"`
}

type stateEntry struct {
	Target
	Record
}

func decodeState(data []byte) (*State, error) {
	const remedy = "delete the file, the next deployment finds everything by name"
	var head struct {
		Version *int `json:"version"`
	}
	// The version first: another version may have another shape.
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("is damaged: %w; %s", plainjson.Explain(data, err), remedy)
	}
	switch {
	case head.Version == nil || *head.Version < 1:
		return nil, fmt.Errorf("is damaged: it has no version; %s", remedy)
	case *head.Version > stateVersion:
		return nil, fmt.Errorf("has version %d, this program knows version %d; use a newer twilio-serverless or %s",
			*head.Version, stateVersion, remedy)
	}
	var doc stateDocument
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("is damaged: %w; %s", plainjson.Explain(data, err), remedy)
	}
	s := &State{}
	for i, e := range doc.Deployments {
		if err := e.check(); err != nil {
			return nil, fmt.Errorf("is damaged: deployment %d: %w; %s", i+1, err, remedy)
		}
		s.Set(e.Target, e.Record)
	}
	return s, nil
}

// check keeps a damaged SID out of a URL, where it could address something else.
func (r Record) check() error {
	for _, sid := range []struct{ name, prefix, value string }{
		{"service_sid", "ZS", r.ServiceSID},
		{"environment_sid", "ZE", r.EnvironmentSID},
		{"build_sid", "ZB", r.BuildSID},
		{"deployment_sid", "ZD", r.DeploymentSID},
	} {
		if sid.name == "deployment_sid" && sid.value == "" {
			continue // an Environment found up to date does not tell its Deployment
		}
		if !serverless.IsSID(sid.value, sid.prefix) {
			return fmt.Errorf("%s %q is not %s and 32 hexadecimal digits", sid.name, sid.value, sid.prefix)
		}
	}
	return nil
}

// encode writes the entries in a fixed order: same records, same bytes. What
// decodeState would refuse is not written.
func (s *State) encode() ([]byte, error) {
	doc := stateDocument{Version: stateVersion, Deployments: []stateEntry{}}
	for t, r := range s.records {
		if err := r.check(); err != nil {
			return nil, err
		}
		doc.Deployments = append(doc.Deployments, stateEntry{t, r})
	}
	slices.SortFunc(doc.Deployments, func(a, b stateEntry) int {
		return cmp.Or(
			cmp.Compare(a.APIURL, b.APIURL), cmp.Compare(a.AccountSID, b.AccountSID),
			cmp.Compare(a.Service, b.Service), cmp.Compare(a.Environment, b.Environment))
	})
	data, err := json.MarshalIndent(doc, "", "  ")
	return append(data, '\n'), err
}
