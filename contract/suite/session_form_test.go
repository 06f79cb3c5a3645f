package suite

import (
	"net/url"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/internal/forms"
)

// A case writes down what it is about. What the operation requires besides goes along.
func TestSession_Whole(t *testing.T) {
	t.Parallel()
	s := &Session{names: newNames("p", "a/b", 0)}
	list := "/v1/Services"
	assert.Equal(t, url.Values{"UniqueName": {"mine"}, "FriendlyName": {exampleOf(t, "CreateService", "FriendlyName")}},
		s.Whole(list, forms.Of("UniqueName", "mine")), "the value of the example")
	first, second := s.Whole(list+"?x", forms.Of()).Get("UniqueName"), s.Whole(list, forms.Of()).Get("UniqueName")
	assert.NotEmpty(t, first)
	assert.NotEqual(t, first, second, "names are unique")
	assert.Equal(t, url.Values{"UniqueName": nil, "FriendlyName": {""}, "Other": {"1", "2"}},
		s.Whole(list, forms.Of("UniqueName", forms.LeftOut, "FriendlyName", "", "Other", "1", "Other", "2")),
		"what the case says stays as it is")
	for _, path := range []string{list + "/ZS1", list + "/ZS1/Nothing", "/v2"} {
		assert.Empty(t, s.Whole(path, forms.Of()), "nothing is required at %s", path)
	}
}

func TestSession_Rest(t *testing.T) {
	t.Parallel()
	s := &Session{names: newNames("p", "a/b", 0)}
	list := "/v1/Services/ZS1/Environments/ZE1/Variables"
	assert.Empty(t, s.Rest(list, "Value=v&&Ke%79=K&"))
	first, second := s.Rest(list, "Value=v"), s.Rest(list, "Value=v")
	assert.Regexp(t, "^Key=[^&=]+&$", first)
	assert.NotEqual(t, first, second, "no two Variables of an Environment have one Key")
	assert.Empty(t, s.Rest("/v1/Services/ZS1", "FriendlyName=x"))
}

// exampleOf is the value that an example of the contract gives to a field.
func exampleOf(t *testing.T, operation, field string) string {
	t.Helper()
	op, ok := operations.Lookup(operation)
	require.True(t, ok)
	at := slices.IndexFunc(op.Body.Fields, func(f operations.Field) bool { return f.Name == field })
	require.GreaterOrEqual(t, at, 0)
	return op.Body.Fields[at].Example
}
