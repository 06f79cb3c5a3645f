package target

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/internal/proxyenv"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// Addresses of an emulator inside this process. No socket is opened; the names only tell the two
// hosts apart.
const (
	EmulatedAPIURL    = "http://serverless.localhost"
	EmulatedUploadURL = "http://serverless-upload.localhost"
)

// Variables of the process environment that name the API.
const (
	envAPIURL    = "TWILIO_SERVERLESS_API_URL"
	envUploadURL = "TWILIO_SERVERLESS_UPLOAD_URL"
)

// localWait is the first wait before a request to this machine is repeated: no network has to
// recover.
const localWait = 50 * time.Millisecond

// APIFlags say which API a verb talks to.
type APIFlags struct {
	APIURL, UploadURL string
	check, allowHTTP  bool
	debug             bool
	Emulated          bool
	Region, Edge      string // of a configuration file
}

// Register adds the flags to a verb, and --emulated if the verb can do without a server.
func (f *APIFlags) Register(cmd *cobra.Command, emulated bool) {
	flags := cmd.Flags()
	f.RegisterAddress(cmd, "default: Twilio's, or "+envAPIURL)
	flags.BoolVar(&f.check, "check", false, "check every request and response against the contract")
	flags.BoolVar(&f.debug, "debug", false, "print a line for each request: status, time and request id")
	if emulated {
		flags.BoolVar(&f.Emulated, "emulated", false, "use an emulator inside this process; nothing is kept")
	}
}

// EnvAPIURL is the variable of the process environment that names the API.
const EnvAPIURL = envAPIURL

// RegisterAddress adds the flags for the address alone.
func (f *APIFlags) RegisterAddress(cmd *cobra.Command, byDefault string) {
	flags := cmd.Flags()
	flags.StringVar(&f.APIURL, "api-url", "", "base `URL` of the API, without /v1 ("+byDefault+")")
	flags.StringVar(&f.UploadURL, "upload-url", "", "base `URL` of the uploads (default: that of --api-url)")
	flags.BoolVar(&f.allowHTTP, "allow-http", false, "send credentials to another machine over plain http")
}

// API is an API that a verb talks to.
type API struct {
	Client  *client.Client
	Checks  *Checks // nil without --check
	Account string  // the SID of the account or of the API key
	// AccountSID is that of the account, "" when only an API key is known. Source is where the
	// credentials come from.
	AccountSID, Source string
	PlanKey            []byte // for deployer.Request, from the credentials
	Transport          http.RoundTripper
	reasons            *reasons
}

// Name names the API and the account, for questions.
func (t *API) Name() string {
	if t.Client.APIURL() == EmulatedAPIURL {
		return "an emulator inside this process"
	}
	return t.Client.APIURL() + " as " + t.Account
}

// Open makes the client of a verb. If the process environment has no credentials, those of the
// first project that has any are used.
func (f *APIFlags) Open(env *verb.Env, projects ...*project.Project) (*API, error) {
	opts, err := f.clientOptions(env)
	if err != nil {
		return nil, &verb.UsageError{Err: err}
	}
	transport, err := f.BaseTransport()
	if err != nil {
		return nil, err
	}
	t := &API{Transport: transport}
	if env.WrapTransport != nil {
		transport = env.WrapTransport(transport)
	}
	t.reasons = &reasons{RoundTripper: transport}
	transport = t.reasons
	if f.check {
		if t.Checks, err = NewChecks(env, opts.APIURL, opts.UploadURL); err != nil {
			return nil, err
		}
		transport = t.Checks.transport(transport)
	}
	if f.debug {
		transport = debugTransport(env.Stderr, transport)
	}
	opts.Logger = repetitions(env.Stderr)
	opts.HTTPClient = &http.Client{Transport: transport}
	if base, ok := t.Transport.(*client.Transport); ok {
		opts.Connect = base.Connect
	}
	found, err := f.findCredentials(env, projects, opts.APIURL)
	if err != nil {
		return nil, &verb.UsageError{Err: err}
	}
	t.Account, t.PlanKey = found.Username, planKey(found.Password)
	t.AccountSID, t.Source = found.AccountSID, found.Source
	env.Account, env.Doubt, env.Has = describeAccount(found), found.OddToken(), t.reasons.has
	if env.Doubt != "" && opts.APIURL == "" {
		terminal.Fprintf(env.Stderr, "warning: %s: it will probably be refused\n", env.Doubt)
	}
	if t.Client, err = client.New(clientCredentials(found), opts); err != nil {
		return nil, &verb.UsageError{Err: err}
	}
	return t, nil
}

