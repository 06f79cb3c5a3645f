package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

const (
	module = "github.com/twilio-serverless/twilio-serverless-go"
	name   = "twilio-serverless"
	home   = "https://" + module
)

// Platform is what a binary runs on, in Go's words.
type Platform struct{ OS, Arch string }

// String is the platform as go tool dist list has it.
func (p Platform) String() string { return p.OS + "/" + p.Arch }

// File is the name of a file of the platform.
func (p Platform) File(v Version, extension string) string {
	return fmt.Sprintf("%s_%s_%s_%s%s", name, v.Plain(), p.OS, p.Arch, extension)
}

// Binary is the name of the binary.
func (p Platform) Binary() string {
	if p.OS == "windows" {
		return name + ".exe"
	}
	return name
}

var platforms = []Platform{
	{"darwin", "amd64"}, {"darwin", "arm64"},
	{"linux", "amd64"}, {"linux", "arm64"},
	{"windows", "amd64"}, {"windows", "arm64"},
}

func choosePlatforms(only string) ([]Platform, error) {
	if only == "" {
		return platforms, nil
	}
	for _, p := range platforms {
		if p.String() == only {
			return []Platform{p}, nil
		}
	}
	return nil, fmt.Errorf("-only %s: it is none of %v", only, platforms)
}

// compile returns the binary of a platform. Nothing of this machine enters it: no paths, no variables of the
// environment, no state of the clone; the commit has to be read off the tag.
func (r *Release) compile(ctx context.Context, p Platform) ([]byte, error) {
	dir, err := os.MkdirTemp("", "release-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, p.Binary())
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-gcflags=all=-dwarf=false", "-buildvcs=false",
		"-ldflags", "-s -w -buildid= -X "+module+"/internal/cli/verb.release="+string(r.Version),
		"-o", file, "./cmd/"+name)
	cmd.Dir = r.Source.Root
	cmd.Env = append(cleanEnv(), "GOOS="+p.OS, "GOARCH="+p.Arch, "CGO_ENABLED=0", "GOWORK=off", "GOFLAGS=-mod=readonly")
	if _, err := output(cmd); err != nil {
		return nil, fmt.Errorf("%s: %w", p, err)
	}
	return os.ReadFile(file)
}

// cleanEnv is the environment without the variables that change what the compiler makes. Where modules come
// from and where they are kept may differ: go.sum holds what they are.
func cleanEnv() (env []string) {
	for _, pair := range os.Environ() {
		key, _, _ := strings.Cut(pair, "=")
		switch key {
		case "GOOS", "GOARCH", "GOAMD64", "GOARM64", "GOFLAGS", "GOEXPERIMENT", "GOFIPS140", "GOWORK", "CGO_ENABLED",
			"GO_EXTLINK_ENABLED", "GOROOT_FINAL", "GODEBUG":
		default:
			env = append(env, pair)
		}
	}
	return env
}

// goVersion is the Go release that builds: the one that runs this program, since `go run` started it.
func goVersion() string { return runtime.Version() }
