package resources

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func NewDelete(env *verb.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "delete",
		Short: "Delete a Service or an Environment, with everything in it",
		Long: `Delete a Service or an Environment, with everything in it, for good. What that is, and what is live in it, is shown
first; on a terminal it is confirmed, elsewhere it needs --yes. To take down what is live and keep the Environment, use undeploy;
to delete old Builds, prune.`,
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
		Long: `Delete a Service, given by unique name or SID, with all its Environments and what is live in them, its Functions,
Assets, Builds and Variables. Its domains are gone then; a new Service of the same name gets others.`,
		Args: oneName("the unique name or SID of a Service"),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.Service = args[0]
			s, err := f.Start(env)
			if err != nil {
				return err
			}
			in, err := inService(cmd.Context(), s)
			if err != nil {
				return err
			}
			return remove(cmd.Context(), env, s, in, &f.Output, yes, func(ctx context.Context) error {
				return s.Client.DeleteService(ctx, in.SID)
			})
		},
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
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
		Long: `Delete an Environment, given by its domain suffix, the word production, or its SID, with its Variables, Deployments
and Logs. What is live in it is gone then, and so is its domain. Functions, Assets and Builds belong to the Service and stay.`,
		Args: oneName("the domain suffix or SID of an Environment, or production"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := environmentName(args[0]); err != nil {
				return &verb.UsageError{Err: err}
			}
			s, err := f.Start(env)
			if err != nil {
				return err
			}
			in, err := inEnvironment(cmd.Context(), s, args[0])
			if err != nil {
				return err
			}
			return remove(cmd.Context(), env, s, in, &f.Output, yes, func(ctx context.Context) error {
				return s.Client.DeleteEnvironment(ctx, s.Place.Service, in.SID)
			})
		},
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
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

// environmentName checks what a person calls an Environment.
func environmentName(name string) error {
	switch {
	case name == "production":
		return nil
	case serverless.IsSID(name, ""):
		return deployer.CheckSID("ZE", name)
	}
	return deployer.CheckEnvironmentSuffix(name)
}

// remove shows what would go, and deletes it once that is agreed to.
func remove(
	ctx context.Context, env *verb.Env, s *target.Session, in *inventory, out *verb.Output, yes bool, do func(context.Context) error,
) error {
	if err := in.write(env.Stderr); err != nil {
		return err
	}
	if err := verb.Approve(ctx, env, yes, fmt.Sprintf("Delete the %s %s at %s for good?", in.Kind, in.Name, s.Name())); err != nil {
		return err
	}
	if err := do(ctx); err != nil {
		_ = s.Checks.Finish() // the count; the verdict is err already
		return &verb.MidwayError{Err: err}
	}
	err := out.Print(env, map[string]*inventory{"deleted": in}, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "deleted the %s %s (%s)\n", in.Kind, in.Name, in.SID)
		return err
	})
	if err != nil {
		return err
	}
	return s.Checks.Finish()
}
