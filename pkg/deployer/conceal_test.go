package deployer_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// printed returns a value in every form in which programs print values.
func printed(t *testing.T, value any) []string {
	t.Helper()
	var forms []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		forms = append(forms, fmt.Sprintf(verb, value))
	}
	text, err := json.Marshal(value)
	require.NoError(t, err)
	var text1, text2 strings.Builder
	slog.New(slog.NewTextHandler(&text1, nil)).Info("", "value", value)
	slog.New(slog.NewJSONHandler(&text2, nil)).Info("", "value", value)
	return append(forms, string(text), text1.String(), text2.String())
}

func TestPrinting_concealsValues(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		var values []any
		d := a.deployer(t, &deployer.Options{OnEvent: func(e deployer.Event) { values = append(values, e) }})
		r := request(t, shop())
		for range 2 { // a Variable that is created, and one that is changed
			plan, err := d.Plan(t.Context(), r)
			require.NoError(t, err)
			result, err := d.Apply(t.Context(), plan)
			require.NoError(t, err)
			values = append(values, r, &r, r.Variables, r.Variables[0], &r.Variables[0], plan, *plan,
				plan.Variables[0], result)
			r.Variables = []deployer.Variable{{Key: "GREETING", Value: concealed + "2"}}
		}
		for _, value := range values {
			for _, text := range printed(t, value) {
				requireConcealed(t, text)
				require.NotContains(t, text, fmt.Sprintf("%x", concealed))
			}
		}
		assert.Equal(t, "GREETING=***", r.Variables[0].String())
		assert.Equal(t, `deployer.Variable{Key: "GREETING", Value: ***}`, fmt.Sprintf("%#v", r.Variables[0]))
	})
}

// The server refuses or garbles what was sent: neither the request nor an answer that repeats it is
// printed.
func TestErrors_concealValues(t *testing.T) {
	t.Parallel()
	for _, status := range []int{201, 400, 500} {
		for _, operation := range []string{"CreateVariable", "ListVariable", "FetchService"} {
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, nil)
				a.mustDeploy(t, request(t, project("functions/a.js", "")))
				a.wire.intercept = func(s sent, req *http.Request, send func() (*http.Response, error)) (
					*http.Response, error) {
					if s.operation == operation {
						return answer(status, `{"value": "`+concealed+`", "authorization": "`+
							req.Header.Get("Authorization")+`", `), nil
					}
					return send()
				}
				r := request(t, shop())
				r.Variables = []deployer.Variable{{Key: "A", Value: concealed}}
				_, err := a.deploy(t.Context(), t, r)
				require.Error(t, err)
				for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
					text := fmt.Sprintf(verb, err)
					requireConcealed(t, text)
					require.NotContains(t, text, "Basic ")
				}
			})
		}
	}
}
