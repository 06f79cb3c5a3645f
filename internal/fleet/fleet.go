// Package fleet deploys many projects or one project to many accounts, from one file: it shares the work out to
// processes that know nothing of each other, keeps each account below its rate, remembers what is done so that a
// process that was killed is started again, and makes one report of what all of them did.
//
// It starts no processes: GitHub Actions, Kubernetes or a shell does. What belongs to an account goes to one process,
// so that no rate has to be agreed upon.
package fleet

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
)

// FileVersion is the version of the form of a fleet file.
const FileVersion = 1

// defaultRate is how many requests of an account begin within a second, where the file says nothing. Twilio publishes
// no number; this is far below what a deploy makes at once.
const defaultRate = 20

// maxRate is the highest rate that a file may have: more than an account takes, and what a limiter has places for.
const maxRate = 10_000

// Fleet is what a file asks for.
type Fleet struct {
	Version  int      `yaml:"version" json:"version"`
	Defaults Settings `yaml:"defaults" json:"-"`
	// Deployments are what is deployed, in the order of the file, with the defaults filled in.
	Deployments []Deployment `yaml:"deployments" json:"deployments"`
}

// Settings are what a deployment says itself or takes from the defaults.
type Settings struct {
	// Project is the directory of the project, relative to the file.
	Project string `yaml:"project" json:"project"`
	// Service is the unique name; "" is the name in package.json.
	Service string `yaml:"service" json:"service,omitempty"`
	// Environment is the suffix; "" is what deploy takes by itself. Production is the one without a suffix.
	Environment string `yaml:"environment" json:"environment,omitempty"`
	Production  bool   `yaml:"production" json:"production,omitempty"`
	// Args are further arguments of deploy.
	Args []string `yaml:"args" json:"args,omitempty"`
	// Rate is how many requests of the account may begin within a second.
	Rate int `yaml:"rate" json:"rate"`
}

// Deployment is one project in one Environment of one account.
type Deployment struct {
	Name string `yaml:"name" json:"name"`
	// Account names the account: deployments with the same one share its rate. With the account ACME, the variables
	// ACME_ACCOUNT_SID and ACME_AUTH_TOKEN, or ACME_API_KEY and ACME_API_SECRET, of the process environment are its
	// credentials; ACME_X takes the place of any other variable X too.
	Account  string `yaml:"account" json:"account"`
	Settings `yaml:",inline"`
}

// Digest identifies what is asked for, without what is in the project.
func (d Deployment) Digest() string {
	text, _ := json.Marshal(d) // texts and numbers
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// credentials are the variables that only the account itself may have.
var credentials = []string{"TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_KEY", "TWILIO_API_SECRET"}

// IsCredential reports whether a variable holds a credential, which no deployment takes from another account.
func IsCredential(name string) bool { return slices.Contains(credentials, name) }

// Variable is the name of a variable of the process environment that an account has of its own. "" means that it has
// none: ACME_API_SECRET is a credential of ACME, so the variable API_SECRET of a project has no name of its own.
func (d Deployment) Variable(name string) string {
	if IsCredential("TWILIO_" + name) {
		return ""
	}
	return d.Account + "_" + strings.TrimPrefix(name, "TWILIO_")
}

// Holds reports whether a variable of the process environment has a credential of an account of the file. Such a
// variable never becomes a Variable: users of the account that is deployed to could read it there.
func (f *Fleet) Holds(name string) bool {
	return slices.ContainsFunc(f.accounts(), func(account string) bool {
		of, found := strings.CutPrefix(name, account+"_")
		return found && IsCredential("TWILIO_"+of)
	})
}

var (
	accountForm = lazyregexp.New(`^[A-Z][A-Z0-9_]{0,63}$`)
	nameForm    = lazyregexp.New(`^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$`)
)

// Read reads a fleet file and checks all of it: nothing is deployed of a file that has a mistake.
func Read(r io.Reader) (*Fleet, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	text = plainjson.FromUTF16(text) // which YAML allows
	if err := plainjson.CheckUTF8(text); err != nil {
		return nil, err
	}
	if err := checkPresent(text); err != nil {
		return nil, err
	}
	f := new(Fleet)
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(f); err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("it is empty")
		}
		return nil, plain(err)
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, errors.New("it has more than one document: the deployments after --- would be left out; " +
			"write them into one list")
	}
	if f.Version == 0 {
		return nil, fmt.Errorf("version: it is missing: write version: %d", FileVersion)
	}
	if f.Version != FileVersion {
		return nil, fmt.Errorf("version: %d is not known, want %d", f.Version, FileVersion)
	}
	if len(f.Deployments) == 0 {
		return nil, errors.New("deployments: there is none")
	}
	var problems []error
	names, places := map[string]bool{}, map[string]string{}
	for i := range f.Deployments {
		d := &f.Deployments[i]
		d.fill(f.Defaults)
		if err := d.check(); err != nil {
			problems = append(problems, fmt.Errorf("deployments[%d] %s: %w", i, d.Name, err))
			continue
		}
		if names[d.Name] {
			problems = append(problems, fmt.Errorf("deployments[%d]: the name %s is there twice", i, d.Name))
		}
		names[d.Name] = true
		place := fmt.Sprintf("%s %s %s %s %t", d.Account, path.Clean(d.Project), d.Service,
			strings.ToLower(d.Environment), d.Production) // host names have no capitals
		if other, found := places[place]; found {
			problems = append(problems, fmt.Errorf("deployments[%d]: %s deploys the same to the same place as %s", i,
				d.Name, other))
		}
		places[place] = d.Name
	}
	problems = append(problems, f.sameRates()...)
	return f, errors.Join(problems...)
}

