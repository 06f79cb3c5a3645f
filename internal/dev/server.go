package dev

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/compile"
	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/functions"
)

// The names of the two hosts only tell them apart: nothing is sent.
const (
	apiURL    = "http://serverless.localhost"
	uploadURL = "http://serverless-upload.localhost"
)

// pollInterval is the time between two looks at the status of a Build.
const pollInterval = 2 * time.Millisecond

// A server is the emulator inside the process, with what deploys to it and what runs its Functions.
type server struct {
	o           *Options
	url, apiURL string
	print       *printer
	detailed    atomic.Bool // requests are printed in detail
	saves       saves

	mu       sync.Mutex
	project  *Project
	stage    *stage
	result   *deployer.Result  // of the last save that went live
	problems map[string]string // by path: why the newest file of a Function is not live
	refused  string
	plan     *deployer.Plan
	listed   bool // the table was printed
}

// A stage is what has to be made anew when the account of the env file changes.
type stage struct {
	account, token string
	emulator       *emulator.Emulator
	runner         *functions.Runner
	deployer       *deployer.Deployer
	check          error // of the last Build
}

// newServer makes a server for what the first look at the project has given, which may be nothing.
func newServer(o *Options, url, api string, first *Project) (*server, error) {
	s := &server{o: o, url: url, apiURL: api, print: newPrinter(o.Out)}
	s.detailed.Store(o.Detailed)
	s.saves.begin()
	if first == nil {
		first = &Project{}
	}
	return s, s.setStage(first)
}

var accountSID = lazyregexp.New(`^AC[0-9a-fA-F]{32}$`)

// setStage makes the emulator and what belongs to it, unless the one that is there has the account of
// the project.
func (s *server) setStage(p *Project) error {
	account, token := emulator.TestAccountSID, emulator.TestAuthToken
	own := accountSID.MatchString(p.AccountSID) && p.AuthToken != ""
	if own {
		account, token = p.AccountSID, p.AuthToken
	} else if p.AuthToken != "" { // what signs requests does not need the account
		token = p.AuthToken
	}
	if s.stage != nil && s.stage.account == account && s.stage.token == token {
		return nil
	}
	t := &stage{account: account, token: token}
	opts := s.o.Functions
	opts.KeepWarm, opts.ServerlessURL, opts.NoCredentials = true, s.apiURL, !own
	opts.InsecureCookies = true
	opts.DomainName = host(s.publicURL())
	opts.Local, opts.Packages.Local = s.localFile, s.localPackages
	opts.Log, opts.Note, opts.Warn, opts.Failed = s.print.line, s.print.note, s.print.warnOnce, s.failed
	opts.CredentialsNote = "Set ACCOUNT_SID and AUTH_TOKEN in .env; they are not deployed."
	var err error
	if t.runner, err = functions.New(&opts); err != nil {
		return err
	}
	t.runner.Prepare()
	t.emulator, err = emulator.New(&emulator.Options{
		Accounts: []emulator.Account{{SID: account, AuthToken: token}}, Invoke: t.runner.Invoke,
		Activate: t.runner.Activate,
		Check: func(ctx context.Context, live *emulator.Live) error {
			t.check = t.runner.Build(ctx, live)
			return t.check
		},
	})
	if err != nil {
		return errors.Join(err, t.runner.Close())
	}
	c, err := client.New(client.AuthToken(account, token), &client.Options{
		APIURL: apiURL, UploadURL: uploadURL, HTTPClient: &http.Client{Transport: t.emulator.Transport()},
	})
	if err != nil {
		return errors.Join(err, t.runner.Close())
	}
	if t.deployer, err = deployer.New(c, &deployer.Options{PollInterval: pollInterval}); err != nil {
		return errors.Join(err, t.runner.Close())
	}
	s.mu.Lock()
	before := s.stage
	s.stage, s.result = t, nil
	s.mu.Unlock()
	if before != nil {
		return before.runner.Close()
	}
	return nil
}

func (s *server) close() error { return s.stage.runner.Close() }

