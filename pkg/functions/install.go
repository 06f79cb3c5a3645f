package functions

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// installTime bounds npm.
const installTime = 2 * time.Minute

// An UnreachableError says that the registry did not answer, which is no fault of a Build.
type UnreachableError struct{ Reason string }

func (e *UnreachableError) Error() string {
	if e == nil {
		e = new(UnreachableError)
	}
	return "the npm registry cannot be reached, so packages are missing: " + e.Reason
}

// An UnknownPackageError says that a dependency does not exist in the registry, or is none of it.
type UnknownPackageError struct{ Reason string }

// Error is in the words of the API.
func (e *UnknownPackageError) Error() string {
	if e == nil {
		e = new(UnknownPackageError)
	}
	return "Some dependencies could not be validated. " + e.Reason
}

// RefuseBuild has the emulator refuse the Build at once, as the API does.
func (e *UnknownPackageError) RefuseBuild() bool { return true }

// install has npm put the dependencies into the cache, unless they are there. What the Build is to
// blame for is an error that says so, in npm's words.
func (r *Runner) install(ctx context.Context, d *Deployment, n *node) error {
	p := r.opts.Packages
	wanted := d.wanted()
	if p.Dir != "" || p.Cache == "" || len(wanted) == 0 {
		return nil
	}
	if err := plain(wanted); err != nil {
		return err
	}
	if p.Local != nil && p.Local(wanted) != "" {
		return nil
	}
	at := p.cached(wanted, n)
	if _, err := os.Stat(at); err == nil {
		return nil
	}
	if !p.Install {
		return nil // find says it to whoever needs one
	}
	r.installing.Lock()
	defer r.installing.Unlock()
	if _, err := os.Stat(at); err == nil {
		return nil
	}
	if err := os.MkdirAll(p.Cache, 0o700); err != nil {
		return fmt.Errorf("functions: %w", err)
	}
	dir, err := os.MkdirTemp(p.Cache, ".installing-")
	if err != nil {
		return fmt.Errorf("functions: %w", err)
	}
	defer os.RemoveAll(dir)
	manifest := `{"name":"build","private":true,"dependencies":` + asJSON(wanted) + "}\n"
	if err := os.WriteFile(filepath.Join(dir, "package.json"), []byte(manifest), 0o600); err != nil {
		return fmt.Errorf("functions: %w", err)
	}
	r.opts.Note("installing npm packages: " + strings.Join(slices.Sorted(maps.Keys(wanted)), ", "))
	if err := runNPM(ctx, dir); err != nil {
		return err
	}
	if name := native(filepath.Join(dir, "node_modules")); name != "" {
		return fmt.Errorf("dependency %s has to be compiled (binding.gyp), which Builds do not do", name)
	}
	if err := os.MkdirAll(filepath.Join(dir, "node_modules"), 0o700); err != nil {
		return fmt.Errorf("functions: %w", err)
	}
	if err := os.Rename(dir, at); err != nil && !errors.Is(err, fs.ErrExist) {
		if _, there := os.Stat(at); there != nil {
			return fmt.Errorf("functions: %w", err)
		}
	}
	return nil
}

func runNPM(ctx context.Context, dir string) error {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return &UnreachableError{"npm, which comes with Node.js, was not found"}
	}
	ctx, cancel := context.WithTimeout(ctx, installTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, npm, "install", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund",
		"--no-package-lock",
		"--no-progress", "--fetch-retries=1", "--fetch-timeout=20000", "--loglevel=error")
	cmd.Dir = dir
	cmd.SysProcAttr = attributes()
	cmd.Cancel = func() error { killGroup(cmd.Process); return nil }
	cmd.WaitDelay = time.Second
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		return npmError(ctx, out.String(), err)
	}
	return nil
}

var (
	npmCode    = lazyregexp.New(`(?m)^npm (?:error|ERR!) code (\S+)`)
	npmMissing = lazyregexp.New(`(?m)^npm (?:error|ERR!) (?:notarget|404|network)? *(No matching version found for \S+|.*is not in this registry.*|.*[Nn]ot [Ff]ound.*)`)
)

// npmError distinguishes a package that does not exist from a registry that does not answer.
func npmError(ctx context.Context, out string, err error) error {
	if ctx.Err() != nil {
		return &UnreachableError{"npm has not finished within " + installTime.String()}
	}
	code := ""
	if m := npmCode.Get().FindStringSubmatch(out); m != nil {
		code = m[1]
	}
	switch code {
	case "ETARGET", "E404", "EINVALIDPACKAGENAME", "EINVALIDTAGNAME", "ERESOLVE", "EUNSUPPORTEDPROTOCOL":
		why := code
		if m := npmMissing.Get().FindStringSubmatch(out); m != nil {
			why = strings.TrimSuffix(strings.TrimSpace(m[1]), ".")
		}
		return &UnknownPackageError{why}
	case "":
		code = err.Error()
	}
	return &UnreachableError{"npm install ended with " + code}
}

// plain refuses what is no version of a package in the registry before npm sees it: npm would
// take files, addresses and options.
func plain(wanted map[string]string) error {
	for name, version := range wanted {
		if strings.HasPrefix(name, "-") || strings.ContainsAny(version, ":/#") || strings.HasPrefix(version, "-") {
			return &UnknownPackageError{"No matching version found for " + name + "@" + version}
		}
	}
	return nil
}

// native finds a package that node-gyp would have to compile.
func native(modules string) (name string) {
	_ = filepath.WalkDir(modules, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && d.Name() == "binding.gyp" {
			name, _ = filepath.Rel(modules, filepath.Dir(path))
			return fs.SkipAll
		}
		return nil
	})
	return name
}
