package deploy

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os/exec"

	"github.com/spf13/pflag"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/change"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/servers"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/compile"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

// projectFlags say what of a directory is deployed.
type projectFlags struct {
	config                        string
	functionsFolder, assetsFolder string
	noFunctions, noAssets         bool
	envFile                       string
	envFileInside                 bool // a file of the project names it
	foldersByFlag                 bool
	fromProcess, allowSecret      []string
	syncEnv, allowEmpty           bool
	service, runtime              string
	bundle                        bool
	known                         *compile.Known // of the looks before, for dev
}

func (f *projectFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.service, "service", "", target.ServiceHelp)
	flags.BoolVar(&f.syncEnv, "sync-env", false, "delete the Variables that neither the env file nor --env names")
	flags.BoolVar(&f.allowEmpty, "allow-empty", false, "let --sync-env delete all Variables")
	flags.StringVar(&f.runtime, "runtime", "",
		"Node.js `RUNTIME` of the Build, such as node22 (default: the API chooses)")
	f.registerFiles(flags)
}

// registerFiles adds the flags about files.
func (f *projectFlags) registerFiles(flags *pflag.FlagSet) {
	flags.StringVar(&f.config, "config", "",
		"configuration `FILE` of twilio-run (default: .twilioserverlessrc or one of its other names, if there is one)")
	flags.StringVar(&f.functionsFolder,
		"functions-folder", "", "`FOLDER` of the Functions in the project (default: functions, else src)")
	flags.StringVar(&f.assetsFolder,
		"assets-folder", "", "`FOLDER` of the Assets in the project (default: assets, else static)")
	flags.BoolVar(&f.noFunctions, "no-functions", false, "deploy no Functions; live ones are removed")
	flags.BoolVar(&f.noAssets, "no-assets", false, "deploy no Assets; live ones are removed")
	flags.BoolVar(&f.bundle, "bundle", false,
		"put the packages that Functions require into the Functions, from node_modules; what cannot be is reported")
	flags.StringVar(&f.envFile, "env-file", "", "`FILE` with Variables, - for standard input (default: .env, if there is one)")
	flags.StringArrayVar(&f.fromProcess, "env", nil,
		"`NAME` of a variable of the process environment to deploy as a Variable; may be repeated")
	flags.StringArrayVar(&f.allowSecret, "allow-secret", nil,
		"`ASSET` that may look as if it held a credential, such as assets/key.pem; may be repeated")
}

// settle takes from the files of twilio-run what the flags leave open.
func (f *projectFlags) settle(s *target.Settled) {
	f.foldersByFlag = f.functionsFolder != "" || f.assetsFolder != ""
	for flag, setting := range map[*string]string{
		&f.service: s.ServiceName, &f.functionsFolder: s.FunctionsFolder, &f.assetsFolder: s.AssetsFolder,
		&f.runtime: s.Runtime,
	} {
		if *flag == "" {
			*flag = setting
		}
	}
	if f.envFile == "" {
		f.envFile, f.envFileInside = s.EnvFile, s.EnvFile != ""
	}
	f.noFunctions, f.noAssets = f.noFunctions || s.NoFunctions, f.noAssets || s.NoAssets
}

// read reads the env file and the project. warnings are about what was compiled and checked.
func (f *projectFlags) read(
	ctx context.Context, env *verb.Env, dir string, s *target.Settled, p *change.Progress,
) (proj *project.Project, b *bundle.Bundle, warnings []string, err error) {
	if proj, err = f.readVariables(ctx, env, dir, s); err != nil {
		return nil, nil, nil, err
	}
	ignore, err := bundle.ReadIgnore(proj.FS)
	if err != nil {
		return nil, nil, nil, err
	}
	node, err := nodeOf(env)
	if err != nil {
		return nil, nil, nil, err
	}
	folder := target.Inside(dir, f.functionsFolder)
	view, err := compile.Lay(ctx, proj.FS, &compile.Options{
		Dir: dir, FunctionsFolder: folder, NoFunctions: f.noFunctions, Ignore: ignore.Match,
		Runtime: f.runtime, Bundle: f.bundle, Node: node, Known: f.known,
	})
	if err != nil {
		return nil, nil, nil, err
	}
	b, err = bundle.Read(counting(view, &p.Read), &bundle.Options{
		FunctionsFolder: folder, AssetsFolder: target.Inside(dir, f.assetsFolder),
		NoFunctions: f.noFunctions, NoAssets: f.noAssets, Ignore: ignore.Match,
		AbsentFolder: !f.foldersByFlag,
	})
	var problems *bundle.Error
	_ = errors.As(err, &problems)
	view.NameSources(b, problems)
	warnings, wrong := view.Check(ctx, b)
	if err = view.Join(err, wrong); err != nil {
		return nil, nil, nil, err
	}
	if err := b.CheckSecrets(f.allowSecret); err != nil {
		hint := "--allow-secret FILE deploys it anyway; a line in " + bundle.IgnoreFile + " leaves the file out"
		return nil, nil, nil, &verb.HintedError{Err: err, Hint: hint}
	}
	return proj, b, warnings, nil
}

// nodeOf is the program that has the last word on syntax, "" when there is none.
func nodeOf(env *verb.Env) (string, error) {
	program, _, err := servers.NodesOf(env)
	if err != nil {
		return "", &verb.UsageError{Err: err}
	}
	path, err := exec.LookPath(cmp.Or(program, "node"))
	if err != nil {
		return "", nil
	}
	return path, nil
}

// readVariables reads the env file and the variables of the process environment. A sync that would
// delete every Variable needs a flag of its own: an empty file is more often a mistake than an
// intent.
func (f *projectFlags) readVariables(
	ctx context.Context, env *verb.Env, dir string, s *target.Settled,
) (*project.Project, error) {
	opts := &project.Options{
		EnvFile: f.envFile, EnvFileInside: f.envFileInside, StandardInput: verb.StandardInput(ctx, env),
	}
	if s.LoadSystemEnv {
		opts.Fill = env.Getenv
	}
	proj, err := project.Load(dir, opts)
	if err != nil {
		return nil, err
	}
	if f.envFile != "" && !f.envFileInside && proj.Assignments == 0 {
		return nil, fmt.Errorf("--env-file %s: the file sets no variable; leave the flag out to deploy without",
			f.envFile)
	}
	if err := proj.AddVariables(f.fromProcess, env.Getenv); err != nil {
		return nil, fmt.Errorf("--env: %w", err)
	}
	if f.syncEnv && len(proj.Variables) == 0 && !f.allowEmpty {
		return nil, errors.New("--sync-env without Variables would delete all Variables: pass --allow-empty if " +
			"you mean that")
	}
	return proj, nil
}
