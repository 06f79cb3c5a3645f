package contract

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/derive"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

const (
	testAccount = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	testService = "ZS00000000000000000000000000000000"
	testBase    = "http://127.0.0.1:8080"
	testSecret  = "not-a-secret"
)

func testChecker(t testing.TB) *Checker {
	t.Helper()
	c, err := NewChecker(nil)
	require.NoError(t, err)
	return c
}

func basicAuth(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

func parseURL(t testing.TB, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	require.NoError(t, err)
	return u
}

// anyDelete is an operation whose answer has no body.
func anyDelete(t testing.TB) string {
	t.Helper()
	all := operations.All()
	i := slices.IndexFunc(all, func(o operations.Operation) bool { return o.Method == http.MethodDelete })
	require.GreaterOrEqual(t, i, 0, "no operation deletes")
	return all[i].ID
}

// goodExchange returns a valid exchange of the operation, made of the examples of the contract: the
// first of the request body, and the named one of the first success status.
func goodExchange(t testing.TB, operationID string) *Exchange {
	t.Helper()
	op := testOperation(t, operationID)
	x := &Exchange{
		Method:        op.info.Method,
		URL:           parseURL(t, testBase+goodPath(op.info.Path)),
		RequestHeader: http.Header{"Authorization": {basicAuth(testAccount, testSecret)}},
		Header:        http.Header{"Content-Type": {"application/json; charset=utf-8"}},
	}
	if body := op.operation.RequestBody; body != nil {
		for _, example := range body.Value.Content[op.media].Examples {
			x.setRequest(t, op, example.Value.Value.(map[string]any))
			break
		}
	}
	for _, status := range []int{200, 201, 204} {
		ref := op.operation.Responses.Status(status)
		if ref == nil {
			continue
		}
		x.Status = status
		if media := ref.Value.Content[jsonMedia]; media != nil {
			for _, example := range media.Examples {
				x.Body = marshal(t, example.Value.Value)
				break
			}
		} else {
			x.Header.Del("Content-Type")
		}
	}
	require.NotZero(t, x.Status)
	agree(t, x, op)
	return x
}

func testOperation(t testing.TB, operationID string) *specOperation {
	t.Helper()
	s, err := loadSpec()
	require.NoError(t, err)
	for _, op := range s.operations {
		if op.info.OperationID == operationID {
			return op
		}
	}
	require.Failf(t, "no such operation", "the contract has no %s any more: let the test use another one", operationID)
	return nil
}

func goodPath(template string) string {
	zeros := strings.Repeat("0", 32)
	last := ""
	segments := strings.Split(template, "/")
	for i, s := range segments {
		switch s {
		case "{ServiceSid}":
			segments[i] = testService
		case "{EnvironmentSid}":
			segments[i] = "ZE" + zeros
		case "{FunctionSid}", "{AssetSid}":
			segments[i] = "ZH" + zeros
		case "{Sid}":
			segments[i] = derive.SIDPrefixes()[last] + zeros
		}
		last = s
	}
	return strings.Join(segments, "/")
}

func (x *Exchange) setRequest(t testing.TB, op *specOperation, values map[string]any) {
	t.Helper()
	if op.media == multipartMedia {
		x.setParts(t, func(add func(header, value string)) {
			for _, name := range []string{"Path", "Visibility", "Content"} {
				add(`name="`+name+`"`, values[name].(string))
			}
		})
		return
	}
	form := url.Values{}
	for name, value := range values {
		switch value := value.(type) {
		case []any:
			for _, item := range value {
				form.Add(name, item.(string))
			}
		case bool:
			form.Set(name, strconv.FormatBool(value))
		default:
			form.Set(name, value.(string))
		}
	}
	x.setForm(form.Encode())
}

func (x *Exchange) setForm(form string) {
	x.RequestHeader.Set("Content-Type", formMedia)
	x.RequestBody = []byte(form)
}

// setParts writes a multipart body by hand; header is what follows "form-data; ".
func (x *Exchange) setParts(t testing.TB, parts func(add func(header, value string))) {
	t.Helper()
	var b strings.Builder
	parts(func(header, value string) {
		b.WriteString("--xYx\r\nContent-Disposition: form-data; " + header + "\r\n\r\n" + value + "\r\n")
	})
	b.WriteString("--xYx--\r\n")
	x.setMultipart(b.String())
}

func (x *Exchange) setMultipart(body string) {
	x.RequestHeader.Set("Content-Type", multipartMedia+"; boundary=xYx")
	x.RequestBody = []byte(body)
}

func marshal(t testing.TB, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return text
}

func TestCheck_examplesOfTheContract(t *testing.T) {
	t.Parallel()
	c := testChecker(t)
	for _, info := range Operations() {
		t.Run(info.OperationID, func(t *testing.T) {
			t.Parallel()
			op := testOperation(t, info.OperationID)
			assert.Empty(t, c.Check(goodExchange(t, info.OperationID)))
			if op.operation.RequestBody != nil {
				for name, example := range op.operation.RequestBody.Value.Content[op.media].Examples {
					x := goodExchange(t, info.OperationID)
					x.setRequest(t, op, example.Value.Value.(map[string]any))
					agree(t, x, op)
					assert.Empty(t, c.Check(x), "request example %s", name)
				}
			}
			for status, ref := range op.operation.Responses.Map() {
				for name, example := range exampleBodies(ref.Value) {
					x := goodExchange(t, info.OperationID)
					x.Header.Set("Content-Type", jsonMedia)
					x.Body = marshal(t, example)
					x.Status = exampleStatus(t, status, example)
					agree(t, x, op)
					assert.Empty(t, c.Check(x), "example %s of status %s in openapi/: correct it, or the rule that it "+
						"breaks; a status that is written out needs a response with an example of its own", name, status)
				}
			}
		})
	}
}

func exampleBodies(r *openapi3.Response) map[string]any {
	bodies := map[string]any{}
	if media := r.Content[jsonMedia]; media != nil {
		for name, example := range media.Examples {
			bodies[name] = example.Value.Value
		}
	}
	return bodies
}

// exampleStatus takes the status of a range (4XX) from the body of its example.
func exampleStatus(t testing.TB, status string, example any) int {
	t.Helper()
	if n, err := strconv.Atoi(status); err == nil {
		return n
	}
	body := example.(map[string]any)
	n, ok := body["status"].(float64)
	if !ok { // the upload host's own form
		n, ok = body["http_status_code"].(float64)
	}
	require.True(t, ok, "example of %s without a status", status)
	return int(n)
}
