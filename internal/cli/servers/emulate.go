package servers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/functions"
)

type emulateFlags struct {
	addr               string
	buildTime, latency time.Duration
	seed               uint64
	accounts           accountFlags
	check, log         bool
	proxy              proxyFlags
	failures           failureFlags
	state              stateFlags
	control            controlFlags
	functions          FunctionFlags
	verb.Output
}

// NewEmulate returns the verb emulate.
func NewEmulate(env *verb.Env) *cobra.Command {
	f := &emulateFlags{}
	cmd := &cobra.Command{
		Use:   "emulate",
		Short: "Serve an emulator of the API on this machine",
		Long: `Serve an emulator of the API on this machine until it is interrupted. One address
serves the operations of both hosts. The state is lost at the end, unless --state
keeps it. When the emulator listens, it prints one line with its URL. With -o json
that is an object with url, and with proxy_url and environment if there is a proxy.

The emulator also serves what is live in an Environment: requests whose Host is its
domain, or whose path begins with /_live/DOMAIN/, get its Assets and run its
Functions. Protected ones need an X-Twilio-Signature made with the auth token of the
account: that of --account, else ` + emulator.TestAuthToken + `.

` + functionsHelp + "\n\n" + controlHelp + "\n\n" + stateHelp + "\n\n" + proxyHelp + "\n\n" + failuresHelp,
		Example: `  twilio-serverless emulate
  twilio-serverless emulate --listen 127.0.0.1:0 --build-time 0s -o json
  twilio-serverless emulate --state ./emulator --check
  twilio-serverless emulate --log`,
		Args: verb.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.run(cmd.Context(), env, cmd.Flags().Changed)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.addr, "listen", "127.0.0.1:8080", "`ADDRESS` to listen on; port 0 takes a free one")
	verb.Renamed(cmd, env, "addr", "listen")
	flags.DurationVar(&f.buildTime, "build-time", time.Second, "how long a Build takes, a `DURATION` such as 30s")
	flags.DurationVar(&f.latency, "latency", 0, "wait for this `DURATION`, such as 150ms, before every answer")
	flags.Uint64Var(&f.seed, "seed", 0, "`NUMBER`: the same seed and the same calls give the same SIDs "+
		"(default: random)")
	f.accounts.register(flags)
	flags.BoolVar(&f.check, "check", false, "check every request and response against the contract")
	flags.BoolVar(&f.log, "log", false, "print a line for each request: time, status, method, path, bytes, "+
		"duration, operation")
	f.state.register(flags)
	f.proxy.register(flags)
	f.failures.register(flags)
	f.control.register(flags)
	f.functions.register(flags)
	f.Register(cmd)
	return cmd
}

// checkPositive names the flag; the emulator would name its option.
func (f *emulateFlags) checkPositive() error {
	switch {
	case f.buildTime < 0:
		return fmt.Errorf("--build-time %s: give zero or a positive duration", f.buildTime)
	case f.latency < 0:
		return fmt.Errorf("--latency %s: give zero or a positive duration", f.latency)
	case f.failures.buildPolls < 0:
		return fmt.Errorf("--build-polls %d: give zero or a positive number", f.failures.buildPolls)
	}
	return nil
}

func (f *emulateFlags) run(ctx context.Context, env *verb.Env, given func(flag string) bool) (err error) {
	clock := &emulator.Clock{}
	if err := f.checkPositive(); err != nil {
		return &verb.UsageError{Err: err}
	}
	opts := &emulator.Options{BuildTime: f.buildTime, Latency: f.latency, Seed: f.seed, Clock: clock.Now}
	opts.OnProblem = func(err error) { terminal.Fprintf(env.Stderr, "problem: %s\n", err) }
	if opts.Accounts, err = f.accounts.accounts(env, given("account-file")); err != nil {
		return err
	}
	if err := f.failures.apply(env, opts); err != nil {
		return err
	}
	if f.addr == "" { // would be every address of the machine
		return &verb.UsageError{Err: errors.New("--listen is empty: give an address such as 127.0.0.1:8080")}
	}
	running, err := f.functions.read(env)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", f.addr)
	if err != nil {
		return &verb.UsageError{Err: addressError("listen", f.addr, err)}
	}
	defer func() { _ = listener.Close() }() // unless it was served
	address := listener.Addr().(*net.TCPAddr)
	var runner *functions.Runner // nil runs nothing
	if running != nil {
		running.ServerlessURL = "http://" + address.String()
		if runner, err = functions.New(running); err != nil {
			return err
		}
		opts.Invoke, opts.Activate, opts.Check = runner.Invoke, runner.Activate, runner.Build
	}
	e, state, err := f.state.open(given("state"), opts)
	if err != nil {
		return errors.Join(err, runner.Close())
	}
	defer func() { err = errors.Join(err, runner.Close(), lost(state.Close())) }()
	if !address.IP.IsLoopback() {
		terminal.Fprintf(env.Stderr, "warning: other machines can reach %s; anyone there may use the emulator\n",
			address)
	}
	var found *target.Checks
	if f.check {
		// No address: whatever host a client calls this one by, the emulator serves it.
		if found, err = target.NewChecks(env, "", ""); err != nil {
			return err
		}
		found.Exempt = madeOnPurpose
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	handler, err := f.control.handler(ctx, e, clock, found, f.accounts.from(env))
	if err != nil {
		return err
	}
	if f.log {
		handler = accessLog(env, handler, !f.control.off)
	}
	beside, err := f.proxy.listen(env, handler, "The emulator")
	if err != nil {
		return err
	}
	if err := f.Print(env, listening(address, beside), func(w io.Writer) error {
		terminal.Fprintf(w, "listening on http://%s\n", address)
		return beside.announce(w)
	}); err != nil {
		return err
	}
	f.control.announce(env, address)
	if len(opts.Accounts) == 0 {
		terminal.Fprintf(env.Stderr, "requests to protected files are signed with the auth token %s\n",
			emulator.TestAuthToken)
	}
	beside.start(ctx, stop)
	err = serve(ctx, env, listener, handler)
	stop()
	if err := errors.Join(err, beside.wait()); err != nil {
		return err
	}
	return found.Finish()
}

// listening is what clients have to be told, in JSON.
func listening(address *net.TCPAddr, beside *runningProxy) any {
	told := map[string]any{"url": "http://" + address.String()}
	if beside != nil {
		variables := map[string]string{}
		for _, variable := range beside.environment() {
			name, value, _ := strings.Cut(variable, "=")
			variables[name] = value
		}
		told["proxy_url"], told["environment"] = "http://"+beside.address.String(), variables
	}
	return told
}

// besideSites keeps requests to deployed files, and those that browsers make on their own, away
// from the checks of the API.
func besideSites(api, sites http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if emulator.IsSite(r) || emulator.IsIncidental(r) {
			sites.ServeHTTP(w, r)
			return
		}
		api.ServeHTTP(w, r)
	})
}
