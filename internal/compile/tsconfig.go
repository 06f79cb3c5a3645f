package compile

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/titanous/json5"

	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

const (
	maxConfig  = 1 << 20
	maxExtends = 20 // files that extend each other, one after the other
)

// A config is a tsconfig.json with all that it extends. esbuild gets the result and reads none of the
// files itself: it would follow them out of the project, wait for named pipes and print lines of what
// is no JSON.
type config struct {
	file     string // slash-separated inside the project
	raw      string // for esbuild
	problems []Problem
	warnings []string
}

// noConfig keeps esbuild from looking for one.
const noConfig = "{}"

// A setting is the value of an option and the file that has it.
type setting struct {
	value any
	file  string
}

// readConfigs reads the configurations of some sources.
func (c *compiler) readConfigs(sources []entry) {
	c.configs = map[string]*config{}
	for _, source := range sources {
		file := c.tsconfig(source.name)
		if _, known := c.configs[file]; file == "" || known {
			continue
		}
		config := c.readConfig(file)
		c.configs[file] = config
		c.view.problems = append(c.view.problems, config.problems...)
		for _, w := range config.warnings {
			if !slices.Contains(c.view.warnings, w) {
				c.view.warnings = append(c.view.warnings, w)
			}
		}
	}
}

// configOf gives the configuration of a source, or nil.
func (c *compiler) configOf(source string) *config { return c.configs[c.tsconfig(source)] }

func (c *compiler) readConfig(file string) *config {
	config := &config{file: file, raw: noConfig}
	options, err := c.compilerOptions(config, file, maxExtends)
	if err != nil {
		config.problems = append(config.problems, syntaxOfConfig(c, file, err)...)
		return config
	}
	for _, name := range slices.Sorted(maps.Keys(options)) {
		option, ok := unreadOptions[name]
		if set := options[name]; ok && set.value != nil && (option.when == nil || option.when(set.value)) {
			config.warnings = append(config.warnings,
				fmt.Sprintf("%s: compilerOptions.%s: %s", show.Name(set.file), name, option.what))
		}
	}
	if text, err := json.Marshal(map[string]any{"compilerOptions": c.relocated(options, file)}); err == nil {
		config.raw = string(text)
	}
	return config
}

// compilerOptions gives the options of a file and of those that it extends. A file that is extended
// and cannot be read is left out, as TypeScript and esbuild do, with a warning.
func (c *compiler) compilerOptions(config *config, file string, depth int) (map[string]setting, error) {
	document, err := decodeConfig(c.dir, file)
	if err != nil {
		return nil, err
	}
	extends, _ := document["extends"].([]any)
	if one, ok := document["extends"].(string); ok {
		extends = []any{one}
	}
	options := map[string]setting{}
	for _, base := range extends {
		name, _ := base.(string)
		base, err := map[string]setting{}, errors.New("it is not in the project")
		switch at := c.extended(path.Dir(file), name); {
		case depth == 0:
			err = errors.New("too many files extend each other")
		case at != "":
			base, err = c.compilerOptions(config, at, depth-1)
		}
		if err != nil {
			config.warnings = append(config.warnings,
				fmt.Sprintf("%s: extends %q, which is not read: %v", show.Name(file), show.Short(name), err))
		}
		maps.Copy(options, base)
	}
	own, _ := document["compilerOptions"].(map[string]any)
	for name, value := range own {
		options[name] = setting{value, file}
	}
	return options, nil
}

// extended finds a configuration that another one in a folder extends, in the project or in its
// node_modules; "" when it is not there.
func (c *compiler) extended(folder, name string) string {
	var candidates []string
	add := func(at string) { candidates = append(candidates, at, at+".json", path.Join(at, "tsconfig.json")) }
	switch {
	case name == "" || path.IsAbs(name):
		return ""
	case strings.HasPrefix(name, "."):
		add(path.Join(folder, name))
	default:
		for ; ; folder = path.Dir(folder) {
			add(path.Join(folder, "node_modules", name))
			if folder == "." {
				break
			}
		}
	}
	for _, at := range candidates {
		if !fs.ValidPath(at) {
			continue
		}
		if info, err := fs.Lstat(c.fsys, at); err == nil && !info.IsDir() {
			return at
		}
	}
	return ""
}

// decodeConfig reads a file of the project with comments and commas as TypeScript allows them.
func decodeConfig(dir, name string) (document map[string]any, err error) {
	text, err := project.ReadFileIn(dir, name, maxConfig)
	if err != nil {
		return nil, err
	}
	defer func() { // the library is written as encoding/json once was, with panics inside
		if r := recover(); r != nil {
			err = &configSyntaxError{text, fmt.Errorf("it cannot be decoded: %v", r)}
		}
	}()
	text = []byte(strings.TrimPrefix(string(text), "\ufeff"))
	if strings.TrimSpace(string(text)) == "" {
		return nil, nil
	}
	if err := json5.Unmarshal(text, &document); err != nil {
		return nil, &configSyntaxError{text, fmt.Errorf("it cannot be decoded: %w", err)}
	}
	return document, nil
}

// A configSyntaxError is about the text of a file of the project.
type configSyntaxError struct {
	text []byte
	error
}

// syntaxOfConfig gives the place of what is wrong with a configuration, in the words of esbuild.
func syntaxOfConfig(c *compiler, file string, err error) (problems []Problem) {
	var syntax *configSyntaxError
	if errors.As(err, &syntax) {
		left := api.Transform("", api.TransformOptions{Loader: api.LoaderTS, TsconfigRaw: string(syntax.text)})
		for _, m := range left.Errors {
			p := problemOf(m, file)
			p.Source = file
			problems = append(problems, p)
		}
	}
	if len(problems) == 0 {
		problems = []Problem{{Source: file, Message: err.Error()}}
	}
	return problems
}

// relocated gives the options for a configuration in no place: what is relative to one of the files
// is absolute then.
func (c *compiler) relocated(options map[string]setting, file string) map[string]any {
	moved := map[string]any{}
	for name, set := range options {
		moved[name] = set.value
	}
	place := func(folder, value string) string {
		if below, ok := strings.CutPrefix(value, "${configDir}"); ok {
			folder, value = path.Dir(file), below
		} else if path.IsAbs(value) {
			return value
		}
		return path.Join(filepath.ToSlash(c.dir), folder, value)
	}
	base := path.Dir(options["paths"].file)
	if value, ok := options["baseUrl"].value.(string); ok {
		base = path.Join(path.Dir(options["baseUrl"].file), value)
		moved["baseUrl"] = place(path.Dir(options["baseUrl"].file), value)
		if path.IsAbs(value) {
			return moved // and what is relative to it is as it is
		}
	}
	paths, ok := options["paths"].value.(map[string]any)
	if !ok {
		return moved
	}
	movedPaths := map[string]any{}
	for pattern, value := range paths {
		list, ok := value.([]any)
		if !ok {
			movedPaths[pattern] = value
			continue
		}
		var all []any
		for _, one := range list {
			if text, ok := one.(string); ok {
				one = place(base, text)
			}
			all = append(all, one)
		}
		movedPaths[pattern] = all
	}
	moved["paths"] = movedPaths
	return moved
}
