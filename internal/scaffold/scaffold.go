// Package scaffold makes new projects from templates.
package scaffold

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

//go:embed templates
var embedded embed.FS

const root = "templates"

// Template is a kind of project.
type Template struct {
	Name string `json:"name"`
	What string `json:"what"` // in a few words
}

// Templates are those that there are; the first one is the default.
func Templates() []Template {
	return []Template{
		{"js", "Functions in JavaScript, a private one among them, and a page"},
		{"ts", "Functions in TypeScript, with code that they share"},
		{"voice", "answer phone calls"},
		{"messaging", "answer and send messages"},
		{"api", "a JSON API"},
	}
}

// Names are the names of the templates.
func Names() (names []string) {
	for _, t := range Templates() {
		names = append(names, t.Name)
	}
	return names
}

// placeholder stands for the name of the project in templates.
const placeholder = "PROJECT"

// renamed are files that would mean something where the templates lie.
var renamed = map[string]string{"gitignore": ".gitignore", "env.example": ".env.example"}

// Make writes a project of a template into a directory, which it makes if there is none. One that is
// not empty is refused, and nothing is ever overwritten; a folder .git counts as nothing. It returns
// the files that it wrote, slash-separated inside the directory.
func Make(dir, template string) (files []string, err error) {
	if !slices.Contains(Names(), template) {
		return nil, fmt.Errorf("there is no template %q: choose one of %s", template, strings.Join(Names(), ", "))
	}
	dir = filepath.Clean(dir) // what lies in the way, as in new/.., need not be there
	if err := checkEmpty(dir); err != nil {
		return nil, err
	}
	name, err := projectName(dir)
	if err != nil {
		return nil, err
	}
	from, err := fs.Sub(embedded, path.Join(root, template))
	if err != nil {
		return nil, err
	}
	err = fs.WalkDir(from, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(from, file)
		if err != nil {
			return err
		}
		to := path.Join(path.Dir(file), path.Base(file))
		if dotted := renamed[path.Base(file)]; dotted != "" {
			to = path.Join(path.Dir(file), dotted)
		}
		named := strings.ReplaceAll(string(text), placeholder, name)
		if err := write(filepath.Join(dir, filepath.FromSlash(to)), named); err != nil {
			unmake(dir, append(files, path.Dir(to)))
			return err
		}
		files = append(files, to)
		return nil
	})
	slices.Sort(files)
	return files, err
}

// unmake removes files and folders that were made before an error, so that the same command can be run again. The
// directory itself stays, and so does a folder that has something else.
func unmake(dir string, files []string) {
	for _, file := range files {
		for name := file; name != "."; name = path.Dir(name) {
			if os.Remove(filepath.Join(dir, filepath.FromSlash(name))) != nil {
				break
			}
		}
	}
}

func checkEmpty(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		if info, failed := os.Stat(dir); failed == nil && !info.IsDir() {
			return fmt.Errorf("%s is a file: name a directory that is empty or not there yet", dir)
		}
		return err
	}
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return e.Name() == ".git" })
	if len(entries) > 0 {
		return fmt.Errorf("%s is not empty, it has %q: name a directory that is empty or not there yet; nothing "+
			"was written",
			dir, entries[0].Name())
	}
	return nil
}

// projectName makes a name that a Service can have of the name of a directory.
func projectName(dir string) (string, error) {
	at, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	name := strings.Trim(strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-':
			return c
		case c >= 'A' && c <= 'Z':
			return c - 'A' + 'a'
		}
		return '-'
	}, filepath.Base(at)), "-")
	if len(name) > 50 {
		name = strings.TrimRight(name[:50], "-")
	}
	if deployer.CheckServiceName(name) != nil {
		name = "my-project"
	}
	return name, nil
}

// write writes a file that must not be there.
func write(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(name)
	}
	return err
}
