package project

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
)

// PackageName returns the name of the project's package.json, "" when there is no file or no name in it.
func (p *Project) PackageName() (string, error) {
	text, err := fs.ReadFile(p.FS, "package.json")
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	var manifest struct {
		Name string `json:"name"`
	}
	if err := json.Unmarshal(plainjson.TrimMark(text), &manifest); err != nil {
		return "", fmt.Errorf("package.json: %w", plainjson.Explain(text, err))
	}
	return manifest.Name, nil
}
