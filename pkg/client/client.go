package client

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/gen/upload"
)

// Options change how a [Client] works. Nil and the zero value are valid.
type Options struct {
	// HTTPClient sends the requests; its Transport and Timeout are used, redirects are never followed.
	// The default has no timeout of its own: contexts decide. It keeps enough idle connections for
	// parallel uploads.
	HTTPClient *http.Client
	// Connect begins to open the connection to a host, given as a base URL; see [Client.Connect]. The
	// default is that of the Transport of HTTPClient, if it is a [*Transport], and does nothing
	// otherwise.
	Connect func(baseURL string)
	// Region and Edge select the hosts, such as "ie1" and "dublin". Empty means the general hosts.
	Region, Edge string
	// APIURL and UploadURL replace the base URLs of the two hosts, without /v1. UploadURL defaults to
	// APIURL when only that is given.
	APIURL, UploadURL string
	// UserAgent is put before the client's own in the User-Agent header; printable ASCII.
	UserAgent string
	// Retry bounds the repetitions.
	Retry Retry
	// Logger gets a line about each repetition, at level Info. Nil is silent.
	Logger *slog.Logger
}

// Client calls the API of one account. It is safe for concurrent use. Make it with [New] or [FromEnv].
type Client struct {
	api    *serverless.Client
	upload *upload.Client
	doer   *doer
	apiURL string
	upURL  string

	connect func(baseURL string)
}

// New returns a client. It checks the credentials' shape and the options and sends nothing.
func New(credentials Credentials, opts *Options) (*Client, error) {
	if opts == nil {
		opts = &Options{}
	}
	if err := credentials.check(); err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	apiURL, uploadURL, err := opts.baseURLs()
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	retry, err := opts.Retry.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	if !isPrintable(opts.UserAgent) {
		return nil, fmt.Errorf("client: UserAgent %q is not printable ASCII", opts.UserAgent)
	}
	logger := opts.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	build, _ := debug.ReadBuildInfo()
	d := &doer{
		http:        noRedirects(opts.HTTPClient),
		credentials: credentials,
		userAgent:   userAgent(opts.UserAgent, build),
		retry:       retry,
		logger:      logger,
	}
	api, err := serverless.NewClient(apiURL, serverless.WithHTTPClient(d))
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	up, err := upload.NewClient(uploadURL, upload.WithHTTPClient(d))
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	c := &Client{api: api, upload: up, doer: d, apiURL: apiURL, upURL: uploadURL, connect: opts.Connect}
	if t, ok := d.http.Transport.(*Transport); ok && c.connect == nil {
		c.connect = t.Connect
	}
	return c, nil
}

// Connect begins to open the connection to the host of the uploads, so that the first upload need
// not wait for it. It returns at once and sends no request. It does nothing when the uploads go to
// the host of the API, or when the transport cannot.
func (c *Client) Connect() {
	if c != nil && c.connect != nil && c.upURL != c.apiURL {
		c.connect(c.upURL)
	}
}

// APIURL is the base URL of the JSON API, without /v1 and trailing slash.
func (c *Client) APIURL() string {
	if c == nil {
		return ""
	}
	return c.apiURL
}

// UploadURL is the base URL of the uploads, without /v1 and trailing slash.
func (c *Client) UploadURL() string {
	if c == nil {
		return ""
	}
	return c.upURL
}

// idleConnections is how many connections per host are kept open. net/http's default of 2 makes
// every third of parallel uploads dial anew.
const idleConnections = 64

// noRedirects copies h so that it hands redirects back: followed, a POST would turn into a GET, and
// credentials go to a server that the caller did not name.
func noRedirects(h *http.Client) *http.Client {
	var own http.Client
	if h != nil {
		own = *h
	} else {
		own.Transport = defaultTransport()
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// defaultTransport is a [Transport] with the settings of http.DefaultTransport. If the program has replaced that by one
// of another type, it is used as it is.
func defaultTransport() http.RoundTripper {
	standard, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	return NewTransport(standard)
}

// isPrintable reports whether s is printable ASCII, which any header can carry.
func isPrintable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}

const modulePath = "github.com/twilio-serverless/twilio-serverless-go"

func userAgent(prefix string, info *debug.BuildInfo) string {
	own := "twilio-serverless-go"
	if info != nil {
		// In a program that imports this module, Main is that program's.
		for _, module := range append(info.Deps, &info.Main) {
			if module.Path == modulePath && module.Version != "" && module.Version != "(devel)" {
				own += "/" + module.Version
			}
		}
	}
	if prefix == "" {
		return own
	}
	return prefix + " " + own
}
