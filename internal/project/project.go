package project

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Project is a project directory with what the binary needs of it besides the
// Functions and Assets, which bundle.Read reads from FS.
type Project struct {
	Dir       string     // as given to Load
	FS        fs.FS      // rooted at Dir
	EnvFile   string     // the file that the Variables come from, "" when there is none
	Variables []Variable // sorted by Key, without the credentials
	Skipped   []string   // keys with an empty value, sorted: the API has no empty Variables

	// A function, because fmt prints what a field holds whether exported or not.
	fileCredentials func() (accountSID, authToken string)
}

// Options changes what Load reads. The zero value reads .env when it exists.
type Options struct {
	EnvFile string // read this file, relative to the working directory, instead of .env; it must exist
	// Fill gives the value of a key that is empty in the env file; nil leaves it empty.
	Fill func(key string) string
}

// Load reads the project in dir. opts may be nil.
//
// The directory must exist. An absent .env is fine; an env file asked for by name
// that is absent is an error, as are Variables over the limits of the API.
func Load(dir string, opts *Options) (*Project, error) {
	if opts == nil {
		opts = &Options{}
	}
	p, err := Open(dir)
	if err != nil {
		return nil, err
	}
	if err := p.readEnv(opts); err != nil {
		return nil, err
	}
	return p, nil
}

// Open is Load without any env file.
func Open(dir string) (*Project, error) {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("project directory %s does not exist: %w", dir, err)
	case err != nil:
		return nil, fmt.Errorf("project directory %s: %w", dir, err)
	case !info.IsDir():
		return nil, fmt.Errorf("project directory %s is not a directory", dir)
	}
	return &Project{Dir: dir, FS: os.DirFS(dir)}, nil
}

// readEnv reads the env file: named, or .env of the project when none is.
func (p *Project) readEnv(opts *Options) error {
	name, file := opts.EnvFile, opts.EnvFile
	if file == "" {
		file = filepath.Join(p.Dir, ".env")
	}
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) && name == "" {
		return nil
	}
	if err != nil {
		return fmt.Errorf("env file %s: %w", file, err)
	}
	values, err := parseEnv(data)
	if err != nil {
		return fmt.Errorf("env file %s: %w", file, err)
	}
	for key, value := range values {
		if value == "" && opts.Fill != nil {
			values[key] = opts.Fill(key)
		}
	}
	p.EnvFile = file
	sid, token := values[accountSIDKey], values[authTokenKey]
	p.fileCredentials = func() (string, string) { return sid, token }
	p.Variables, p.Skipped, err = variables(values)
	if err != nil {
		return fmt.Errorf("env file %s: %w", file, err)
	}
	return nil
}
