package resources

import (
	"context"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// NewOpen returns the verb open.
func NewOpen(env *verb.Env) *cobra.Command {
	f := &target.SessionFlags{}
	var onlyPrint bool
	cmd := &cobra.Command{
		Use:   "open",
		Short: "Open the URL of an Environment in the browser",
		Long: `Open the URL of an Environment in the browser, and print it. Without a terminal,
with --print and with -o json the URL is only printed. For an emulator it is the
address at which the emulator serves the Environment.`,
		Example: `  twilio-serverless open --environment stage
  twilio-serverless open --print`,
		Args: verb.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.Read(cmd.Context(), env, func(s *target.Session, e *serverless.Environment) error {
				return openSite(cmd.Context(), env, s, e, f.Format, onlyPrint)
			})
		},
	}
	cmd.Flags().BoolVar(&onlyPrint, "print", false, "print the URL and open no browser")
	f.Register(cmd)
	return cmd
}

// domainName is what may be handed to another program.
var domainName = lazyregexp.New(`^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$`)

func openSite(
	ctx context.Context, env *verb.Env, s *target.Session, e *serverless.Environment, format string, onlyPrint bool,
) error {
	if !domainName.MatchString(e.DomainName) {
		return fmt.Errorf("the domain of the Environment, %q, is not the name of a host", e.DomainName)
	}
	site := s.SiteURL(e.DomainName)
	if site != "https://"+e.DomainName {
		site += "/" // below it the pages of the site link to each other
	}
	if e.BuildSID == nil {
		terminal.Fprintf(env.Stderr, "note: nothing is live in %s\n", s.EnvironmentName())
	}
	if format == verb.FormatJSON {
		return verb.PrintJSON(env.Stdout, map[string]string{
			"url": site, "domain_name": e.DomainName, "environment_sid": e.SID, "build_sid": terminal.Deref(e.BuildSID),
		})
	}
	if _, err := terminal.Fprintf(env.Stdout, "%s\n",
		site); err != nil || onlyPrint || !env.Terminal || env.Start == nil {
		return err
	}
	if err := OpenBrowser(ctx, env, site); err != nil {
		return &verb.HintedError{Err: err, Hint: "--print only prints the URL"}
	}
	return nil
}

// OpenBrowser opens a URL, where there is something to open it with.
func OpenBrowser(ctx context.Context, env *verb.Env, site string) error {
	if env.Start == nil {
		return nil
	}
	name, args := browser(runtime.GOOS, site)
	if err := env.Start(ctx, name, args...); err != nil {
		return fmt.Errorf("opening the browser with %s: %w", name, err)
	}
	return nil
}

// browser is the command that opens a URL on an operating system.
func browser(system, site string) (name string, args []string) {
	switch system {
	case "darwin":
		return "open", []string{site}
	case "windows":
		return "rundll32", []string{"url.dll,FileProtocolHandler", site}
	}
	return "xdg-open", []string{site}
}
