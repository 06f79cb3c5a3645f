package verb

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A format that was asked for is found in every command line, also in one that cannot be parsed to
// its end.
func TestOutputFormat(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"deploy":                              FormatText,
		"deploy -o json":                      FormatJSON,
		"deploy -ojson":                       FormatJSON,
		"deploy -o=json":                      FormatJSON,
		"deploy --output json":                FormatJSON,
		"deploy --output=json":                FormatJSON,
		"deploy -yo json":                     FormatJSON,
		"deploy -o json -o text":              FormatText,
		"deploy -o text":                      FormatText,
		"deploy -o yaml":                      FormatText,
		"deploy --bogus -o json":              FormatJSON,
		"deploy --bogus --output=json":        FormatJSON,
		"deploy -o json --bogus":              FormatJSON,
		"deploy --check=perhaps -o json":      FormatJSON,
		"deploy -- -o json":                   FormatText,
		"deploy --service -o":                 FormatText,
		"deploy --service x hello -o json":    FormatJSON,
		"-o json deploy":                      FormatJSON,
		"bogus -o json":                       FormatJSON,
		"emulate -o json":                     FormatJSON,
		"list everything -o json":             FormatJSON,
		"deploy one two -o json":              FormatJSON,
		"conformance --seed x --output=json":  FormatJSON,
		"version -o json unexpected argument": FormatJSON,
	} {
		assert.Equal(t, want, RequestedFormat(strings.Fields(line)), line)
	}
}
