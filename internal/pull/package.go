package pull

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// packageFile writes the package.json of a Build: what it lists, so that deploying
// the project asks for what is live. The packages of the platform are among it.
func packageFile(service string, build *serverless.Build) (File, error) {
	manifest := struct {
		Name         string            `json:"name"`
		Version      string            `json:"version"`
		Private      bool              `json:"private"`
		Dependencies map[string]string `json:"dependencies"`
		Engines      map[string]string `json:"engines,omitempty"`
	}{Name: service, Version: "0.0.0", Private: true, Dependencies: map[string]string{}}
	for _, d := range build.Dependencies {
		manifest.Dependencies[d.Name] = d.Version
	}
	if major, ok := strings.CutPrefix(build.Runtime, "node"); ok {
		manifest.Engines = map[string]string{"node": major}
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(manifest)
	return File{Source: "package.json", text: text.Bytes()}, err
}
