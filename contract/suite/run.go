package suite

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/coverage"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite/internal/room"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite/internal/throttle"
	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
)

// Why a run has no verdict. Test with errors.Is.
var (
	// ErrNoCases means that the filter left no case, or only cases that the target does not support. A run that
	// executed nothing proves nothing.
	ErrNoCases = errors.New("no case to run")
	// ErrUnreachable means that the very first request got no answer.
	ErrUnreachable = errors.New("target cannot be reached")
	// ErrCredentials means that the very first request was answered 401 or 403.
	ErrCredentials = errors.New("credentials were refused")
	// ErrTargetLost means that the target stopped answering in the middle. It comes together with a report.
	ErrTargetLost = errors.New("target was lost")
	// ErrUnavailable means that the target is out of order: it answered 5xx, or it refused for its rate.
	ErrUnavailable = errors.New("target is not available")
	// ErrOtherAPI means that the target answered the very first request with something that is not this API.
	ErrOtherAPI = errors.New("target is not this API")
	// ErrNoVerdict means that no case could be judged. It comes together with a report.
	ErrNoVerdict = errors.New("no case could be judged")
	// ErrOtherRun means that [RunOptions.Resume] is the report of another run: of other cases or another target.
	ErrOtherRun = errors.New("report of another run")
)

// maxPreflightWait bounds the wait before the first request is sent again: a gateway that is dead shows soon.
const maxPreflightWait = 5 * time.Second

const (
	defaultParallel = 10
	maxParallel     = 40 // of about 50 at which the real API begins to answer 429
	casesPerRequest = 4  // that run at once for each request that is under way: most of them wait for Builds
)

// RunOptions say what is run and how.
type RunOptions struct {
	// Cases are what is run, in this order of the report. Required: package cases has the catalogue.
	Cases []Case
	// Filter selects cases by ID; nil selects all.
	Filter *regexp.Regexp
	// Seed decides the names of what is created: the same seed gives the same names. 0 takes a random seed, which
	// the report tells.
	Seed uint64
	// Assumed makes assumed cases fail like the others. Without it a difference there is reported as a skip.
	Assumed bool
	// Unchecked leaves out the wire check, the coverage and the evidence, so that nothing fails but
	// what cases themselves assert. It is for measuring cases: a checker that reads the contract
	// hides how little they look at.
	Unchecked bool
	// Parallel is how many requests are under way at once, 40 at most; 0 means 10. With 1, cases
	// run one after the other.
	Parallel int
	// Skip leaves out cases by ID; nil leaves out none. Unlike with Filter they are in the report, as not supported.
	Skip *regexp.Regexp
	// Operations are the operationIds that cases may use, those that prepare a case included; nil
	// means all. A case that needs another one is not supported.
	Operations []string
	// ExcludeOperations are operationIds that no case may use.
	ExcludeOperations []string
	// Known are failures that are known: they do not fail the run. nil knows none.
	Known *Known
	// ShowValues shows every value in the report, those that the contract does not know to be harmless included; never
	// credentials. What cases sent themselves, and everything of a target on loopback, is shown without it.
	ShowValues bool
	// OnResult is given each result as it comes, one at a time and in the order in which cases end.
	OnResult func(Result)
	// OnProgress is given, after each case, a report of the cases that are decided. It is incomplete,
	// and what [RunOptions.Resume] takes, should the process be killed. It is called one at a time.
	OnProgress func(*Report)
	// Resume is the report of a run that was ended: the cases that it decided are taken over, the
	// others are run with its seed. Cases, target and Assumed must be the same as then, else the run
	// ends with [ErrOtherRun]. What a killed run left behind has to be deleted before, since names are
	// given out again.
	Resume *Report
	// Shard runs a share of the selected cases; nil runs all. Its Catalogue is filled in by the run.
	Shard *Shard
}

