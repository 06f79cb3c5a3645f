package target

import (
	"fmt"
	"path/filepath"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
)

// Settled is what the files of twilio-run in a project say about the place to deploy to. Flags
// override all of it.
type Settled struct {
	project.Settings
	ServiceName string   // "" when no file names one
	Warnings    []string // about the configuration file
	Notes       []string
	Hint        string // for when the Service does not exist
}

// ReadSettings reads them. The section of the Environment is that of the flags, else that of the
// file. Nothing is printed.
//
// With --service, .twiliodeployinfo is not read: it could only name another one. With an API inside
// this process it is not read either: what twilio-run deployed is not there.
func ReadSettings(
	env *verb.Env, proj *project.Project, config string, place EnvironmentFlags, api *APIFlags, service string,
) (*Settled, error) {
	file, err := proj.ReadConfig(config)
	if err != nil {
		return nil, err
	}
	scope := project.Scope{Environment: place.Suffix, Production: place.Production,
		Region: env.Getenv("TWILIO_REGION"), Start: place.Start}
	if serverless.IsSID(place.Suffix, "") {
		scope.Environment = "" // its suffix is not known yet
	}
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
	if proj.HasLegacyInfo() {
		s.Warnings = append(s.Warnings, project.LegacyInfoFile+
			" is a file of twilio-run before version 3 and is not read:"+
			" the Service that it names is not used; pass --service to choose it")
	}
	s.ServiceName = s.Service()
	if s.ServiceName != "" || service != "" || api.Emulated {
		return s, nil
	}
	if s.ServiceName, err = proj.DeployedService(scope); err != nil || s.ServiceName == "" {
		return s, err
	}
	s.Hint = "the Service is that of " + project.DeployInfoFile +
		"; if it was deleted, delete the file or pass --service NAME"
	s.Notes = append(s.Notes,
		fmt.Sprintf("%s names the Service %s; --service selects another", project.DeployInfoFile, s.ServiceName))
	return s, nil
}

// accounts are those of the credentials that will be used, as far as they are known yet. What is
// wrong with them is reported later.
func accounts(env *verb.Env, proj *project.Project, envFile string) (sids []string) {
	from := []*project.Project{nil}
	for _, file := range []string{envFile, ""} {
		if p, err := project.Load(proj.Dir, &project.Options{EnvFile: file, EnvFileInside: file != ""}); err == nil {
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

// Inside makes an absolute path that lies in the project relative to it: a shell may have completed
// it so. One that lies outside stays as it is, and is refused by the name that was given.
func Inside(dir, name string) string {
	if filepath.IsAbs(name) {
		if abs, err := filepath.Abs(dir); err == nil {
			if rel, err := filepath.Rel(abs, name); err == nil && filepath.IsLocal(rel) {
				name = rel
			}
		}
	}
	return filepath.ToSlash(name)
}
