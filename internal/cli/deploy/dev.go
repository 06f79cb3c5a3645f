package deploy

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"runtime/debug"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/change"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/resources"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/servers"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/compile"
	"github.com/twilio-serverless/twilio-serverless-go/internal/dev"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// devFlags are those of dev.
type devFlags struct {
	projectFlags
	verb.Output
	port                 int
	portGiven            bool
	open, noSignatures   bool
	detailed             bool
	publicURL            string
	inspect, inspectWait string
	running              servers.FunctionFlags
	theirs               startFlags
}

// defaultInspect is where debuggers look for Node.
const defaultInspect = "9229"

// NewDev returns the verb dev.
func NewDev(env *verb.Env) *cobra.Command {
	f := &devFlags{}
	cmd := &cobra.Command{
		Use:     "dev [DIR]",
		Aliases: []string{"start"},
		Short:   "Serve a project on this machine and deploy each save to it",
		Long: `Serve a project on this machine, at http://localhost:3000, until it is
interrupted. At the start and on each save, it bundles, plans, uploads, builds
and deploys the project as the verb deploy does, into an emulator inside this
process. A save of .env, package.json or .twilioserverlessrc counts too. What
runs here is what would be deployed; what a deploy would refuse is refused here.

Functions run in Node.js, which has to be installed. The node_modules of the
project are used if they fit package.json. A Function whose file does not change
keeps the state of its modules. Protected files need a valid X-Twilio-Signature
made with AUTH_TOKEN of .env, as in production; --no-signatures serves them to
every client. Behind a tunnel, --public-url gives the address that Twilio signs.

With --detailed-logs headers, parameters and bodies of requests are printed, with
values hidden whose name looks secret. In a terminal, d and Enter switches that
on and off; so does detailedLogs of .twilioserverlessrc, when it is saved.

With -o json one line on standard output says, when the project is served,
where: url, routes and api_url, the emulated API.

Functions run with the rights of the user who started this program: run only
code that you trust.`,
		Example: `  twilio-serverless dev
  twilio-serverless dev my-project --port 3001 --open`,
		Args: verb.DirectoryArgument,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.theirs.check(cmd.Flags()); err != nil {
				return err
			}
			f.portGiven = cmd.Flags().Changed("port")
			return f.run(cmd.Context(), env, cmp.Or(append(args, "")[0], f.theirs.cwd, "."))
		},
	}
	flags := cmd.Flags()
	flags.IntVarP(&f.port, "port", "p", 3000, "`PORT` on 127.0.0.1; 0 takes a free one")
	flags.BoolVar(&f.open, "open", false, "open the project in a browser")
	flags.StringVar(&f.inspect,
		"inspect", "", "let a debugger attach to the process that runs Functions, at `[HOST:]PORT` (9229 when none "+
			"is given); there is no timeout then")
	flags.StringVar(&f.inspectWait, "inspect-brk", "",
		"as --inspect, at `[HOST:]PORT`, and wait for the debugger before anything runs")
	flags.Lookup("inspect").NoOptDefVal, flags.Lookup("inspect-brk").NoOptDefVal = defaultInspect, defaultInspect
	flags.BoolVar(&f.noSignatures, "no-signatures", false, "serve protected files without a signature")
	flags.StringVar(&f.publicURL,
		"public-url", "", "`URL` of a tunnel to this machine: what Twilio signs, and DOMAIN_NAME")
	flags.BoolVar(&f.detailed,
		"detailed-logs", false, "print headers, parameters and body of each request; values that look "+
			"secret are hidden")
	flags.StringVar(&f.service, "service", "", "unique `NAME` of the Service (default: name in package.json)")
	flags.StringVar(&f.runtime,
		"runtime", "", "Node.js `RUNTIME` of the Build, such as node22 (default: what the API chooses)")
	f.registerFiles(flags)
	f.running.RegisterNode(flags)
	f.theirs.register(flags)
	f.Register(cmd)
	return cmd
}

// gcPercent is how much garbage dev lets grow, in parts of what is live: that is some megabytes, and
// each request leaves some kilobytes.
const gcPercent = 400

