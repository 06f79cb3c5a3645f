// Command describe writes operations into openapi/serverless.yaml, and their names into operations.txt beside it:
// paths, parameters, schemas and examples as the house rules want them, with fields that are plain texts. What the
// API says of the fields is then written by hand.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	a := &addition{}
	var operations, fields, file, gone string
	flag.StringVar(&file, "file", "../openapi/serverless.yaml", "the document to write into")
	flag.StringVar(&a.Resource, "resource", "", "the resource, in the singular and without spaces: Trigger")
	flag.StringVar(&a.Below, "below", "", "the resource that it lies below: Environment; only of a new resource")
	flag.StringVar(&a.Prefix, "sid", "", "the two letters that its SIDs begin with: ZX; only of a new resource")
	flag.StringVar(&operations, "operations", "", "what is added, of List Create Fetch Update Delete, or a verb of its "+
		"own, such as Cancel: POST …/{Sid}/Cancel")
	flag.StringVar(&fields, "fields", "", "the fields of its forms: UniqueName Tier=low|high; a new resource has them "+
		"as properties")
	flag.StringVar(&a.Source, "source", "", "the address of the documentation page")
	flag.StringVar(&gone, "remove", "", "take these operations out instead: DeleteBuild UpdateBuild")
	flag.Parse()
	a.Verbs, a.Fields = strings.Fields(operations), strings.Fields(fields)
	act := func() error { return run(file, a) }
	if gone != "" {
		act = func() error { return runRemove(file, strings.Fields(gone)) }
	}
	if err := act(); err != nil {
		fmt.Fprintln(os.Stderr, "describe:", err)
		os.Exit(1)
	}
}

func run(file string, a *addition) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	changed, err := a.write(string(text))
	if err != nil {
		return err
	}
	names := filepath.Join(filepath.Dir(file), "operations.txt")
	list, err := os.ReadFile(names)
	if err != nil {
		return err
	}
	lines := strings.Split(strings.TrimSuffix(string(list), "\n"), "\n")
	for _, verb := range a.Verbs {
		lines = append(lines, filepath.Base(file)+" "+verb+a.Resource)
	}
	heading := slices.IndexFunc(lines, func(line string) bool { return !strings.HasPrefix(line, "#") })
	slices.Sort(lines[heading:])
	if a.New && a.Below == "" {
		fmt.Fprintf(os.Stderr, "describe: %s is a resource of the account, beside Services, since BELOW is empty. To lie "+
			"in a Service it has BELOW=Service: take back what was written, and run it again\n", a.Resource)
	}
	if err := os.WriteFile(names, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(changed), 0o644)
}
