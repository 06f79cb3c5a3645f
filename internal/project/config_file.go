package project

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/titanous/json5"
	"go.yaml.in/yaml/v3"

	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
)

// configFiles are where twilio-run looks for its configuration, in its order; package.json, under
// configKey, comes first. https://www.twilio.com/docs/labs/serverless-toolkit/configuration
var configFiles = []string{
	".twilioserverlessrc", ".twilioserverlessrc.json", ".twilioserverlessrc.json5", ".twilioserverlessrc.yaml",
	".twilioserverlessrc.yml",
	".twilioserverlessrc.js", ".twilioserverlessrc.cjs", "twilioserverless.config.js", "twilioserverless.config.cjs",
}

const (
	configKey     = "twilioserverless"
	maxConfigSize = 1 << 20
)

// Config is a configuration file of twilio-run. Nil is none.
type Config struct {
	File string // as messages name it

	document map[string]any
	repeated []string // members that are there more than once
}

// ReadConfig reads the configuration file of the project, or the one that is named, relative to the
// working directory. Nil is none. A file in JavaScript is an error that says what to do, since it
// would have to be executed.
func (p *Project) ReadConfig(name string) (*Config, error) {
	if name != "" {
		data, err := ReadFile(name, maxConfigSize)
		if err != nil {
			return nil, fmt.Errorf("configuration %s: %w", name, err)
		}
		c, err := parseConfig(filepath.Base(name), data)
		if err == nil && len(c.document) == 0 {
			return nil, fmt.Errorf("configuration %s has no settings; leave the flag out to do without", name)
		}
		return c, err
	}
	if c, err := p.packageConfig(); c != nil || err != nil {
		return c, err
	}
	for _, name := range configFiles {
		data, err := fs.ReadFile(p.FS, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("configuration %s: %w", name, err)
		}
		return parseConfig(name, data)
	}
	return nil, nil
}

// packageConfig is what package.json holds. That it can be read is looked at with its dependencies.
func (p *Project) packageConfig() (*Config, error) {
	data, err := fs.ReadFile(p.FS, "package.json")
	if err != nil {
		return nil, nil
	}
	var manifest map[string]json.RawMessage
	if json.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &manifest) != nil || manifest[configKey] == nil {
		return nil, nil
	}
	return parseConfig(`package.json, "`+configKey+`"`, manifest[configKey])
}

func parseConfig(name string, data []byte) (*Config, error) {
	if len(data) > maxConfigSize {
		return nil, fmt.Errorf("configuration %s has %d bytes, the limit is %d", name, len(data), maxConfigSize)
	}
	c := &Config{File: name, repeated: plainjson.Repeated(data)}
	ext := filepath.Ext(name)
	if ext == ".yaml" || ext == ".yml" {
		data = plainjson.FromUTF16(data) // which YAML allows
	}
	err := plainjson.CheckUTF8(data)
	if err != nil {
		return nil, fmt.Errorf("configuration %s: %w", name, err)
	}
	var document any
	switch {
	case slices.Contains([]string{".js", ".cjs", ".mjs", ".ts"}, ext):
		return nil, fmt.Errorf("configuration %s is a program, which is not executed; write what it exports as JSON "+
			"into .twilioserverlessrc and remove it", name)
	case ext == ".yaml" || ext == ".yml":
		document, err = decodeYAML(data)
	default:
		document, err = decodeJSON5(bytes.TrimPrefix(data, []byte("\ufeff")))
	}
	if err != nil {
		return nil, fmt.Errorf("configuration %s cannot be decoded: %w", name, err)
	}
	if document == nil { // an empty file
		return c, nil
	}
	var ok bool
	if c.document, ok = document.(map[string]any); !ok {
		return nil, fmt.Errorf("configuration %s holds %s where an object of settings is needed", name,
			kindOf(document))
	}
	return c, nil
}

// decodeYAML decodes the one document of a text. Of an empty text nothing comes.
func decodeYAML(data []byte) (document any, err error) {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&document); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		return nil, plainYAML(err)
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, errors.New("it has more than one document, and all after --- would be left out; write one")
	}
	return document, nil
}

// plainYAML says in the words of YAML what the decoder says in those of Go.
func plainYAML(err error) error {
	if typed := new(yaml.TypeError); errors.As(err, &typed) {
		return errors.New(strings.Join(typed.Errors, "; "))
	}
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if strings.HasPrefix(text, "invalid map key") {
		text = "a key is a list or an object where text is needed"
	}
	return errors.New(text)
}

// decodeJSON5 decodes one value. Of an empty text nothing comes.
func decodeJSON5(data []byte) (document any, err error) {
	if strings.TrimSpace(string(data)) == "" {
		return nil, nil
	}
	// The library is written as encoding/json once was, with panics inside.
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("not JSON5: %v", r)
		}
	}()
	err = json5.Unmarshal(data, &document)
	var syntax *json5.SyntaxError
	if errors.As(err, &syntax) {
		before := data[:max(0, min(int(syntax.Offset)-1, len(data)))]
		err = fmt.Errorf("line %d: %w", 1+bytes.Count(before, []byte("\n")), err)
	}
	return document, err
}

func kindOf(value any) string {
	switch value.(type) {
	case nil:
		return "nothing"
	case string:
		return "a string"
	case bool:
		return "true or false"
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	default:
		return "a number"
	}
}
