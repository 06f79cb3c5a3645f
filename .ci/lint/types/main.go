// Types type-checks packages with their tests for the system that GOOS names, and compiles nothing: types PATTERN...
// What the type checker accepts the compiler accepts too, but for rare limits of a system's assembler and linker, and
// it takes seconds where compiling the standard library and all dependencies for another system takes minutes.
package main

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/tools/go/packages"
)

func main() {
	checked, err := check(os.Args[1:]...)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("%d packages and tests have the types of %s\n", checked, os.Getenv("GOOS"))
}

// check returns how many packages it has checked, or all errors. Of what they import it reads declarations alone.
func check(patterns ...string) (checked int, err error) {
	found, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports |
			packages.NeedDeps | packages.NeedTypes | packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedTypesSizes,
		Env:   append(os.Environ(), "CGO_ENABLED=0"),
		Tests: true,
	}, patterns...)
	if err != nil {
		return 0, err
	}
	var wrong []error
	packages.Visit(found, nil, func(p *packages.Package) {
		for _, e := range p.Errors {
			wrong = append(wrong, e)
		}
	})
	if len(found) == 0 {
		return 0, fmt.Errorf("no packages match %q", patterns)
	}
	return len(found), errors.Join(wrong...)
}
