package emulator

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"net/http"
	"time"
)

// Options are the knobs of an [Emulator]. The zero value, and nil, is a kind and
// lenient API whose builds complete at once.
type Options struct {
	// Clock returns the time for dates of resources, for builds and for the default range of Logs.
	// The default is time.Now; that of a [Clock] can be moved. Delays ([Options.Latency],
	// [Fault.Delay]) are real timers and do not ask it.
	Clock func() time.Time

	// Seed decides SIDs, the four digits of a domain and the order of versions in
	// a Build: the same seed and the same calls give the same answers. 0 takes a
	// random seed, so that clients do not come to rely on one.
	Seed uint64

	// BuildTime is how long a Build stays `building`, measured on Clock and
	// computed when it is read. CreateBuild always answers `building`; with 0, the
	// default, the first read after it says `completed`.
	BuildTime time.Duration

	// BuildPolls is how many reads of a Build, by FetchBuild or FetchBuildStatus,
	// answer `building` before one says how it ended; 0 leaves it to BuildTime.
	// With both, both must pass.
	BuildPolls int

	// BuildResult judges each new Build: a non-empty reason makes it end `failed`. The API never
	// returns the reason, [Emulator.BuildFailure] does. nil completes all. It is called
	// without locks held, from the goroutine of the request.
	BuildResult func(BuildRequest) string

	// Check does for a new Build what may take time, such as installing its dependencies and
	// compiling its Functions. An error makes it end `failed` with that reason; one with a method
	// RefuseBuild() bool that is true has CreateBuild refuse it with 400 and code 20001, as the API
	// refuses dependencies that do not exist. The Build is `building` until Check returns. It is
	// called without locks held, after all other checks. nil checks nothing.
	Check func(context.Context, *Live) error

	// RuntimeHandlers are versions of @twilio/runtime-handler that CreateBuild takes
	// besides those in choices.go: newer ones than this package knows.
	RuntimeHandlers []string

	// DeleteBuilt lets Functions and Assets be deleted of which a Build has a version. The API is
	// said to refuse that; this is for tests of clients that are to bear it all the same.
	DeleteBuilt bool

	// Latency is waited before every answer, errors included, and before any work
	// is done. It ends early with the request's context, and then nothing is done.
	Latency time.Duration

	// SeedLogs is how many log lines each Function of a new Deployment writes, at
	// levels INFO, WARN and ERROR in turn. 0, the default, writes none.
	SeedLogs int

	// Faults are planned failures, see [Fault]. The first one that fits a call is
	// used. [Emulator.SetFaults] replaces them.
	Faults []Fault

	// Limits are numbers above which the API refuses; the zero value limits nothing.
	Limits Limits

	// Judge is given each exchange after its answer was written, from the
	// goroutine of the request and so concurrently. nil judges nothing.
	Judge func(*Exchange)

	// OnProblem is called with what is wrong with the emulator itself, from the goroutine of the
	// request that is answered 500 for it: a Store that fails, a content that its disk has damaged.
	// nil: only the answer says so.
	OnProblem func(error)

	// Accounts restricts who may call. Without any, every well-formed Account SID
	// or API key SID with a non-empty secret is accepted.
	Accounts []Account

	// Invoke runs a Function that is live, for a request to the domain of its
	// Environment; it writes the answer. It is called without locks held, from the
	// goroutine of the request. nil answers 501: this package runs no code.
	Invoke func(http.ResponseWriter, *http.Request, Invocation)

	// Activate is given what is live in an Environment after each Deployment and each change of a
	// Variable, so that Functions are ready before they are called; without a BuildSID nothing is
	// live. It is called without locks held, before the operation is answered.
	Activate func(*Live)

	// PageCap is the largest page that a list gives, whatever PageSize asks for.
	// 0 means the API's own 1000. Small caps find clients that read one page only.
	PageCap int

	// Store keeps the state, so that the next Emulator with it goes on where this one
	// ended: what it holds is loaded by [New], and what an answer says is in it before
	// the answer is sent. Where Seed's generators stand is part of the state. nil, the
	// default, keeps everything in memory.
	Store Store
}

// An Account may call the API with its SID and AuthToken, or with one of its API
// keys: Keys maps the SID of a key (SK…) to its secret.
type Account struct {
	SID       string
	AuthToken string
	Keys      map[string]string
}

// A BuildRequest is what [Options.BuildResult] may judge a new Build by, after
// everything was checked that CreateBuild refuses with an error.
type BuildRequest struct {
	AccountSID    string
	ServiceSID    string
	Runtime       string            // resolved: never empty, never `latest`
	Dependencies  map[string]string // name to version, the injected defaults included
	FunctionPaths []string
	AssetPaths    []string
}

// An Exchange is one request and its answer, as given to [Options.Judge]. Nothing
// in it may be modified.
type Exchange struct {
	Operation    string        // operationId; empty when no route was served (401, 404, 405)
	AccountSID   string        // whose credentials were accepted; empty: none were
	Request      *http.Request // its Body is already read; its header holds the credentials
	RequestBody  []byte        // of form operations whose form was read; nil for uploads
	Status       int           // 0 when a [Fault] reset the connection
	Header       http.Header   // of the response; not to be modified
	ResponseBody []byte
	Unread       []string // names of form fields that were sent but that the operation does not know, sorted
	Injected     bool     // the answer was made or damaged by a [Fault], or made by one of [Limits]
	Note         string   // what no answer says: why a new Build will fail
}

type judgeKey struct{}

// WithJudge gives a context for one request. judge is called for it as
// [Options.Judge] is, and before it. It is for handlers around an [Emulator] that
// want to know what became of the very request they passed on. A judge that ctx has
// already is called too, after this one.
func WithJudge(ctx context.Context, judge func(*Exchange)) context.Context {
	if outer, ok := ctx.Value(judgeKey{}).(func(*Exchange)); ok {
		inner := judge
		judge = func(x *Exchange) {
			inner(x)
			outer(x)
		}
	}
	return context.WithValue(ctx, judgeKey{}, judge)
}

// complete checks o and fills in the defaults.
func (o *Options) complete() error {
	for name, d := range map[string]time.Duration{"BuildTime": o.BuildTime, "Latency": o.Latency} {
		if d < 0 {
			return fmt.Errorf("emulator: Options.%s is %s: give zero or a positive duration", name, d)
		}
	}
	for name, n := range map[string]int{"SeedLogs": o.SeedLogs, "BuildPolls": o.BuildPolls} {
		if n < 0 {
			return fmt.Errorf("emulator: Options.%s is %d: give zero or a positive number", name, n)
		}
	}
	if err := o.Limits.check(); err != nil {
		return err
	}
	if o.PageCap < 0 || o.PageCap > maxPageSize {
		return fmt.Errorf("emulator: Options.PageCap is %d: give 0 (no cap) to %d", o.PageCap, maxPageSize)
	}
	if o.PageCap == 0 {
		o.PageCap = maxPageSize
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Seed == 0 {
		var err error
		if o.Seed, err = randomSeed(); err != nil {
			return fmt.Errorf("emulator: %w", err)
		}
	}
	return nil
}

func randomSeed() (uint64, error) {
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		return 0, fmt.Errorf("random seed: %w", err)
	}
	return max(1, binary.LittleEndian.Uint64(b[:])), nil
}
