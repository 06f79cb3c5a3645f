package cli

import (
	"context"
	"fmt"
	"regexp"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func newOpen(env *Env) *cobra.Command {
	f := &scopeFlags{}
	var onlyPrint bool
	cmd := &cobra.Command{
		Use:   "open",
		Short: "Open the URL of an Environment in the browser",
		Long: `Open the URL of an Environment in the browser. It is printed as well, and only printed without a terminal, with --print and
with -o json. For an emulator on this machine it is the address where that serves the Environment.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.read(cmd.Context(), env, func(s *scope, e *serverless.Environment) error {
				return f.openSite(cmd.Context(), env, s, e, onlyPrint)
			})
		},
	}
	cmd.Flags().BoolVar(&onlyPrint, "print", false, "print the URL and open nothing")
	f.register(cmd)
	return cmd
}

// domainName is what may be handed to another program.
var domainName = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$`)

func (f *scopeFlags) openSite(ctx context.Context, env *Env, s *scope, e *serverless.Environment, onlyPrint bool) error {
	if !domainName.MatchString(e.DomainName) {
		return fmt.Errorf("the domain of the Environment, %q, is not the name of a host", e.DomainName)
	}
	site := "https://" + e.DomainName
	if loopback(s.client.APIURL()) {
		site = s.client.APIURL() + "/_live/" + e.DomainName + "/"
	}
	if e.BuildSID == nil {
		fmt.Fprintf(env.Stderr, "note: nothing is live in %s\n", s.environmentName())
	}
	if f.format == formatJSON {
		return printJSON(env.Stdout, map[string]string{
			"url": site, "domain_name": e.DomainName, "environment_sid": e.SID, "build_sid": deref(e.BuildSID),
		})
	}
	if _, err := fmt.Fprintln(env.Stdout, site); err != nil || onlyPrint || !env.Terminal || env.Start == nil {
		return err
	}
	name, args := browser(runtime.GOOS, site)
	if err := env.Start(ctx, name, args...); err != nil {
		return &hintedError{fmt.Errorf("opening the browser with %s: %w", name, err), "--print prints the URL and opens nothing"}
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
