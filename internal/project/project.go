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
	Skipped   []string   // keys with an empty value, sorted: they become no Variables, as with twilio-run
	// Assignments counts what the env file sets, credentials and empty values included.
	Assignments int
	// Repeated are the keys that the env file sets more than once, sorted: the last value counts.
	Repeated []string
	// Commented are the keys whose value ends where " #" begins a comment, sorted: twilio-run would
	// upload the comment too.
	Commented []string
	// Backquoted are the keys whose value begins and ends with a backquote, sorted: they belong to the value, as with
	// twilio-run. dotenv from version 15 on takes them for quotes.
	Backquoted []string

	// A function, because fmt prints what a field holds whether exported or not.
	fileCredentials func() (accountSID, authToken string)
}

// Options changes what Load reads. The zero value reads .env when it exists.
type Options struct {
	// EnvFile is read instead of .env; it must exist. It is relative to the working directory.
	EnvFile string
	// EnvFileInside says that a file of the project named EnvFile: it is relative to the project and
	// may not lead out of it.
	EnvFileInside bool
	// StandardInput reads the env file that is named "-". Nil means a file of that name.
	StandardInput func(most int64) ([]byte, error)
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
		return nil, fmt.Errorf("project directory %s is not a directory; give the folder of the project",
			dir)
	}
	return &Project{Dir: dir, FS: newFileSystem(dir)}, nil
}

// readEnv reads the env file: named, or .env of the project when none is.
func (p *Project) readEnv(opts *Options) error {
	name, file := opts.EnvFile, opts.EnvFile
	var data []byte
	var err error
	switch {
	case name == "":
		file = filepath.Join(p.Dir, ".env")
		data, err = ReadFileIn(p.Dir, ".env", maxEnvFile)
	case opts.EnvFileInside:
		file = filepath.Join(p.Dir, name)
		data, err = ReadFileIn(p.Dir, name, maxEnvFile)
	default:
		data, err = ReadInput(name, maxEnvFile, opts.StandardInput)
		if name == "-" && opts.StandardInput != nil {
			file = "standard input"
		}
	}
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
	p.Assignments, p.Commented, p.Repeated = len(values), commented(data), repeated(data)
	p.Backquoted = backquoted(values)
	sid, token := values[accountSIDKey], values[authTokenKey]
	p.fileCredentials = func() (string, string) { return sid, token }
	p.Variables, p.Skipped, err = variables(values)
	if err != nil {
		return fmt.Errorf("env file %s: %w", file, err)
	}
	return nil
}
