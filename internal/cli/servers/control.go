package servers

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"

	"github.com/spf13/pflag"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/control"
)

// controlFlags are the flags of emulate's page and control API.
type controlFlags struct{ off bool }

func (f *controlFlags) register(flags *pflag.FlagSet) {
	flags.BoolVar(&f.off, "no-control", false, "serve no page and no control API below /_emulator/")
}

// controlHelp is for the long help of emulate.
const controlHelp = `Below /_emulator/ is a page that shows what the emulator holds and each request with what it breaks of the contract, and an
API that sets faults, moves the clock, dumps, restores and resets. Programs and browsers of this machine reach it, nobody else.
Requests are judged while somebody watches the page; with --check all of them are.`

// handler puts the page and the control API before an emulator, and the checks around every request that they concern. Without them
// the checks alone are there. The end of ctx ends what is streamed.
func (f *controlFlags) handler(ctx context.Context, e *emulator.Emulator, clock *emulator.Clock, found *target.Checks) (http.Handler, error) {
	if f.off {
		if found == nil {
			return e, nil
		}
		return besideSites(found.Handler(e), e), nil
	}
	c, err := control.New(e, &control.Options{Clock: clock, Check: judge(found), CheckUnwatched: found != nil})
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, c.Close)
	return c, nil
}

// judge checks one request. Without --check the contract is read when somebody first watches: it takes longer than to start.
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
					Severity: f.Severity.String(), Side: f.Side.String(), Rule: f.Rule, Location: f.Location, Message: f.Message,
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

// announce tells where the page is. From an address that is not this machine's own, nobody could open it.
func (f *controlFlags) announce(env *verb.Env, address *net.TCPAddr) {
	if f.off {
		return
	}
	at := *address
	if at.IP.IsUnspecified() {
		at.IP = net.IPv4(127, 0, 0, 1)
	}
	if !at.IP.IsLoopback() {
		fmt.Fprintf(env.Stderr, "the page below /_emulator/ cannot be opened: listen on 127.0.0.1 for it\n")
		return
	}
	fmt.Fprintf(env.Stderr, "what it holds, and each request: http://%s/_emulator/\n", &at)
}