func (d *Deployment) fill(defaults Settings) {
	set := func(value *string, fallback string) {
		if *value == "" {
			*value = fallback
		}
	}
	set(&d.Project, defaults.Project)
	set(&d.Service, defaults.Service)
	if d.Environment == "" && !d.Production {
		d.Environment, d.Production = defaults.Environment, defaults.Production
	}
	d.Args = slices.Concat(defaults.Args, d.Args)
	if d.Rate == 0 {
		d.Rate = defaults.Rate
	}
	if d.Rate == 0 {
		d.Rate = defaultRate
	}
}

func (d *Deployment) check() error {
	switch {
	case !nameForm.MatchString(d.Name):
		return fmt.Errorf("name: %q is none: 1 to 100 letters, digits, '.', '_' and '-'", d.Name)
	case !accountForm.MatchString(d.Account):
		return fmt.Errorf("account: %q is none: write the beginning of the names of its variables, such as ACME for "+
			"ACME_ACCOUNT_SID and ACME_AUTH_TOKEN", d.Account)
	case d.Project == "":
		return errors.New("project: which directory?")
	case d.Environment != "" && d.Production:
		return fmt.Errorf("environment %s and production exclude each other", d.Environment)
	case strings.EqualFold(d.Environment, "production"):
		return errors.New("environment: production is no suffix: write production: true for the Environment " +
			"without one")
	case d.Rate < 1 || d.Rate > maxRate:
		return fmt.Errorf("rate: %d is no number of requests in a second: give a whole number from 1 to %d", d.Rate,
			maxRate)
	}
	for _, arg := range d.Args {
		for _, taken := range []string{"--service", "--environment", "--production", "--output", "-o"} {
			short := len(taken) == 2 && strings.HasPrefix(arg, taken) // its value may follow at once
			if arg == taken || short || strings.HasPrefix(arg, taken+"=") {
				return fmt.Errorf("args: %s is not for args: the file has a property for it, or the fleet sets it",
					taken)
			}
		}
	}
	return nil
}

// sameRates refuses two rates for one account.
func (f *Fleet) sameRates() (problems []error) {
	rates := map[string]int{}
	for i, d := range f.Deployments {
		if rate, found := rates[d.Account]; found && rate != d.Rate {
			problems = append(problems, fmt.Errorf("deployments[%d] %s: the account %s has the rate %d and %d: "+
				"give it one",
				i, d.Name, d.Account, rate, d.Rate))
		}
		rates[d.Account] = d.Rate
	}
	return problems
}
