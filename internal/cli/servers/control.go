package servers

import (
	"context"
	"net"
	"net/http"
	"sync"

	"github.com/spf13/pflag"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/control"
)

// controlFlags are the flags of emulate's page and control API.
type controlFlags struct{ off, noBodies bool }

func (f *controlFlags) register(flags *pflag.FlagSet) {
	flags.BoolVar(&f.off, "no-control", false, "serve no page and no control API at /_emulator/")
	flags.BoolVar(&f.noBodies, "no-bodies", false, "keep no headers, fields and bodies of requests for the page")
}

// controlHelp is for the long help of emulate.
const controlHelp = `At /_emulator/ is a page that shows what the emulator holds, and each request
with its headers, fields, bodies and violations of the contract, to copy as curl,
send again and save as HAR. They are kept in memory, without credentials and
cookies; --no-bodies keeps none. Below the page is an API that does the same, sets
faults, moves the clock, dumps, restores and resets. Only programs and browsers of
this machine can reach them. Requests are checked while the page is open, and with
--check always. --log prints a line for each request.`

// handler puts the page and the control API before an emulator, and the checks around every request
// of the API. The end of ctx ends what is streamed.
func (f *controlFlags) handler(
	ctx context.Context, e *emulator.Emulator, clock *emulator.Clock, found *target.Checks, accounts string,
) (http.Handler, error) {
	if f.off {
		if found == nil {
			return e, nil
		}
		return besideSites(found.Handler(e), e), nil
	}
	c, err := control.New(e, &control.Options{Clock: clock, Check: judge(found), CheckUnwatched: found != nil,
		NoBodies: f.noBodies, Accounts: accounts})
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, c.Close)
	return c, nil
}

// judge checks one request. Without --check the contract is read when the page is first opened:
// that takes longer than to start.
func judge(found *target.Checks) func(http.ResponseWriter, *http.Request, http.Handler) []control.Finding {
	load := sync.OnceValues(func() (*contract.Checker, error) {
		if found != nil {
			return found.Checker, nil
		}
		return contract.NewChecker(nil)
	})
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) []control.Finding {
		var verdict []control.Finding
		observe := func(x *contract.Exchange, findings []contract.Finding) {
			if found != nil {
				found.Observe(x, findings)
			}
			spoiled := madeOnPurpose(x.Header.Get(emulator.FaultHeader))
			for _, f := range findings {
				if spoiled && f.Side == contract.ResponseSide {
					continue // that is what the fault is for
				}
				verdict = append(verdict, control.Finding{
					Severity: f.Severity.String(), Side: f.Side.String(), Rule: f.Rule, Location: f.Location,
					Message: f.Message,
				})
			}
		}
		checker, err := load()
		if err != nil { // the contract is embedded and tests read it
			panic(err)
		}
		checker.Handler(next, observe).ServeHTTP(w, r)
		return verdict
	}
}

// announce prints where the page is. It can be opened only from an address of this machine.
func (f *controlFlags) announce(env *verb.Env, address *net.TCPAddr) {
	if f.off {
		return
	}
	at := *address
	if at.IP.IsUnspecified() {
		at.IP = net.IPv4(127, 0, 0, 1)
	}
	if !at.IP.IsLoopback() {
		terminal.Fprintf(env.Stderr, "the page at /_emulator/ cannot be opened: listen on 127.0.0.1 for it\n")
		return
	}
	terminal.Fprintf(env.Stderr, "state and requests: http://%s/_emulator/\n", &at)
}