// api serves the emulated API, for Functions and for other verbs.
func (s *server) api() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.current().emulator.ServeHTTP(w, r) })
}

func (s *server) current() *stage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stage
}

func (s *server) publicURL() string {
	if s.o.PublicURL != "" {
		return strings.TrimSuffix(s.o.PublicURL, "/")
	}
	return s.url
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Host
}

// save deploys the project as it is now.
func (s *server) save(ctx context.Context, p *Project) {
	started := time.Now()
	if p == nil { // of the start: its error is told by Load
		_, err := s.o.Load()
		s.refuse(ctx, err)
		return
	}
	if err := s.setStage(p); err != nil {
		s.refuse(ctx, err)
		return
	}
	if s.o.Functions.Packages.Dir == "" {
		p.Warnings = append(p.Warnings, s.otherVersions(p)...)
	}
	s.mu.Lock()
	if before := s.project; before == nil && p.Detailed || before != nil && before.Detailed != p.Detailed {
		defer s.setDetailed(p.Detailed)
	}
	s.project = p
	t, last := s.stage, s.result
	s.mu.Unlock()
	request := p.Request
	request.SyncVariables = true
	if last != nil {
		request.Known = last.Known
	}
	plan, err := t.deployer.Plan(ctx, request)
	if err != nil {
		s.refuse(ctx, err)
		return
	}
	t.check = nil
	result, err := t.deployer.Apply(ctx, plan)
	if err != nil {
		if t.check != nil {
			err = t.check
		}
		s.refuse(ctx, err)
		return
	}
	s.mu.Lock()
	silent := !s.listed // the table comes
	s.result, s.problems, s.refused, s.plan = result, nil, "", plan
	p.Warnings = append(p.Warnings, plan.Warnings...)
	s.mu.Unlock()
	if !silent {
		s.print.saved(plan, p, time.Since(started))
	}
}

// scripts are the paths that a Function may have loaded.
func scripts(paths []string) []string {
	return slices.DeleteFunc(slices.Clone(paths), func(path string) bool {
		return !strings.HasSuffix(path, ".js") && !strings.HasSuffix(path, ".json") &&
			!strings.HasSuffix(path, ".cjs") &&
			!strings.HasSuffix(path, ".mjs")
	})
}

// refuse keeps what is live, and says why the newest files are not. A Function whose own file is to
// blame says it too, to whoever calls it.
func (s *server) refuse(ctx context.Context, err error) {
	if errors.Is(err, context.Canceled) {
		return
	}
	s.mu.Lock()
	live := s.result != nil
	s.mu.Unlock()
	if live {
		timer := time.NewTimer(settled) // a change that spoilt the reading may not have been seen yet
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return
		}
		if s.saves.superseded() {
			return
		}
	}
	problems := map[string]string{}
	text := err.Error()
	var build *functions.BuildError
	var project *bundle.Error
	var code *compile.Error
	if errors.As(err, &code) {
		for _, p := range code.Problems {
			problems[p.Path] = p.String()
		}
		delete(problems, "")
	}
	switch {
	case errors.As(err, &build):
		var all []string
		for _, p := range build.Problems {
			path := p.Path
			p.Path = s.source(path)
			problems[path] = p.String()
			all = append(all, p.String())
		}
		text = strings.Join(all, "\n")
	case code != nil && errors.As(err, &project):
		text = project.Error() + "\n" + code.Error()
	case code != nil:
		text = code.Error()
	case errors.As(err, &project):
		text = project.Error()
	}
	s.mu.Lock()
	s.problems, s.refused = problems, text
	s.mu.Unlock()
	s.print.refused(text, live)
}

// source is the name of the file of a path.
func (s *server) source(path string) string {
	if f, ok := s.file(path); ok {
		return f.Source
	}
	return path
}

// file is what the project has under a path.
func (s *server) file(path string) (bundle.File, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.project != nil && s.project.Request.Bundle != nil {
		for _, f := range slices.Concat(s.project.Request.Bundle.Functions, s.project.Request.Bundle.Assets) {
			if f.Path == path {
				return f, true
			}
		}
	}
	return bundle.File{}, false
}
