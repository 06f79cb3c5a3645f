// Command gen writes a generated client from one document of the contract.
//
//	gen CONFIG DOCUMENT OUTPUT
//
// It is oapi-codegen as a library with two changes to the generator's own templates, made at generation time and never copied into
// the repository; templates.go states and guards them.
package main

import (
	"fmt"
	"os"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oapi-codegen/oapi-codegen/v2/pkg/codegen"
	"gopkg.in/yaml.v3"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: gen CONFIG DOCUMENT OUTPUT")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(configPath, documentPath, outputPath string) error {
	config, err := readConfig(configPath)
	if err != nil {
		return err
	}
	version, overrides, err := templates()
	if err != nil {
		return err
	}
	config.OutputOptions.UserTemplates = overrides
	// The header of the output names the generator's version; without this it would name the state of this checkout.
	config.NoVCSVersionOverride = &version

	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = true // upload.yaml refers to serverless.yaml
	document, err := loader.LoadFromFile(documentPath)
	if err != nil {
		return fmt.Errorf("loading %s: %w", documentPath, err)
	}
	code, err := codegen.Generate(document, config)
	if err != nil {
		return fmt.Errorf("generating from %s: %w", documentPath, err)
	}
	return os.WriteFile(outputPath, []byte(code), 0o644)
}

func readConfig(path string) (codegen.Configuration, error) {
	var config codegen.Configuration
	file, err := os.Open(path)
	if err != nil {
		return config, err
	}
	defer func() { _ = file.Close() }() // only read
	decoder := yaml.NewDecoder(file)
	decoder.KnownFields(true) // a misspelt option must not be a silent default
	if err := decoder.Decode(&config); err != nil {
		return config, fmt.Errorf("reading %s: %w", path, err)
	}
	config = config.UpdateDefaults()
	if err := config.Validate(); err != nil {
		return config, fmt.Errorf("%s: %w", path, err)
	}
	return config, nil
}
