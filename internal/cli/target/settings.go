package target

import (
	"fmt"
	"path/filepath"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
)

// Inside makes an absolute path that lies in the project relative to it, as the shell may have completed it.
func Inside(dir, name string) string {
	if filepath.IsAbs(name) {
		if abs, err := filepath.Abs(dir); err == nil {
			if rel, err := filepath.Rel(abs, name); err == nil {
				name = rel
			}
		}
	}
	return filepath.ToSlash(name)
}

// Settled is what the files of twilio-run in a project say about the place to deploy to. Flags go over all of it.
type Settled struct {
	project.Settings
	ServiceName string   // "" when no file names one
	Warnings    []string // about the configuration file
	Notes       []string
	Hint        string // about a Service that is not there
}

// ReadSettings reads them. The place is that of the flags; without a place it is that of the file. Nothing is printed.
//
// .twiliodeployinfo is not asked when the API is inside this process: what twilio-run deployed is not there.
func ReadSettings(env *verb.Env, proj *project.Project, config string, place EnvironmentFlags, t *APIFlags) (*Settled, error) {
	file, err := proj.ReadConfig(config)
	if err != nil {
		return nil, err
	}
	scope := project.Scope{Environment: place.Suffix, Production: place.Production, Region: env.Getenv("TWILIO_REGION")}
	first, _, err := file.Settings(scope)
	if err != nil {
		return nil, err
	}
	if scope.Region == "" {
		scope.Region = first.Region
	}
	scope.Accounts = accounts(env, proj, first.EnvFile)
	s := &Settled{}
	if s.Settings, s.Warnings, err = file.Settings(scope); err != nil {
		return nil, err
	}
	if s.ServiceName = s.Service(); s.ServiceName == "" && !t.Emulated {
		if s.ServiceName, err = proj.DeployedService(scope); err != nil {
			return nil, err
		}
		if s.ServiceName != "" {
			s.Hint = "the Service is that of " + project.DeployInfoFile + "; if it was deleted, delete the file or give --service NAME"
			s.Notes = append(s.Notes, fmt.Sprintf("%s names the Service %s; --service gives another one", project.DeployInfoFile, s.ServiceName))
		}
	}
	return s, nil
}

// accounts are those of the credentials that will be used, as far as they can be told now; what is wrong with them is told later.
func accounts(env *verb.Env, proj *project.Project, envFile string) (sids []string) {
	from := []*project.Project{nil}
	for _, file := range []string{Within(proj.Dir, envFile), ""} {
		if p, err := project.Load(proj.Dir, &project.Options{EnvFile: file}); err == nil {
			from = append(from, p)
		}
	}
	for _, p := range from {
		c, err := project.FindCredentials(env.Getenv, p)
		if err != nil {
			continue
		}
		for _, sid := range []string{c.Username, c.AccountSID} {
			if sid != "" {
				sids = append(sids, sid)
			}
		}
		return sids
	}
	return nil
}

// Within makes a path that a configuration file names one for this process.
func Within(dir, name string) string {
	if name == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, name)
}
