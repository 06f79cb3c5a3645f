package resources

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/change"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// NewDelete returns the verb delete with its own verbs.
func NewDelete(env *verb.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "delete",
		Short: "Delete a Service or an Environment, with everything in it",
		Long: `Delete a Service or an Environment, with everything in it, for good. The command
first shows what will be deleted and what is live in it. On a terminal it asks
for confirmation; elsewhere it needs --yes.

To take down what is live and keep the Environment, use undeploy. To delete old
Builds, use prune.`,
		Example: `  twilio-serverless delete environment stage
  twilio-serverless delete service my-service --yes`,
		Args: verb.Subcommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newDeleteService(env), newDeleteEnvironment(env))
	return cmd
}

func newDeleteService(env *verb.Env) *cobra.Command {
	f := &target.ServiceFlags{}
	var yes bool
	cmd := &cobra.Command{
		Use:   "service NAME",
		Short: "Delete a Service with all its Environments, Functions, Assets and Builds",
		Long: `Delete a Service, given by unique name or SID, with all its Environments and
what is live in them, its Functions, Assets, Builds and Variables. Its domains
are lost: a new Service of the same name gets others.`,
		Example: `  twilio-serverless delete service my-service`,
		Args:    oneName("the unique name or SID of a Service"),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.Service = args[0]
			s, err := f.Start(cmd.Context(), env)
			if err != nil {
				return err
			}
			in, err := inService(cmd.Context(), s)
			if err != nil {
				return err
			}
			return remove(cmd.Context(), env, s, in, &f.Output, yes, removal{
				remove: func(ctx context.Context) error { return s.Client.DeleteService(ctx, in.SID) },
				look: func(ctx context.Context) error {
					_, err := s.Client.FetchService(ctx, in.SID)
					return err
				},
			})
		},
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, change.YesHelp)
	f.APIFlags.Register(cmd, false)
	f.Output.Register(cmd)
	return cmd
}

func newDeleteEnvironment(env *verb.Env) *cobra.Command {
	f := &target.ServiceFlags{}
	var yes bool
	cmd := &cobra.Command{
		Use:   "environment NAME",
		Short: "Delete an Environment with its Variables, Deployments and Logs, and what is live in it",
		Long: `Delete an Environment with its Variables, Deployments and Logs, what is live in
it, and its domain. NAME is its domain suffix, its SID (ZE…), or the word
production for the Environment without a suffix. Functions, Assets and Builds
belong to the Service and stay.`,
		Example: `  twilio-serverless delete environment stage --service my-service --yes`,
		Args:    oneName("the domain suffix or SID of an Environment, or production"),
		RunE: func(cmd *cobra.Command, args []string) error {
			name := args[0]
			if target.IsProduction(name) {
				name = ""
			} else if err := target.CheckEnvironment(name); err != nil {
				return &verb.UsageError{Err: err}
			}
			s, err := f.Start(cmd.Context(), env)
			if err != nil {
				return err
			}
			in, err := inEnvironment(cmd.Context(), s, name)
			if err != nil {
				return err
			}
			return remove(cmd.Context(), env, s, in, &f.Output, yes, removal{
				remove: func(ctx context.Context) error {
					return s.Client.DeleteEnvironment(ctx, s.Place.Service, in.SID)
				},
				look: func(ctx context.Context) error {
					_, err := s.Client.FetchEnvironment(ctx, s.Place.Service, in.SID)
					return err
				},
			})
		},
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, change.YesHelp)
	f.Register(cmd)
	return cmd
}

func oneName(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return verb.Usagef(cmd, "delete %s takes %s", cmd.Name(), what)
		}
		return nil
	}
}

// removal deletes something, and looks for it.
type removal struct{ remove, look func(context.Context) error }

// gone deletes, and looks whether the API did what it confirmed.
func (r removal) gone(ctx context.Context, in *inventory) error {
	if err := r.remove(ctx); err != nil {
		return err
	}
	gone := func(ctx context.Context) (bool, error) {
		err := r.look(ctx)
		if errors.Is(err, client.ErrNotFound) {
			return true, nil
		}
		return false, err
	}
	if !target.Settles(ctx, gone) {
		return fmt.Errorf("the API confirmed that the %s %s (%s) was deleted, and still has it: try again",
			in.Kind, in.Name, in.SID)
	}
	return nil
}

// remove shows what would be deleted, and deletes it once that is confirmed.
func remove(
	ctx context.Context, env *verb.Env, s *target.Session, in *inventory, out *verb.Output, yes bool, do removal,
) error {
	if err := in.write(env.Stderr); err != nil {
		return err
	}
	question := fmt.Sprintf("Delete the %s %s at %s for good?", in.Kind, in.Name, s.Name())
	if err := verb.Approve(ctx, env, yes, question); err != nil {
		return err
	}
	if err := do.gone(ctx, in); err != nil {
		_ = s.Checks.Finish() // the count; the verdict is err already
		return &verb.MidwayError{Err: err}
	}
	err := out.Print(env, map[string]*inventory{"deleted": in}, func(w io.Writer) error {
		_, err := terminal.Fprintf(w, "deleted the %s %s (%s)\n", in.Kind, in.Name, in.SID)
		return err
	})
	if err != nil {
		return err
	}
	return s.Checks.Finish()
}