// complete returns a copy with the defaults filled in, or says what is wrong.
func (o *RunOptions) complete() (*RunOptions, error) {
	var c RunOptions
	if o != nil {
		c = *o
	}
	if c.Parallel < 0 || c.Parallel > maxParallel {
		return nil, fmt.Errorf("contract: cannot send %d requests at once: set --parallel, or Parallel, to 1 to %d, or to 0 for "+
			"the default of %d", c.Parallel, maxParallel, defaultParallel)
	}
	if c.Parallel == 0 {
		c.Parallel = defaultParallel
	}
	if c.Filter != nil {
		c.Cases = slices.DeleteFunc(slices.Clone(c.Cases), func(k Case) bool { return !c.Filter.MatchString(k.ID) })
		if len(c.Cases) == 0 {
			return nil, fmt.Errorf("contract: %w: no ID matches %q", ErrNoCases, c.Filter)
		}
	}
	for _, chosen := range []struct {
		where      string
		operations []string
	}{
		{"--operations, or Operations,", c.Operations},
		{"--exclude-operations, or ExcludeOperations,", c.ExcludeOperations},
	} {
		for _, op := range chosen.operations {
			if !slices.ContainsFunc(contract.Operations(),
				func(known contract.OperationInfo) bool { return known.OperationID == op }) {
				return nil, fmt.Errorf("contract: %s has %q, which is no operationId of the contract", chosen.where, op)
			}
		}
	}
	if len(c.Cases) == 0 {
		return nil, fmt.Errorf("contract: %w: no cases were given: set Cases to cases.All()", ErrNoCases)
	}
	if c.Shard != nil {
		shard := *c.Shard
		shard.Catalogue = catalogueOf(c.Cases)
		var err error
		if c.Cases, err = shard.share(c.Cases); err != nil {
			return nil, err
		}
		c.Shard = &shard
	}
	if c.Resume != nil && c.Seed == 0 {
		c.Seed = c.Resume.Seed
	}
	for c.Seed == 0 {
		c.Seed = rand.Uint64()
	}
	return &c, nil
}

// Run runs the selected cases on target and reports what each found.
//
// The error says that the run as a whole has no verdict: a target or options that make no sense, [ErrNoCases],
// [ErrUnreachable], [ErrCredentials], and, together with the report of what was found until then, [ErrTargetLost] or
// the reason why ctx ended. That cases failed is no error: see [Report.Failed].
//
// Everything that cases create is deleted again, also when ctx ends; what could not be deleted is in [Result.Leftover].
func Run(ctx context.Context, target *Target, opts *RunOptions) (*Report, error) {
	t, err := target.complete()
	if err != nil {
		return nil, err
	}
	o, err := opts.complete()
	if err != nil {
		return nil, err
	}
	checker, err := contract.NewChecker(&contract.CheckerOptions{APIURL: t.APIURL, UploadURL: t.UploadURL})
	if err != nil {
		return nil, fmt.Errorf("contract: checker: %w", err)
	}
	if t.Transport == nil && t.Open == nil {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.MaxIdleConnsPerHost = maxParallel
		steady := NewTransport(transport)
		defer steady.CloseIdleConnections()
		t.Transport = steady
	}
	var counter *coverage.Counter
	if !o.Unchecked {
		if counter, err = coverage.NewCounter(); err != nil {
			return nil, err
		}
	}
	r := &runner{
		counter: counter,
		target:  t, opts: o, checker: checker, secrets: newRedactor(t), unchecked: o.Unchecked,
		prefix: "check-" + strconv.FormatUint(o.Seed, 36), catalogue: catalogueOf(o.Cases),
		gate:     throttle.New(o.Parallel, Wait),
		excludes: o.excludes(), readers: newReaders(), probing: make(chan struct{}, 1),
		results: make([]Result, len(o.Cases)), started: time.Now(), roomy: time.Now(),
	}
	r.evidence = redact.NewReport(&redact.ReportOptions{
		Prefix: r.prefix, Hide: r.secrets.text, ShowSent: true, ShowAll: o.ShowValues || isLoopback(t.APIURL),
	})
	if err := r.resume(); err != nil {
		return nil, err
	}
	if err := r.preflight(ctx); err != nil {
		return nil, err
	}
	reason := r.runAll(ctx)
	report := r.report(r.results, reason)
	switch {
	case reason != nil:
		return report, reason
	case report.Totals.executed() == 0:
		return report, fmt.Errorf("contract: %w: the target supports none of the %d selected", ErrNoCases, len(o.Cases))
	case report.Totals.Pass+report.Totals.Fail == 0 && report.Totals.Error > 0:
		return report, fmt.Errorf("contract: %w: %s", ErrNoVerdict, report.firstError())
	}
	return report, nil
}

