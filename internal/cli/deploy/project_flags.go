package deploy

import (
	"fmt"

	"github.com/spf13/pflag"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/change"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

// projectFlags say what of a directory is deployed.
type projectFlags struct {
	config                        string
	functionsFolder, assetsFolder string
	noFunctions, noAssets         bool
	envFile                       string
	fromProcess, allowSecret      []string
	syncEnv                       bool
	service, runtime              string
}

func (f *projectFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.service, "service", "", "unique name or SID of the Service (default: what .twilioserverlessrc or .twiliodeployinfo names, else name in package.json)")
	flags.BoolVar(&f.syncEnv, "sync-env", false, "delete the Variables that are neither in the env file nor named by --env")
	flags.StringVar(&f.runtime, "runtime", "", "Node.js runtime of the Build, such as node22 (default: what the API chooses)")
	f.registerFiles(flags)
}

// registerFiles are the flags about what lies on the disk.
func (f *projectFlags) registerFiles(flags *pflag.FlagSet) {
	flags.StringVar(&f.config, "config", "", "configuration of twilio-run to read (default .twilioserverlessrc and its other names, when there is one)")
	flags.StringVar(&f.functionsFolder, "functions-folder", "", "folder of the Functions inside the project (default functions, else src)")
	flags.StringVar(&f.assetsFolder, "assets-folder", "", "folder of the Assets inside the project (default assets, else static)")
	flags.BoolVar(&f.noFunctions, "no-functions", false, "deploy no Functions; those that are live go away")
	flags.BoolVar(&f.noAssets, "no-assets", false, "deploy no Assets; those that are live go away")
	flags.StringVar(&f.envFile, "env-file", "", "file with Variables (default .env when there is one)")
	flags.StringArrayVar(&f.fromProcess, "env", nil, "name of a variable of the process environment that becomes a Variable; may be repeated")
	flags.StringArrayVar(&f.allowSecret, "allow-secret", nil, "Asset that may hold what looks like a credential, such as assets/key.pem; may be repeated")
}

// settle takes from the files of twilio-run what the flags leave open.
func (f *projectFlags) settle(s *target.Settled, dir string) {
	for flag, setting := range map[*string]string{
		&f.service: s.ServiceName, &f.functionsFolder: s.FunctionsFolder, &f.assetsFolder: s.AssetsFolder, &f.runtime: s.Runtime,
		&f.envFile: target.Within(dir, s.EnvFile),
	} {
		if *flag == "" {
			*flag = setting
		}
	}
	f.noFunctions, f.noAssets = f.noFunctions || s.NoFunctions, f.noAssets || s.NoAssets
}

// read reads the env file and the project.
func (f *projectFlags) read(env *verb.Env, dir string, s *target.Settled, p *change.Progress) (*project.Project, *bundle.Bundle, error) {
	opts := &project.Options{EnvFile: f.envFile}
	if s.LoadSystemEnv {
		opts.Fill = env.Getenv
	}
	proj, err := project.Load(dir, opts)
	if err != nil {
		return nil, nil, err
	}
	if f.syncEnv && proj.EnvFile == "" && len(f.fromProcess) == 0 {
		return nil, nil, fmt.Errorf("--sync-env without an env file would delete all Variables; the verb env unset does that")
	}
	if err := proj.AddVariables(f.fromProcess, env.Getenv); err != nil {
		return nil, nil, fmt.Errorf("--env: %w", err)
	}
	ignore, err := bundle.ReadIgnore(proj.FS)
	if err != nil {
		return nil, nil, err
	}
	b, err := bundle.Read(counting(proj.FS, &p.Read), &bundle.Options{
		FunctionsFolder: target.Inside(dir, f.functionsFolder), AssetsFolder: target.Inside(dir, f.assetsFolder),
		NoFunctions: f.noFunctions, NoAssets: f.noAssets, Ignore: ignore.Match,
	})
	if err != nil {
		return nil, nil, err
	}
	if err := b.CheckSecrets(f.allowSecret); err != nil {
		return nil, nil, &verb.HintedError{Err: err, Hint: "--allow-secret FILE deploys it all the same; a line in " + bundle.IgnoreFile + " leaves the file out"}
	}
	return proj, b, nil
}
