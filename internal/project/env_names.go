package project

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

var variableName = lazyregexp.New(`^[A-Za-z_][A-Za-z0-9_]*$`)

// AddVariables takes Variables from the process environment, read through getenv, by their names;
// they go over those of the env file. A name that is not set is an error, since a deploy without
// the Variable is not what was asked for. No error contains a value.
func (p *Project) AddVariables(names []string, getenv func(string) string) error {
	var errs []error
	given := map[string]string{}
	for _, name := range names {
		value := getenv(name)
		switch {
		case !variableName.MatchString(name):
			errs = append(errs, fmt.Errorf("%q is not the name of a variable of the process environment; --env-file "+
				"reads a file", name))
		case CheckKey(name) != nil:
			errs = append(errs, CheckKey(name))
		case value == "":
			hint := ""
			if name == strings.ToLower(name) { // as names of Environments are
				hint = "; --environment " + name + " names an Environment"
			}
			errs = append(errs, fmt.Errorf(
				"%s is not set in the process environment, or empty; empty Variables are not written%s", name, hint))
		}
		given[name] = value
	}
	if len(errs) > 0 {
		return errors.Join(errs...)
	}
	added, _, err := variables(given)
	if err != nil {
		return err
	}
	replaced := func(v Variable) bool { _, ok := given[v.Key]; return ok }
	p.Variables = append(slices.DeleteFunc(slices.Clone(p.Variables), replaced), added...)
	slices.SortFunc(p.Variables, func(a, b Variable) int { return cmp.Compare(a.Key, b.Key) })
	p.Skipped = slices.DeleteFunc(p.Skipped, func(key string) bool { _, ok := given[key]; return ok })
	return nil
}
