package project

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Settings are what a configuration file says about a deploy. The zero value says nothing.
type Settings struct {
	ServiceSID, ServiceName       string
	Environment                   string // domain suffix
	Production                    bool
	EnvFile                       string // relative to the project
	LoadSystemEnv                 bool   // empty values of the env file come from the process environment
	FunctionsFolder, AssetsFolder string // relative to the project
	NoFunctions, NoAssets         bool
	Runtime, Region, Edge         string

	// What follows is for the verb dev.

	Port         *int // on this machine; nil: not said
	DetailedLogs bool
}

// Service is the SID or the unique name of the Service. The SID wins, as it does in twilio-run.
func (s Settings) Service() string {
	if s.ServiceSID != "" {
		return s.ServiceSID
	}
	return s.ServiceName
}

// Scope selects the sections of a configuration file that apply.
type Scope struct {
	// Accounts are the Account SID and the SID of the API key in use, as far as they are known.
	Accounts []string
	// Region of the API, "" for us1.
	Region string
	// Environment is the domain suffix that was asked for by flag, Production that it was asked to
	// have none; neither leaves it to the file.
	Environment string
	Production  bool
	// Start adds what the file says about serving the project on this machine.
	Start bool
}

// layer is one section of the file.
type layer struct {
	where  string
	values map[string]any
}

// Settings returns what holds for a deploy: the settings at the top, over them those of
// commands.deploy, of the Environment and of the account, as twilio-run has it. Those of
// commands.start follow commands.deploy where the project is served. The warnings name
// what is unknown, and what is known and has no counterpart.
//
// twilio-run chooses the section of the Environment by its flags alone, even where the file names
// another Environment; here it is that of the Environment to which the deploy goes. So such a
// section cannot name one itself.
func (c *Config) Settings(scope Scope) (Settings, []string, error) {
	if c == nil {
		return Settings{}, nil, nil
	}
	r := &configReader{start: scope.Start}
	for _, name := range c.repeated {
		r.warn(layer{}, name, "is there more than once, the last one counts")
	}
	top := layer{"", maps.Clone(c.document)}
	sections := map[string]map[string]any{}
	for _, name := range []string{"commands", "environments", "projects"} {
		sections[name] = r.object(name, top.values[name])
		delete(top.values, name)
	}
	layers := []layer{top, r.section("commands", sections["commands"], "deploy")}
	if scope.Start {
		layers = append(layers, r.section("commands", sections["commands"], "start"))
	}
	project := r.section("projects", sections["projects"], projectKey(sections["projects"], scope))
	asked := scope.Environment != "" || scope.Production
	for _, l := range append(slices.Clone(layers), project) {
		r.readPlace(l, asked)
	}
	if asked {
		r.settings.Environment, r.settings.Production = scope.Environment, scope.Production
	}
	chosen := len(layers)
	layers = append(layers, r.section("environments", sections["environments"],
		sameSuffix(sections["environments"], environmentKey(r.settings))), project)
	for i, l := range layers {
		r.read(l, i == chosen)
	}
	if len(r.problems) > 0 {
		return Settings{}, nil, fmt.Errorf("configuration %s: %s", c.File, strings.Join(r.problems, "; "))
	}
	for i, w := range r.warnings {
		r.warnings[i] = c.File + ": " + w
	}
	return r.settings, r.warnings, nil
}

// environmentKey names the section of the Environment to which the deploy goes. "*" is that of the
// one without a suffix.
func environmentKey(s Settings) string {
	switch {
	case s.Production:
		return "*"
	case s.Environment == "":
		return "dev"
	}
	return s.Environment
}

// sameSuffix is the name of the section for a suffix: the suffix, or else the first that differs only by case. A
// suffix is a part of a host name, so Stage and stage are one Environment.
func sameSuffix(environments map[string]any, suffix string) string {
	if _, ok := environments[suffix]; ok {
		return suffix
	}
	for _, name := range slices.Sorted(maps.Keys(environments)) {
		if strings.EqualFold(name, suffix) {
			return name
		}
	}
	return suffix
}

// projectKey names the section of the account: that of its region, or without one, which means us1.
func projectKey(projects map[string]any, scope Scope) string {
	region := scope.Region
	if region == "" {
		region = "us1"
	}
	for _, account := range scope.Accounts {
		if _, ok := projects[account+":"+region]; ok {
			return account + ":" + region
		}
		if _, ok := projects[account]; ok && region == "us1" {
			return account
		}
	}
	return ""
}
