package main

import (
	"bytes"
	"context"
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
)

// shells are the shells that have completion, each with the name of its file.
var shells = map[string]string{
	"bash": name + ".bash", "zsh": "_" + name, "fish": name + ".fish", "powershell": name + ".ps1",
}

// documents returns what an archive has besides the binary: texts of the repository, licences of what is linked,
// manual pages and completion, which the binary itself prints.
func (r *Release) documents(ctx context.Context) ([]Entry, error) {
	var entries []Entry
	for _, file := range []string{"LICENSE", "README.md", "CHANGELOG.md"} {
		body, err := os.ReadFile(filepath.Join(r.Source.Root, file))
		if err != nil {
			return nil, err
		}
		entries = append(entries, Entry{Name: file, Body: body})
	}
	binary, err := r.build(ctx, Platform{runtime.GOOS, runtime.GOARCH})
	if err != nil {
		return nil, err
	}
	licences, err := r.licences(ctx, binary)
	if err != nil {
		return nil, err
	}
	entries = append(entries, Entry{Name: "LICENSES-OF-DEPENDENCIES.txt", Body: licences})
	dir, err := os.MkdirTemp("", "release-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	program := filepath.Join(dir, name)
	if err := os.WriteFile(program, binary, 0o700); err != nil {
		return nil, err
	}
	ask := func(args ...string) ([]byte, error) {
		cmd := exec.CommandContext(ctx, program, args...)
		cmd.Dir = dir
		cmd.Env = []string{"HOME=" + dir, "SOURCE_DATE_EPOCH=" + strconv.FormatInt(r.Source.Time.Unix(), 10), "TZ=UTC"}
		return output(cmd)
	}
	for shell, file := range shells {
		body, err := ask("completion", shell)
		if err != nil {
			return nil, err
		}
		entries = append(entries, Entry{Name: "completions/" + file, Body: body})
	}
	if _, err := ask("man", "man"); err != nil {
		return nil, err
	}
	pages, err := filepath.Glob(filepath.Join(dir, "man", "*.1"))
	if err != nil || len(pages) == 0 {
		return nil, fmt.Errorf("%s man has written no page: %w", name, err)
	}
	for _, page := range pages {
		body, err := os.ReadFile(page)
		if err != nil {
			return nil, err
		}
		entries = append(entries, Entry{Name: "man/" + filepath.Base(page), Body: body})
	}
	return entries, nil
}

var licenceFile = regexp.MustCompile(`(?i)^(licen[sc]e|copying|notice)(\.(txt|md))?$`)

// licences returns the licence of every module that is linked; a module without one is an error. Most of them ask for
// that in binary distributions.
func (r *Release) licences(ctx context.Context, binary []byte) ([]byte, error) {
	info, err := buildinfo.Read(bytes.NewReader(binary))
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, "go", "env", "GOROOT")
	cmd.Dir = r.Source.Root
	root, err := output(cmd)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	add := func(title, dir string) error {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return err
		}
		found := false
		for _, e := range entries {
			if !licenceFile.MatchString(e.Name()) || e.IsDir() {
				continue
			}
			text, err := os.ReadFile(filepath.Join(dir, e.Name()))
			if err != nil {
				return err
			}
			found = true
			fmt.Fprintf(&out, "==== %s: %s\n\n%s\n\n", title, e.Name(),
				bytes.TrimSpace(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))))
		}
		if !found {
			return fmt.Errorf("%s has no file of its licence: look for it before you release", title)
		}
		return nil
	}
	if err := add("the Go standard library, "+info.GoVersion, strings.TrimSpace(string(root))); err != nil {
		return nil, err
	}
	for _, dependency := range info.Deps {
		cmd := exec.CommandContext(ctx, "go", "mod", "download", "-json", dependency.Path+"@"+dependency.Version)
		cmd.Dir = r.Source.Root
		text, err := output(cmd)
		if err != nil {
			return nil, err
		}
		var downloaded struct{ Dir string }
		if err := json.Unmarshal(text, &downloaded); err != nil {
			return nil, err
		}
		if err := add(dependency.Path+" "+dependency.Version, downloaded.Dir); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}
