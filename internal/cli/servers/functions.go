package servers

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/functions"
)

// FunctionFlags are the flags about running Functions.
type FunctionFlags struct {
	mode, node, packages string
	allowHTTP            bool
	TwilioURL            string // value of --twilio-url
}

const (
	functionsOn  = "on"
	functionsOff = "off"

	// functionsVariable is what --functions is when it is not given.
	functionsVariable = "TWILIO_SERVERLESS_FUNCTIONS"
)

func (f *FunctionFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.mode,
		"functions", "", "`MODE`: on, or off, when requests for Functions are answered 501 (default on, or "+
			functionsVariable+")")
	f.RegisterNode(flags)
}

// RegisterNode adds the flags about how Functions run, without the one about whether they do.
func (f *FunctionFlags) RegisterNode(flags *pflag.FlagSet) {
	flags.StringVar(&f.node,
		"node", "", "`PROGRAM` that runs Functions (default node, or TWILIO_SERVERLESS_NODE, "+
			"and TWILIO_SERVERLESS_NODE22 for node22)")
	flags.StringVar(&f.packages,
		"deps", "install", "`WHERE` npm packages come from: install (once, into a cache), cache, none, "+
			"or a folder node_modules")
	flags.StringVar(&f.TwilioURL,
		"twilio-url", "", "base `URL` for the calls of a Function to other APIs of Twilio, such as a mock, or off, "+
			"which fails them (default: off for emulate; dev leaves them as they are)")
	flags.BoolVar(&f.allowHTTP, "allow-http", false,
		"let --twilio-url take credentials to another machine over plain http")
}

// functionsHelp is for the long help of emulate.
const functionsHelp = `Functions run as they do in production, in Node.js, which has to be installed:
the npm packages of a Build are installed once into a cache, what does not
compile makes the Build fail, and what a Function prints becomes Logs. They run
with the rights of the user who started the emulator: run only code that you
trust.`

// read gives what the flags of an emulator say, before anything is begun; nil when Functions are not run.
func (f *FunctionFlags) read(env *verb.Env) (*functions.Options, error) {
	mode := f.mode
	if mode == "" {
		given, err := env.Lookup(functionsVariable)
		if err != nil {
			return nil, &verb.UsageError{Err: err}
		}
		mode = cmp.Or(given, functionsOn)
	}
	if mode != functionsOn && mode != functionsOff {
		return nil, &verb.UsageError{Err: fmt.Errorf("--functions is %q: want on or off", mode)}
	}
	opts, err := f.Options(env)
	if err != nil || mode == functionsOff {
		return nil, err
	}
	opts.TwilioURL = cmp.Or(f.TwilioURL, "off")
	opts.CredentialsNote = "Create the Service with IncludeCredentials=true."
	opts.Note = func(text string) { terminal.Fprintf(env.Stderr, "%s\n", text) }
	opts.Warn = func(text string) { terminal.Fprintf(env.Stderr, "warning: %s\n", text) }
	return opts, nil
}

// Options gives what the flags say.
func (f *FunctionFlags) Options(env *verb.Env) (*functions.Options, error) {
	if err := checkTwilioURL(f.TwilioURL, f.allowHTTP); err != nil {
		return nil, &verb.UsageError{Err: err}
	}
	packages, err := Packages(f.packages)
	if err != nil {
		return nil, &verb.UsageError{Err: fmt.Errorf("--deps: %w", err)}
	}
	node, nodes, err := NodesOf(env)
	if err != nil {
		return nil, &verb.UsageError{Err: err}
	}
	return &functions.Options{Node: cmp.Or(f.node, node), Nodes: nodes, Packages: packages}, nil
}

// NodesOf reads the programs that run Functions from the process environment.
func NodesOf(env *verb.Env) (node string, nodes map[string]string, err error) {
	node, nodes = functions.NodesOf(func(name string) string {
		value, failed := env.Lookup(name)
		err = errors.Join(err, failed)
		return value
	})
	return node, nodes, err
}

// checkTwilioURL refuses what is neither a base URL nor "off", and another machine to which the
// credentials of a Function would go in clear.
func checkTwilioURL(value string, allowHTTP bool) error {
	if value == "" || value == "off" {
		return nil
	}
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("--twilio-url is %q: want an address such as http://127.0.0.1:4010, or off", value)
	}
	if u.Scheme == "http" && !allowHTTP && !target.Loopback(value) {
		return fmt.Errorf("--twilio-url %s would get the credentials of Functions over plain http: "+
			"use https, or pass --allow-http",
			u.Redacted())
	}
	return nil
}

// Packages reads the value of --deps.
func Packages(value string) (functions.Packages, error) {
	switch value {
	case "none":
		return functions.Packages{}, nil
	case "install", "cache":
		cache, err := os.UserCacheDir()
		if err != nil {
			return functions.Packages{}, nil // there is no home: no cache, and a message for each missing package
		}
		return functions.Packages{Cache: filepath.Join(cache, "twilio-serverless", "packages"),
			Install: value == "install"}, nil
	}
	dir, err := filepath.Abs(value)
	if err != nil {
		return functions.Packages{}, err
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return functions.Packages{}, errors.New("want install, cache, none or a folder node_modules, and " + value +
			" is none of them")
	}
	return functions.Packages{Dir: dir}, nil
}
