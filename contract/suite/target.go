package suite

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Defaults of [Target].
const (
	defaultBuildTimeout   = 5 * time.Minute  // what the official deploy tool waits
	defaultOutageTimeout  = 30 * time.Second // a server may be stopped and started again
	defaultPollInterval   = time.Second      // what the Build Status page recommends
	defaultRequestTimeout = time.Minute
)

// A Target is an implementation of the API that cases are run against.
type Target struct {
	// Name is what reports call it; empty means the host of APIURL.
	Name string

	// APIURL is the base of the JSON API without `/v1`, `https://serverless.twilio.com` for the real one. Required.
	APIURL string
	// UploadURL is the base of the uploads, `https://serverless-upload.twilio.com` for the real one. Empty means
	// APIURL: most emulators serve both on one port.
	UploadURL string

	// Username and Password are the Basic credentials: Account SID and Auth Token, or API key SID and secret. Required.
	Username string
	Password string

	// SecondUsername and SecondPassword are credentials of the same account and of the other kind: an API key next to
	// an Auth Token. With them the target has [FeatureSecondCredentials].
	SecondUsername string
	SecondPassword string
	// ForeignUsername and ForeignPassword are credentials of another account, in which nothing is created. With them
	// the target has [FeatureForeignAccount].
	ForeignUsername string
	ForeignPassword string

	// FailingDependency is an npm package, as `name@version`, that the target accepts when a Build is created and
	// cannot install, so that the Build ends `failed`. With it the target has [FeatureFailedBuilds].
	FailingDependency string

	// Transport carries the requests; nil means a clone of http.DefaultTransport. Redirects are not followed and
	// nothing but a 429 is repeated, whatever the transport is.
	Transport http.RoundTripper

	// Open, when it is set, gives each case a transport of its own: a recording, or an emulator that
	// nobody has used before. It is called with the ID of the case before the first request. A
	// transport that is an io.Closer is closed after what the case made has been deleted, and an error
	// of Open or Close is the case's. Transport is then used to see whether the target is there, and
	// nil leaves that out.
	Open func(caseID string) (http.RoundTripper, error)

	// Pause, when it is set, lets d pass for a case of this ID without waiting: the target moves the
	// clock that it gave the case. The ID is empty for what the run itself waits for. nil waits.
	Pause func(ctx context.Context, caseID string, d time.Duration) error

	// Features are what the target has beyond the promises of the API.
	Features []Feature

	// BuildTimeout bounds the wait for one Build; 0 means five minutes.
	BuildTimeout time.Duration
	// OutageTimeout is how long a run waits for a target that was there and is away; 0 means 30 seconds.
	OutageTimeout time.Duration
	// PollInterval is the time between two looks at a Build; 0 means one second.
	PollInterval time.Duration
	// RequestTimeout bounds one exchange, its body included; 0 means one minute.
	RequestTimeout time.Duration
}