func (f *APIFlags) clientOptions(env *verb.Env) (*client.Options, error) {
	opts := &client.Options{UserAgent: "twilio-serverless/" + verb.Version()}
	switch {
	case f.Emulated && (f.APIURL != "" || f.UploadURL != ""):
		return nil, errors.New("--emulated and --api-url exclude each other")
	case f.Emulated:
		opts.APIURL, opts.UploadURL = EmulatedAPIURL, EmulatedUploadURL
	default:
		given, err := lookupAll(env, envAPIURL, envUploadURL, "TWILIO_REGION", "TWILIO_EDGE")
		if err != nil {
			return nil, err
		}
		opts.APIURL, opts.UploadURL = f.APIURL, f.UploadURL
		if f.APIURL == "" {
			opts.APIURL, opts.UploadURL = given[0], terminal.Or(f.UploadURL, given[1])
		}
		if opts.APIURL == "" && f.UploadURL == "" {
			opts.Region, opts.Edge = terminal.Or(given[2], f.Region), terminal.Or(given[3], f.Edge)
		}
	}
	for _, address := range []string{opts.APIURL, opts.UploadURL} {
		if err := f.CheckAddress(address); err != nil {
			return nil, fmt.Errorf("address of the API: %w", err)
		}
	}
	if Loopback(opts.APIURL) {
		opts.Retry.MinWait = localWait
	}
	// A wrong address is reported before missing credentials: the right one may need none.
	probe, err := client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken), opts)
	if err != nil {
		return nil, fmt.Errorf("address of the API: %w", err)
	}
	if f.Emulated {
		return opts, nil
	}
	return opts, proxyenv.Check(env.Getenv, probe.APIURL(), probe.UploadURL())
}

// lookupAll finds variables of the process environment. One that is empty is an error also where a flag overrides
// it: the secret or the variable of CI that it was made from is missing.
func lookupAll(env *verb.Env, names ...string) ([]string, error) {
	values := make([]string, len(names))
	for i, name := range names {
		value, err := env.Lookup(name)
		if err != nil {
			return nil, err
		}
		values[i] = value
	}
	return values, nil
}

// CheckAddress refuses addresses that only look like one, and those to which credentials would go
// in clear. The emulator inside this process has one that leads nowhere.
func (f *APIFlags) CheckAddress(address string) error {
	if address == "" || f.Emulated {
		return nil
	}
	return CheckURL(address, f.allowHTTP)
}

// CheckURL refuses what is no base URL of a server that gets credentials: no or another scheme, no
// host or port, a user in it, more than an address, and plain http to another machine unless that is
// allowed. No error shows a password.
func CheckURL(address string, allowHTTP bool) error {
	u, err := url.Parse(address)
	switch {
	case strings.TrimSpace(address) != address:
		return fmt.Errorf("%q begins or ends with a space or a line break: take it away", proxyenv.Conceal(address))
	case !strings.Contains(address, "://"):
		shown := proxyenv.Conceal(address)
		return fmt.Errorf("%q has no scheme: write http://%s or https://%s", shown, shown, shown)
	case err != nil:
		var wrong *url.Error
		if errors.As(err, &wrong) {
			err = wrong.Err // without the address, which may hold a password
		}
		return fmt.Errorf("%q is no URL: %s; write it as https://HOST or http://127.0.0.1:8080",
			proxyenv.Conceal(address), strings.TrimPrefix(err.Error(), "net/url: "))
	case u.User != nil:
		return fmt.Errorf("%s has credentials in it; take them out: they would end up in logs", u.Redacted())
	case !strings.EqualFold(u.Scheme, "http") && !strings.EqualFold(u.Scheme, "https"):
		return fmt.Errorf("%q has the scheme %s: write http or https", address, u.Scheme)
	case u.Hostname() == "":
		return fmt.Errorf("%q has no host: write it as https://HOST or http://127.0.0.1:8080", address)
	case u.Port() != "" && !isPort(u.Port()):
		return fmt.Errorf("%s://%s has the port %s: write one from 1 to 65535", u.Scheme, u.Host, u.Port())
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return fmt.Errorf("%s://%s has a query or a fragment behind it: write the address alone", u.Scheme, u.Host)
	case strings.HasSuffix(strings.TrimRight(u.Path, "/"), "/v1"):
		return fmt.Errorf("%q ends in /v1, with which each request begins: write %s", address,
			strings.TrimSuffix(strings.TrimRight(address, "/"), "/v1"))
	case strings.EqualFold(u.Scheme, "http") && !Loopback(address) && !allowHTTP:
		return fmt.Errorf("%s would get the credentials over plain http: use https, or pass --allow-http", u.Redacted())
	}
	return nil
}

func isPort(text string) bool {
	port, err := strconv.ParseUint(text, 10, 16)
	return err == nil && port > 0
}
