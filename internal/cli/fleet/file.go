package fleet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/deploy"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/fleet"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// maxFile bounds the fleet file.
const maxFile = 4 << 20

func fileArgument(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return verb.Usagef(cmd, "%s takes the fleet file", cmd.Name())
	}
	return nil
}

func read(name string) (*fleet.Fleet, error) {
	text, err := project.ReadFile(name, maxFile)
	if err != nil {
		return nil, &verb.UsageError{Err: fmt.Errorf("%s: %w", name, err)}
	}
	f, err := fleet.Read(bytes.NewReader(text))
	if err != nil {
		return nil, &verb.UsageError{Err: fmt.Errorf("%s: %w", name, err)}
	}
	events := map[string]string{} // whose file it is
	for i, d := range f.Deployments {
		file, fromProcess, err := check(d)
		for _, variable := range fromProcess {
			if err == nil && (f.Holds(variable) || fleet.IsCredential(variable)) {
				err = fmt.Errorf("args: --env %s would make a credential a Variable: give the value another name",
					variable)
			}
		}
		if other := events[file]; err == nil && file != "" && other != "" {
			err = fmt.Errorf("args: --events %s is that of %s too: one would overwrite the other; give each its own",
				file, other)
		}
		if err != nil {
			return nil, &verb.UsageError{Err: fmt.Errorf("%s: deployments[%d] %s: %w", name, i, d.Name, err)}
		}
		events[file] = d.Name
	}
	return f, nil
}

// check refuses what deploy would refuse of a line of the file, before anything is deployed. It returns the file of
// --events, if there is one, and the names of --env.
func check(d fleet.Deployment) (events string, fromProcess []string, err error) {
	if d.Service != "" && !serverless.IsSID(d.Service, "ZS") {
		if err := deployer.CheckServiceName(d.Service); err != nil {
			return "", nil, fmt.Errorf("service: %w", err)
		}
	}
	if d.Environment != "" && !serverless.IsSID(d.Environment, "ZE") {
		if err := deployer.CheckEnvironmentSuffix(d.Environment); err != nil {
			return "", nil, fmt.Errorf("environment: %w", err)
		}
	}
	cmd := deploy.NewDeploy(&verb.Env{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard,
		Getenv: func(string) string { return "" }})
	cmd.SetFlagErrorFunc(verb.FlagError)
	verb.RefuseEmpty(cmd)
	err = cmd.ParseFlags(d.Args)
	for flag, why := range map[string]string{ // however it is written: also as the last letter of -yh
		"help": "it deploys nothing", "emulated": "what is deployed there is gone at the end",
		"output": "the fleet sets it", "service": "the file has a property for it",
		"environment": "the file has a property for it", "production": "the file has a property for it",
	} {
		if cmd.Flags().Changed(flag) || flag == "help" && errors.Is(err, pflag.ErrHelp) {
			return "", nil, fmt.Errorf("args: --%s is not for args: %s", flag, why)
		}
	}
	if err != nil {
		return "", nil, fmt.Errorf("args: %w", verb.FlagError(cmd, err))
	}
	if err := cmd.ValidateArgs(append([]string{"project"}, cmd.Flags().Args()...)); err != nil {
		return "", nil, fmt.Errorf("args: %w", err)
	}
	if events = cmd.Flags().Lookup("events").Value.String(); events != "" {
		events = filepath.Clean(events)
	}
	fromProcess, err = cmd.Flags().GetStringArray("env")
	return events, fromProcess, err
}
