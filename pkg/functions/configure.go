package functions

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// configuration is what makes a process the worker of a Build, see configure in worker/main.js.
type configuration struct {
	Type string            `json:"type"`
	Dir  string            `json:"dir"` // /var/task
	Env  map[string]string `json:"env"`
	Warm bool              `json:"warm"` // load the package twilio before it is needed

	AccountSID     string            `json:"accountSid"` // empty: credentials are not included
	AuthToken      string            `json:"authToken"`
	ServiceSID     string            `json:"serviceSid"`
	EnvironmentSID string            `json:"environmentSid"`
	DomainName     string            `json:"domainName"`
	Variables      map[string]string `json:"variables"`
	Promises       bool              `json:"promises"` // the handler answers for promises

	Functions   []loadable  `json:"functions"`
	Assets      []loadable  `json:"assets"`      // private
	OtherAssets []string    `json:"otherAssets"` // paths
	Names       [][2]string `json:"names"`       // of files in messages
	Packages    string      `json:"packages"`
	Project     string      `json:"project"` // that local files are in
	Changed     []string    `json:"changed"` // of an update: files to be forgotten

	PackagesNote    string `json:"packagesNote"`
	CredentialsNote string `json:"credentialsNote"`
	URLs            struct {
		Serverless string `json:"serverless"`
		Twilio     string `json:"twilio"`
	} `json:"urls"`
}

type loadable struct {
	Path  string `json:"path"`
	File  string `json:"file"`
	Copy  string `json:"copy,omitempty"` // where the content is, when File is a local one
	Local bool   `json:"local,omitempty"`
	ESM   bool   `json:"esm,omitempty"`
}

// file is what a Function's module is loaded from. The import() of a local file finds packages in
// folders above it only, so one that uses it is loaded from its copy when they are elsewhere.
func (l layout) file(f *File) string {
	above := filepath.Base(l.packages) == "node_modules" &&
		strings.HasPrefix(f.Local, filepath.Dir(l.packages)+string(filepath.Separator))
	if f.Local == "" || f.imports && !above {
		return l.handler(f)
	}
	return f.Local
}

func (r *Runner) configuration(d *Deployment, l layout, n *node) *configuration {
	h := handlerOf(d)
	c := &configuration{
		Type: "configure", Dir: l.task, Env: map[string]string{}, ServiceSID: d.ServiceSID,
		EnvironmentSID: d.EnvironmentSID,
		DomainName:     cmp.Or(r.opts.DomainName, d.DomainName), Variables: d.Variables, Promises: h.promises,
		Packages: l.packages, PackagesNote: l.note,
		CredentialsNote: r.opts.CredentialsNote, Functions: []loadable{}, Assets: []loadable{}, OtherAssets: []string{},
	}
	c.URLs.Serverless, c.URLs.Twilio = r.opts.ServerlessURL, r.opts.TwilioURL
	for _, pair := range baseEnvironment(os.TempDir()) {
		name, value, _ := strings.Cut(pair, "=")
		c.Env[name] = value
	}
	for name, value := range d.Variables {
		c.Env[name] = value
	}
	if d.IncludeCredentials && !r.opts.NoCredentials {
		c.AccountSID, c.AuthToken = d.AccountSID, d.AuthToken
		c.Env["ACCOUNT_SID"], c.Env["AUTH_TOKEN"] = d.AccountSID, d.AuthToken
		for _, name := range []string{"ACCOUNT_SID", "AUTH_TOKEN"} {
			if value, ok := d.Variables[name]; ok {
				c.Env[name] = value
			}
		}
	}
	for i := range d.Functions {
		f := &d.Functions[i]
		c.Functions = append(c.Functions, loadable{
			Path: f.Path, File: l.file(f), Copy: l.handler(f), Local: l.file(f) == f.Local, ESM: r.esm.is(f.SHA256),
		})
		if f.Local != "" {
			c.Project = common(c.Project, filepath.Dir(f.Local))
			c.Names = append(c.Names, [2]string{l.handler(f), f.Local})
		}
	}
	for _, f := range d.Assets {
		if f.Visibility == "private" {
			c.Assets = append(c.Assets, loadable{Path: f.Path, File: l.asset(&f)})
			if f.Local != "" {
				c.Names = append(c.Names, [2]string{l.asset(&f), f.Local})
			}
		} else {
			c.OtherAssets = append(c.OtherAssets, f.Path)
		}
	}
	c.Names = append(c.Names, [2]string{l.task, shownAs})
	byPath := func(a, b loadable) int { return cmp.Compare(a.Path, b.Path) }
	slices.SortFunc(c.Functions, byPath) // a Function may list them, and answers the same each time
	slices.SortFunc(c.Assets, byPath)
	return c
}

// common is the folder that two folders have in common.
func common(a, b string) string {
	if a == "" {
		return b
	}
	for a != b && !strings.HasPrefix(b+string(filepath.Separator), a+string(filepath.Separator)) {
		a = filepath.Dir(a)
	}
	return a
}

// changed gives the files of Functions that differ between two Deployments, those that are gone
// and new ones included; ok is false when a worker of one cannot become a worker of the other.
func changed(from, to *Deployment, was, is layout) (files []string, ok bool) {
	if from.settings() != to.settings() || was != is ||
		from.files(from.privateAssets()) != to.files(to.privateAssets()) {
		return nil, false
	}
	key := func(l layout, f *File) string { return l.file(f) + " " + f.Path + " " + f.SHA256 }
	var before, after []string
	for i := range from.Functions {
		before = append(before, key(was, &from.Functions[i]))
	}
	for i := range to.Functions {
		after = append(after, key(is, &to.Functions[i]))
	}
	for i := range from.Functions {
		if !slices.Contains(after, before[i]) {
			files = append(files, was.file(&from.Functions[i]))
		}
	}
	for i := range to.Functions {
		if !slices.Contains(before, after[i]) {
			files = append(files, is.file(&to.Functions[i]))
		}
	}
	return files, true
}
