package target

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// Addresses of an emulator inside this process. No socket is opened; the names only tell the two hosts apart.
const (
	EmulatedAPIURL    = "http://serverless.localhost"
	EmulatedUploadURL = "http://serverless-upload.localhost"
)

const (
	// localWait is the first wait before a request to this machine is repeated: no network has to recover.
	localWait = 50 * time.Millisecond
)

// APIFlags say which API a verb talks to.
type APIFlags struct {
	APIURL, UploadURL string
	check             bool
	Emulated          bool
	Region, Edge      string // of a configuration file
}

func (f *APIFlags) Register(cmd *cobra.Command, emulated bool) {
	flags := cmd.Flags()
	flags.StringVar(&f.APIURL, "api-url", "", "base URL of the API, without /v1 (default Twilio's, or TWILIO_SERVERLESS_API_URL)")
	flags.StringVar(&f.UploadURL, "upload-url", "", "base URL of the uploads (default: the same when --api-url is given)")
	flags.BoolVar(&f.check, "check", false, "check every request and response against the contract")
	if emulated {
		flags.BoolVar(&f.Emulated, "emulated", false, "use an emulator inside this process; nothing is kept")
	}
}

// API is an API that a verb talks to.
type API struct {
	Client    *client.Client
	Checks    *Checks // nil without --check
	Account   string
	PlanKey   []byte // for deployer.Request, from the credentials
	Transport http.RoundTripper
	reasons   *reasons
}

// Name tells people where their project goes.
func (t *API) Name() string {
	if t.Client.APIURL() == EmulatedAPIURL {
		return "an emulator inside this process"
	}
	return t.Client.APIURL() + " as " + t.Account
}

// Open makes the client of a verb. The credentials may stand in the env file of one of the projects, the first one that has any.
func (f *APIFlags) Open(env *verb.Env, projects ...*project.Project) (*API, error) {
	opts, err := f.clientOptions(env)
	if err != nil {
		return nil, &verb.UsageError{Err: err}
	}
	transport, err := f.BaseTransport()
	if err != nil {
		return nil, err
	}
	t := &API{Transport: transport, reasons: &reasons{RoundTripper: transport}}
	transport = t.reasons
	if f.check {
		if t.Checks, err = NewChecks(env, opts.APIURL, opts.UploadURL); err != nil {
			return nil, err
		}
		transport = t.Checks.transport(transport)
	}
	opts.HTTPClient = &http.Client{Transport: transport}
	if base, ok := t.Transport.(*client.Transport); ok {
		opts.Connect = base.Connect
	}
	credentials, account, password, err := f.credentials(env, projects, opts.APIURL)
	if err != nil {
		return nil, &verb.UsageError{Err: err}
	}
	t.Account, t.PlanKey = account, planKey(password)
	if t.Client, err = client.New(credentials, opts); err != nil {
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
	case f.APIURL != "":
		opts.APIURL, opts.UploadURL = f.APIURL, f.UploadURL
	case f.UploadURL != "":
		opts.APIURL, opts.UploadURL = env.Getenv("TWILIO_SERVERLESS_API_URL"), f.UploadURL
	default:
		opts.APIURL, opts.UploadURL = env.Getenv("TWILIO_SERVERLESS_API_URL"), env.Getenv("TWILIO_SERVERLESS_UPLOAD_URL")
		if opts.APIURL == "" {
			opts.Region, opts.Edge = terminal.Or(env.Getenv("TWILIO_REGION"), f.Region), terminal.Or(env.Getenv("TWILIO_EDGE"), f.Edge)
		}
	}
	if Loopback(opts.APIURL) {
		opts.Retry.MinWait = localWait
	}
	// A wrong address is told before missing credentials: with the right one there may be no need for any.
	if _, err := client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken), opts); err != nil {
		return nil, fmt.Errorf("address of the API: %w", err)
	}
	return opts, nil
}

func (f *APIFlags) BaseTransport() (http.RoundTripper, error) {
	if f.Emulated {
		e, err := emulator.New(nil)
		if err != nil {
			return nil, err
		}
		return e.Transport(), nil
	}
	return client.NewTransport(nil), nil
}

// Loopback reports whether a URL names this machine.
func Loopback(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil {
		return false
	}
	host := u.Hostname()
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
