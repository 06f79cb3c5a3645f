package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Source is the commit that a release is made from.
type Source struct {
	Root   string // of the repository
	Commit string
	Time   time.Time // of the commit: the time of every file in every archive
}

// ReadSource looks at the repository that dir is in. Files that are not committed are an error, since no one
// could make the same bytes again; dirty takes them all the same.
func ReadSource(ctx context.Context, dir string, dirty bool) (*Source, error) {
	root, err := git(ctx, dir, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, err
	}
	changed, err := git(ctx, root, "status", "--porcelain")
	if err != nil {
		return nil, err
	}
	if changed != "" && !dirty {
		return nil, fmt.Errorf("a release is made of what is committed, and this is not:\n%s", changed)
	}
	commit, err := git(ctx, root, "rev-parse", "HEAD")
	if err != nil {
		return nil, err
	}
	text, err := git(ctx, root, "log", "-1", "--format=%ct")
	if err != nil {
		return nil, err
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("the time of commit %s: %w", commit, err)
	}
	return &Source{Root: filepath.FromSlash(root), Commit: commit, Time: time.Unix(seconds, 0).UTC()}, nil
}

// CheckTag refuses a version that is the tag of another commit.
func (s *Source) CheckTag(ctx context.Context, version Version) error {
	tagged, err := git(ctx, s.Root, "rev-list", "-n", "1", "--ignore-missing", "refs/tags/"+string(version))
	if err != nil || tagged == "" || tagged == s.Commit {
		return err
	}
	return fmt.Errorf("%s is the tag of commit %s, and %s is checked out: git checkout %s", version, tagged, s.Commit,
		version)
}

func git(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	out, err := output(cmd)
	return strings.TrimSpace(string(out)), err
}

// output runs a command; its error has what the command said.
func output(cmd *exec.Cmd) ([]byte, error) {
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%s: %w", strings.Join(cmd.Args, " "), errors.Join(err, errors.New(stderr.String())))
	}
	return stdout.Bytes(), nil
}
