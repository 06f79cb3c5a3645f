package cli

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// Addresses of an emulator inside this process. No socket is opened; the names only tell the two hosts apart.
const (
	emulatedAPIURL    = "http://serverless.localhost"
	emulatedUploadURL = "http://serverless-upload.localhost"
)

const (
	maxIdlePerHost = 64              // keeps the connections of parallel uploads
	answerTimeout  = 2 * time.Minute // for a server that took a request and went silent
	// localWait is the first wait before a request to this machine is repeated: no network has to recover.
	localWait = 50 * time.Millisecond
)

// targetFlags say which API a verb talks to.
type targetFlags struct {
	apiURL, uploadURL string
	check             bool
	emulated          bool
	region, edge      string // of a configuration file
}

func (f *targetFlags) register(cmd *cobra.Command, emulated bool) {
	flags := cmd.Flags()
	flags.StringVar(&f.apiURL, "api-url", "", "base URL of the API, without /v1 (default Twilio's, or TWILIO_SERVERLESS_API_URL)")
	flags.StringVar(&f.uploadURL, "upload-url", "", "base URL of the uploads (default: the same when --api-url is given)")
	flags.BoolVar(&f.check, "check", false, "check every request and response against the contract")
	if emulated {
		flags.BoolVar(&f.emulated, "emulated", false, "use an emulator inside this process; nothing is kept")
	}
}

// target is an API that a verb talks to.
type target struct {
	client    *client.Client
	checks    *checks // nil without --check
	account   string
	planKey   []byte // for deployer.Request, from the credentials
	transport http.RoundTripper
}

// name tells people where their project goes.
func (t *target) name() string {
	if t.client.APIURL() == emulatedAPIURL {
		return "an emulator inside this process"
	}
	return t.client.APIURL() + " as " + t.account
}

// open makes the client of a verb. The credentials may stand in the env file of one of the projects, the first one that has any.
func (f *targetFlags) open(env *Env, projects ...*project.Project) (*target, error) {
	opts, err := f.clientOptions(env)
	if err != nil {
		return nil, &usageError{err}
	}
	transport, err := f.baseTransport()
	if err != nil {
		return nil, err
	}
	t := &target{transport: transport}
	if f.check {
		if t.checks, err = newChecks(env, opts.APIURL, opts.UploadURL); err != nil {
			return nil, err
		}
		transport = t.checks.transport(transport)
	}
	opts.HTTPClient = &http.Client{Transport: transport}
	credentials, account, password, err := f.credentials(env, projects, opts.APIURL)
	if err != nil {
		return nil, &usageError{err}
	}
	t.account, t.planKey = account, planKey(password)
	if t.client, err = client.New(credentials, opts); err != nil {
		return nil, &usageError{err}
	}
	return t, nil
}

func (f *targetFlags) clientOptions(env *Env) (*client.Options, error) {
	opts := &client.Options{UserAgent: "twilio-serverless/" + buildVersion()}
	switch {
	case f.emulated && (f.apiURL != "" || f.uploadURL != ""):
		return nil, errors.New("--emulated and --api-url exclude each other")
	case f.emulated:
		opts.APIURL, opts.UploadURL = emulatedAPIURL, emulatedUploadURL
	case f.apiURL != "":
		opts.APIURL, opts.UploadURL = f.apiURL, f.uploadURL
	case f.uploadURL != "":
		opts.APIURL, opts.UploadURL = env.Getenv("TWILIO_SERVERLESS_API_URL"), f.uploadURL
	default:
		opts.APIURL, opts.UploadURL = env.Getenv("TWILIO_SERVERLESS_API_URL"), env.Getenv("TWILIO_SERVERLESS_UPLOAD_URL")
		if opts.APIURL == "" {
			opts.Region, opts.Edge = orWord(env.Getenv("TWILIO_REGION"), f.region), orWord(env.Getenv("TWILIO_EDGE"), f.edge)
		}
	}
	if loopback(opts.APIURL) {
		opts.Retry.MinWait = localWait
	}
	// A wrong address is told before missing credentials: with the right one there may be no need for any.
	if _, err := client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken), opts); err != nil {
		return nil, fmt.Errorf("address of the API: %w", err)
	}
	return opts, nil
}

func (f *targetFlags) baseTransport() (http.RoundTripper, error) {
	if f.emulated {
		e, err := emulator.New(nil)
		if err != nil {
			return nil, err
		}
		return e.Transport(), nil
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost, transport.ResponseHeaderTimeout = maxIdlePerHost, answerTimeout
	return transport, nil
}

// credentials finds those of the user; an emulator on this machine does without.
func (f *targetFlags) credentials(env *Env, projects []*project.Project, apiURL string) (_ client.Credentials, account, password string, err error) {
	found, err := project.FindCredentials(env.Getenv, nil)
	for _, proj := range projects {
		if errors.Is(err, project.ErrNoCredentials) {
			found, err = project.FindCredentials(env.Getenv, proj)
		}
	}
	if errors.Is(err, project.ErrNoCredentials) && (f.emulated || loopback(apiURL)) {
		return client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken), emulator.TestAccountSID, emulator.TestAuthToken, nil
	}
	if err != nil {
		return client.Credentials{}, "", "", err
	}
	if found.Username != found.AccountSID || found.AccountSID == "" {
		return client.APIKey(found.Username, found.Password), found.Username, found.Password, nil
	}
	return client.AuthToken(found.AccountSID, found.Password), found.AccountSID, found.Password, nil
}

// planKey lets a stored plan recognise the values of Variables with the credentials that it was made with, and nothing else.
func planKey(password string) []byte {
	mac := hmac.New(sha256.New, []byte(password))
	_, _ = mac.Write([]byte("twilio-serverless stored plan")) // a hash does not fail
	return mac.Sum(nil)
}

// loopback reports whether a URL names this machine.
func loopback(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil {
		return false
	}
	host := u.Hostname()
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// environmentFlags select an Environment.
type environmentFlags struct {
	suffix     string
	production bool
}

func (f *environmentFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.suffix, "environment", "", `domain suffix of the Environment (default "dev")`)
	cmd.Flags().BoolVar(&f.production, "production", false, "the Environment without a suffix")
}

// resolve applies the default.
func (f *environmentFlags) resolve() (suffix string, err error) {
	switch {
	case f.production && f.suffix != "":
		return "", &usageError{fmt.Errorf("--environment %s and --production exclude each other", f.suffix)}
	case f.production:
		return "", nil
	case f.suffix == "":
		return "dev", nil
	}
	return f.suffix, nil
}
