package cli

import (
	"fmt"
	"path/filepath"

	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
)

// settled is what the files of twilio-run in a project say about the place to deploy to. Flags go over all of it.
type settled struct {
	project.Settings
	service  string   // "" when no file names one
	warnings []string // about the configuration file
	notes    []string
	hint     string // about a Service that is not there
}

// settle reads them. The place is that of the flags; without a place it is that of the file. Nothing is printed.
//
// .twiliodeployinfo is not asked when the API is inside this process: what twilio-run deployed is not there.
func settle(env *Env, proj *project.Project, config string, place environmentFlags, t *targetFlags) (*settled, error) {
	file, err := proj.ReadConfig(config)
	if err != nil {
		return nil, err
	}
	scope := project.Scope{Environment: place.suffix, Production: place.production, Region: env.Getenv("TWILIO_REGION")}
	first, _, err := file.Settings(scope)
	if err != nil {
		return nil, err
	}
	if scope.Region == "" {
		scope.Region = first.Region
	}
	scope.Accounts = accounts(env, proj, first.EnvFile)
	s := &settled{}
	if s.Settings, s.warnings, err = file.Settings(scope); err != nil {
		return nil, err
	}
	if s.service = s.Service(); s.service == "" && !t.emulated {
		if s.service, err = proj.DeployedService(scope); err != nil {
			return nil, err
		}
		if s.service != "" {
			s.hint = "the Service is that of " + project.DeployInfoFile + "; if it was deleted, delete the file or give --service NAME"
			s.notes = append(s.notes, fmt.Sprintf("%s names the Service %s; --service gives another one", project.DeployInfoFile, s.service))
		}
	}
	return s, nil
}

// accounts are those of the credentials that will be used, as far as they can be told now; what is wrong with them is told later.
func accounts(env *Env, proj *project.Project, envFile string) (sids []string) {
	from := []*project.Project{nil}
	for _, file := range []string{within(proj.Dir, envFile), ""} {
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

// within makes a path that a configuration file names one for this process.
func within(dir, name string) string {
	if name == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, name)
}

// adopt takes the Environment from the file unless flags name one.
func (f *environmentFlags) adopt(s *settled) {
	if f.suffix == "" && !f.production {
		f.production = s.Production
		if !f.production {
			f.suffix = s.Environment
		}
	}
}