// excludes returns which operations the run leaves out, nil when it leaves out none.
func (o *RunOptions) excludes() func(operation string) bool {
	if o.Operations == nil && len(o.ExcludeOperations) == 0 {
		return nil
	}
	return func(operation string) bool {
		return operation != "" && (o.Operations != nil && !slices.Contains(o.Operations, operation) ||
			slices.Contains(o.ExcludeOperations, operation))
	}
}

func isLoopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// meansServices reports whether a body that is no list of Services was meant as one: a target of this API that gets its
// JSON or its headers wrong is wrong, and not another API. Pages of the web do not begin as JSON does.
func meansServices(body []byte) bool {
	text := bytes.TrimSpace(bytes.ReplaceAll(body, []byte{0}, nil)) // of UTF-16, the ASCII
	return !bytes.HasPrefix(text, []byte("<")) && bytes.Contains(text, []byte(`"services"`))
}

// namesOf are the unique names of Services by SID.
func namesOf(services []json.RawMessage) map[string]string {
	names := map[string]string{}
	for _, raw := range services {
		var service serviceName
		if json.Unmarshal(plainjson.InCase(raw), &service) == nil {
			names[service.SID] = service.UniqueName
		}
	}
	return names
}

// A serviceName is how a Service is called.
type serviceName struct {
	SID        string `json:"sid"`
	UniqueName string `json:"unique_name"`
}

func (r *Report) firstError() string {
	for _, result := range r.Results {
		if result.Outcome == Error {
			return result.Reason
		}
	}
	return ""
}

// preflight asks for the Services of the account, to tell a target that cannot be tested from one
// that fails, and how much room there is. Where each case has a target of its own, there is nobody
// to ask.
func (r *runner) preflight(ctx context.Context) error {
	if r.target.Transport == nil {
		return nil
	}
	w := r.newWire("preflight", r.target.Transport)
	answer := r.ask(ctx, w, "/v1/Services?PageSize=100")
	if w.trouble != nil && ctx.Err() == nil && answer.Err() == nil {
		if err := Wait(ctx, min(maxPreflightWait, retryAfter(answer.Header))); err == nil {
			w = r.newWire("preflight", r.target.Transport)
			answer = r.ask(ctx, w, "/v1/Services?PageSize=100")
		}
	}
	var page struct {
		Services []json.RawMessage `json:"services"`
		Meta     struct {
			Next *string `json:"next_page_url"`
		} `json:"meta"`
	}
	switch err := answer.Err(); {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return fmt.Errorf("contract: %w: %s: %w", ErrUnreachable, r.target.APIURL, err)
	case answer.Status == http.StatusUnauthorized, answer.Status == http.StatusForbidden:
		return fmt.Errorf("contract: %w: %s answered %d to %s: check SID and secret",
			ErrCredentials, r.target.APIURL, answer.Status, r.target.Username)
	case w.trouble != nil:
		return fmt.Errorf("contract: %w: %s: %w", ErrUnavailable, r.target.APIURL, w.trouble)
	case answer.Status == http.StatusNoContent: // a wrong answer to an empty list, which a case will name
	case answer.Status/100 == 3, answer.Status/100 == 2 && answer.OK(&page) != nil && !meansServices(answer.Body):
		return fmt.Errorf("contract: %w: GET %s/v1/Services answered %d with %q: give the address without /v1",
			ErrOtherAPI, r.target.APIURL, answer.Status, answer.Header.Get("Content-Type"))
	}
	held := len(page.Services)
	if page.Meta.Next == nil {
		r.noteOthers(namesOf(page.Services))
	}
	if r.target.Open == nil {
		r.patience = new(patience)
		r.room = room.New(held)
		r.crowd = room.NewCrowd(Wait)
		if r.room.First() >= enoughRoom && r.target.Pause == nil { // whose cases have a clock each
			r.store = newFixtureStore(r.room)
			r.store.remove = func(ctx context.Context, service string) {
				r.remove(context.WithoutCancel(ctx), r.newWire("preflight", r.target.Transport), service)
			}
		}
	}
	if held > room.Max-4*room.OfCase && held <= room.Max {
		r.note("The account holds %d Services, and %d is the limit of an account of Twilio: cases run with room for "+
			"%d, so %d at once.",
			held, room.Max, room.Max-held, r.room.First())
	}
	return nil
}
