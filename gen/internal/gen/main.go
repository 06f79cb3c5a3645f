// Command gen writes what is generated from the documents of the contract.
//
//	gen client CONFIG DOCUMENT OUTPUT    a generated client, by oapi-codegen
//	gen operations DIRECTORY OUTPUT      the registry of operations, from both documents
//	gen methods DIRECTORY OUTPUT         the methods of pkg/client, from both documents
//	gen limits DIRECTORY OUTPUT          limits, prefixes of SIDs and runtimes, from both documents
//
// The clients are made by oapi-codegen as a library with two changes to the generator's own templates, made at
// generation time and never copied into the repository; templates.go states and guards them.
package main

import (
	"fmt"
	"os"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oapi-codegen/oapi-codegen/v2/pkg/codegen"
	"go.yaml.in/yaml/v3"

	"github.com/twilio-serverless/twilio-serverless-go/gen/internal/document"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// writers make one file of Go source each, from both documents.
var writers = map[string]func(*document.Contract) (string, error){
	"operations": registry, "methods": methods, "limits": limits,
}

func run(args []string) error {
	switch {
	case len(args) == 4 && args[0] == "client":
		return client(args[1], args[2], args[3])
	case len(args) == 3 && writers[args[0]] != nil:
		return fromContract(args[1], args[2], writers[args[0]])
	}
	return fmt.Errorf("want client CONFIG DOCUMENT OUTPUT, or operations, methods or limits DIRECTORY OUTPUT, have %q",
		args)
}

// fromContract writes a file of Go source that is made from both documents.
func fromContract(dir, output string, write func(*document.Contract) (string, error)) error {
	contract, err := document.Load(dir)
	if err != nil {
		return err
	}
	code, err := write(contract)
	if err != nil {
		return err
	}
	return os.WriteFile(output, []byte(code), 0o644)
}

func client(configPath, documentPath, outputPath string) error {
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
