package fleet

import (
	"errors"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// The errors of the YAML decoder name types of Go. These are their forms.
var (
	unknownField = lazyregexp.New(`field (.+) not found in type \S+$`)
	wrongKind    = lazyregexp.New("cannot unmarshal (\\S+)( `[^`]*`)? into (\\S+)$")
)

// plain says in the words of YAML what is wrong with a fleet file, one error for each place.
func plain(err error) error {
	var typed *yaml.TypeError
	if !errors.As(err, &typed) {
		return errors.New(strings.TrimPrefix(err.Error(), "yaml: "))
	}
	var all []error
	for _, text := range typed.Errors {
		text = unknownField.Get().ReplaceAllString(text, `"$1" is not a property of this file`)
		if m := wrongKind.Get().FindStringSubmatchIndex(text); m != nil {
			value := ""
			if m[4] >= 0 {
				value = text[m[4]:m[5]]
			}
			text = text[:m[0]] + kinds[text[m[2]:m[3]]] + value + " is where " + wanted(text[m[6]:m[7]]) + " is needed"
		}
		all = append(all, errors.New(text))
	}
	return errors.Join(all...)
}

// kinds are the values of YAML by their tags.
var kinds = map[string]string{
	"!!seq": "a list", "!!map": "a mapping", "!!str": "the text", "!!int": "the number", "!!float": "the number",
	"!!bool": "the truth value", "!!null": "nothing", "!!timestamp": "the time", "!!binary": "binary data",
}

// wanted is what a type of this package is called in the file.
func wanted(goType string) string {
	switch {
	case strings.HasPrefix(goType, "[]"):
		return "a list"
	case goType == "string":
		return "text"
	case goType == "int":
		return "a whole number"
	case goType == "bool":
		return "true or false"
	}
	return "a mapping with names"
}