func (f *devFlags) run(ctx context.Context, env *verb.Env, dir string) error {
	if env.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	at, err := filepath.Abs(dir)
	if err == nil {
		if real, err := filepath.EvalSymlinks(at); err == nil {
			at = real // Node knows files by their real names
		}
	}
	if err != nil {
		return &verb.UsageError{Err: err}
	}
	if f.port < 0 || f.port > 65535 {
		return &verb.UsageError{Err: fmt.Errorf("--port is %d: want a number from 0 to 65535", f.port)}
	}
	if err := f.checkPublicURL(); err != nil {
		return &verb.UsageError{Err: err}
	}
	if f.envFile == "-" {
		return &verb.UsageError{Err: errors.New("--env-file -: dev reads the file again on each save; give a file")}
	}
	if f.service != "" { // another name than the one that was given would be a surprise
		if err := deployer.CheckServiceName(f.service); err != nil {
			return &verb.UsageError{Err: fmt.Errorf("--service: %w", err)}
		}
	}
	running, err := f.running.Options(env)
	if err != nil {
		return err
	}
	running.TwilioURL = f.running.TwilioURL
	if running.Inspect, running.InspectWait, err = f.inspector(); err != nil {
		return &verb.UsageError{Err: err}
	}
	f.known = &compile.Known{}
	opts := &dev.Options{
		Dir: at, PublicURL: f.publicURL, NoSignatures: f.noSignatures, Detailed: f.detailed,
		Functions: *running, Out: env.Stderr,
		Load: func() (*dev.Project, error) { return f.loadDev(ctx, env, at) },
		Ready: func(s *dev.Serving) error {
			if err := f.Print(env, s, func(w io.Writer) error { return writeServing(w, s) }); err != nil {
				return err
			}
			if f.open {
				if err := resources.OpenBrowser(ctx, env, s.URL); err != nil {
					terminal.Fprintf(env.Stderr, "warning: %v\n", err)
				}
			}
			return nil
		},
	}
	if f.portGiven {
		opts.Port = &f.port
	}
	if env.Terminal {
		opts.In = env.Stdin
	}
	for _, outside := range []string{f.envFile, f.config} {
		if outside != "" {
			if path, err := filepath.Abs(outside); err == nil {
				opts.Also = append(opts.Also, path)
			}
		}
	}
	err = dev.Run(ctx, opts)
	if taken := new(dev.PortError); errors.As(err, &taken) {
		return &verb.UsageError{Err: err}
	}
	return err
}

func writeServing(w io.Writer, s *dev.Serving) error {
	name := s.Service
	if name == "" {
		name = "the project"
	}
	also := ""
	if s.PublicURL != "" {
		also = ", and at " + s.PublicURL
	}
	_, err := terminal.Fprintf(w, "serving %s at %s%s\n", name, s.URL, also)
	return err
}

func (f *devFlags) checkPublicURL() error {
	if f.publicURL == "" {
		return nil
	}
	u, err := url.Parse(f.publicURL)
	if err == nil && u.User != nil {
		return fmt.Errorf("--public-url %s has credentials in it; take them out: they would end up in logs", u.Redacted())
	}
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.Path != "" && u.Path != "/" ||
		u.RawQuery != "" {
		return fmt.Errorf("--public-url is %q: want an address such as https://name.ngrok.app", f.publicURL)
	}
	return nil
}

// inspector reads --inspect and --inspect-brk.
func (f *devFlags) inspector() (address string, wait bool, err error) {
	value, wait := f.inspect, false
	if f.inspectWait != "" {
		value, wait = f.inspectWait, true
	}
	if value == "" {
		return "", false, nil
	}
	host, port, err := net.SplitHostPort(value)
	if err != nil {
		host, port = "127.0.0.1", value
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return "", false, fmt.Errorf("--inspect is %q: want [HOST:]PORT, such as --inspect=9229", value)
	}
	return net.JoinHostPort(host, port), wait, nil
}

// loadDev reads the project as deploy does; the target is an Environment of the emulator.
func (f *devFlags) loadDev(ctx context.Context, env *verb.Env, dir string) (*dev.Project, error) {
	now := *f // what files of the project settle may change with them
	proj, err := project.Open(dir)
	if err != nil {
		return nil, &verb.UsageError{Err: err}
	}
	s, err := target.ReadSettings(env, proj, now.config, target.EnvironmentFlags{Start: true},
		&target.APIFlags{Emulated: true}, now.service)
	if err != nil {
		return nil, &verb.UsageError{Err: err}
	}
	now.settle(s)
	s.LoadSystemEnv = s.LoadSystemEnv || f.theirs.loadSystemEnv
	var progress change.Progress
	proj, b, warnings, err := now.read(ctx, env, dir, s, &progress)
	if err != nil {
		return nil, &verb.UsageError{Err: err}
	}
	request := deployer.Request{Bundle: b, Service: now.service, Environment: "dev", Runtime: now.runtime}
	if deployer.CheckServiceName(request.Service) != nil {
		// Nothing is created on the real API: a name that cannot be one is no reason to stop.
		if request.Service = b.Name; deployer.CheckServiceName(request.Service) != nil {
			request.Service = "local"
		}
	}
	for _, v := range proj.Variables {
		request.Variables = append(request.Variables, deployer.Variable(v))
	}
	more, notes := leftOut(s, proj, b)
	if file, missing := unset(proj); len(missing) > 0 {
		notes = append(notes, file+" names "+terminal.Few(missing)+", which the project does not set")
	}
	p := &dev.Project{Request: request, EnvFile: proj.EnvFile, Notes: notes, Warnings: append(warnings, more...),
		Detailed: s.DetailedLogs, Port: s.Port}
	p.AccountSID, p.AuthToken = proj.FileCredentials()
	return p, nil
}
