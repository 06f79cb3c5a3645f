package mutants

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// An answer must have what the request has set, even where the property is optional: a mutant of it is planted into
// the answers to such requests, and must be seen.
func TestSlotMutants_ofWhatTheRequestSet(t *testing.T) {
	t.Parallel()
	name := slots(schemaOf(t, `{"type":"object","properties":{
		"friendly_name":{"type":"string","nullable":true},"log_url":{"type":"string","nullable":true}}}`))
	op := &operation{Operation: operations.Operation{
		ID: "UpdateThing", Method: http.MethodPost, Template: "/v1/Things/{Sid}",
		Body: &operations.Body{Fields: []operations.Field{{Name: "FriendlyName"}}},
	}}
	found := map[string]bool{}
	for _, m := range op.slotMutants(nil, "answer", name, succeeded) {
		found[m.Place+" "+m.Operator] = true
		switch m.Place + " " + m.Operator {
		case "answer /log_url null":
			assert.NotEmpty(t, m.Legal, "no field sets it")
		case "answer /friendly_name null":
			assert.Empty(t, m.Legal)
			assert.Equal(t, `{"friendly_name":null}`, answered(t, &m, "FriendlyName=other"))
			assert.Equal(t, `{"friendly_name":"old"}`, answered(t, &m, ""), "nothing was sent")
			assert.Equal(t, `{"friendly_name":"old"}`, answered(t, &m, "Other=x"))
		}
	}
	assert.True(t, found["answer /log_url null"] && found["answer /friendly_name null"])
}

// answered is what a mutant of UpdateThing answers a form.
func answered(t *testing.T, m *Mutant, form string) string {
	t.Helper()
	planted := m.plant(&site{hit: func() {}, next: tripper(func(req *http.Request) (*http.Response, error) {
		body, err := readBody(req)
		assert.Equal(t, form, string(body), "it goes on as it was sent")
		a := &answer{status: http.StatusOK, header: http.Header{}, body: []byte(`{"friendly_name":"old"}`)}
		return a.response(req), err
	})})
	req := httptest.NewRequest(http.MethodPost, "https://example.com/v1/Things/x", strings.NewReader(form))
	req.Header.Set("Content-Type", formMedia)
	resp, err := planted.RoundTrip(req)
	require.NoError(t, err)
	a, err := readAnswer(resp)
	require.NoError(t, err)
	return string(a.body)
}