// complete returns a copy of t with the defaults filled in, or says what is wrong with t.
func (t *Target) complete() (*Target, error) {
	if t == nil {
		return nil, errors.New("contract: no target: give a *Target with APIURL, Username and Password")
	}
	c := *t
	if c.UploadURL == "" {
		c.UploadURL = c.APIURL
	}
	var problems []error
	for _, base := range []struct {
		field string
		value *string
	}{{"APIURL", &c.APIURL}, {"UploadURL", &c.UploadURL}} {
		clean, err := cleanBase(*base.value)
		if err != nil {
			problems = append(problems, fmt.Errorf("contract: Target.%s: %w", base.field, err))
		}
		*base.value = clean
	}
	if c.Username == "" || c.Password == "" {
		problems = append(problems, errors.New("contract: Target.Username and Target.Password must both be given: "+
			"Account SID and Auth Token, or API key SID and secret"))
	}
	problems = append(problems, c.completeFeatures()...)
	for _, f := range c.Features {
		if !slices.Contains(Features(), f) {
			problems = append(problems, fmt.Errorf("contract: Target.Features has %q, which no case needs: use %v", f,
				Features()))
		}
	}
	for _, d := range []struct {
		field    string
		value    *time.Duration
		fallback time.Duration
	}{
		{"BuildTimeout", &c.BuildTimeout, defaultBuildTimeout},
		{"OutageTimeout", &c.OutageTimeout, defaultOutageTimeout},
		{"PollInterval", &c.PollInterval, defaultPollInterval},
		{"RequestTimeout", &c.RequestTimeout, defaultRequestTimeout},
	} {
		switch {
		case *d.value < 0:
			problems = append(problems, fmt.Errorf(
				"contract: Target.%s is %s: give 0 for the default or a positive duration", d.field, *d.value))
		case *d.value == 0:
			*d.value = d.fallback
		}
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	if c.Name == "" {
		u, _ := url.Parse(c.APIURL)
		c.Name = u.Host
	}
	return &c, nil
}

// completeFeatures claims the features that come with a field, and finds fields that are half filled.
func (t *Target) completeFeatures() (problems []error) {
	t.Features = slices.Clone(t.Features)
	for _, with := range []struct {
		feature       Feature
		field         string
		given, needed bool
	}{
		{FeatureSecondCredentials, "SecondUsername and SecondPassword", t.SecondUsername != "" ||
			t.SecondPassword != "",
			t.SecondUsername == "" || t.SecondPassword == ""},
		{FeatureForeignAccount, "ForeignUsername and ForeignPassword", t.ForeignUsername != "" ||
			t.ForeignPassword != "",
			t.ForeignUsername == "" || t.ForeignPassword == ""},
		{FeatureFailedBuilds, "FailingDependency, as name@version,", t.FailingDependency != "",
			strings.LastIndexByte(t.FailingDependency, '@') < 1 || strings.HasSuffix(t.FailingDependency, "@")},
	} {
		claimed := slices.Contains(t.Features, with.feature)
		switch {
		case with.needed && (with.given || claimed):
			problems = append(problems, fmt.Errorf("contract: Target.%s must be given for the feature %q", with.field,
				with.feature))
		case with.given && !claimed:
			t.Features = append(t.Features, with.feature)
		}
	}
	return problems
}

// cleanBase checks a base URL and removes the slash at its end. Credentials in it are refused: they would reach
// reports and logs by way of error texts.
func cleanBase(base string) (string, error) {
	u, err := url.Parse(base)
	switch {
	case base == "":
		return "", errors.New("is empty: give an absolute URL such as http://127.0.0.1:8080")
	case err != nil:
		return "", errors.New("is not a URL: give one such as http://127.0.0.1:8080") // the text of err repeats the URL
	case u.User != nil:
		return "", errors.New("holds credentials: give them as Username and Password")
	case u.Scheme != "http" && u.Scheme != "https", u.Host == "":
		return "", fmt.Errorf("is %q: give an absolute http or https URL", base)
	case u.RawQuery != "" || u.Fragment != "":
		return "", fmt.Errorf("is %q: give it without query and fragment", base)
	case strings.HasSuffix(strings.TrimSuffix(u.Path, "/"), "/v1"):
		return "", fmt.Errorf("is %q: give it without /v1, which is part of every path", base)
	}
	return strings.TrimSuffix(base, "/"), nil
}

// origin is the part of a URL that decides who is talked to.
func origin(u *url.URL) string {
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	if port := map[string]string{"http": ":80", "https": ":443"}[scheme]; port != "" { // it goes without saying
		host = strings.TrimSuffix(host, port)
	}
	return scheme + "://" + host
}

// pauseKey is the key of a context for [Target.Pause].
type pauseKey struct{}

// pausing returns a context in which [Wait] asks the target to let time pass, if it can.
func (t *Target) pausing(ctx context.Context, caseID string) context.Context {
	if t.Pause == nil {
		return ctx
	}
	return context.WithValue(ctx, pauseKey{}, func(ctx context.Context, d time.Duration) error {
		return t.Pause(ctx, caseID, d)
	})
}

// DateStep is a wait before and after which dates differ: they have whole seconds.
const DateStep = 1200 * time.Millisecond

// Wait returns after d, or with the cause when ctx ends before. In a run against a target that can
// let time pass, see [Target.Pause], it returns at once.
func Wait(ctx context.Context, d time.Duration) error {
	if pause, ok := ctx.Value(pauseKey{}).(func(context.Context, time.Duration) error); ok {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return pause(ctx, d)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
