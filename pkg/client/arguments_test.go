package client

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// badSIDs are wrong for every parameter but that of a Service, which also takes names.
func badSIDs(valid string) map[string]string {
	return map[string]string{
		"empty":               "",
		"the parent":          "..",
		"here":                ".",
		"slash":               "a/b",
		"encoded slash":       valid[:32] + "%2",
		"of an account":       accountID,
		"of another kind":     "ZV" + valid[2:],
		"prefix lower-case":   strings.ToLower(valid[:2]) + valid[2:],
		"prefix mixed case":   valid[:1] + strings.ToLower(valid[1:2]) + valid[2:],
		"too short":           valid[:33],
		"too long":            valid + "0",
		"not hexadecimal":     valid[:33] + "g",
		"space before":        " " + valid[:33],
		"line end after":      valid + "\n",
		"query":               valid + "?a=b",
		"name of a service":   "hello",
		"two with a line end": valid + "\n" + valid,
	}
}

// TestSIDs_refused tries every bad value in every path parameter of every method: nothing may be
// sent, above all not by a DELETE.
func TestSIDs_refused(t *testing.T) {
	t.Parallel()
	tried := 0
	for _, op := range operations.All() {
		valid := pathArguments(op)
		for _, method := range methodsOf(op) {
			for i, p := range op.Path {
				id, name := op.ID, p.Name
				bad := badSIDs(valid[i])
				switch {
				case strings.HasPrefix(valid[i], "ZS"):
					for _, legal := range []string{"encoded slash", "too short", "too long", "not hexadecimal",
						"name of a service"} {
						delete(bad, legal) // a name to the contract, and escaped in the path; the API says 404
					}
					bad["fragment"], bad["blank"], bad["tab"], bad["NUL"] = "a#b", " ", "\t", "a\x00b"
					bad["too long for a name"] = strings.Repeat("a", 51)
				case strings.HasPrefix(valid[i], "ZV"):
					bad["of another kind"] = "ZB" + valid[i][2:]
				}
				for what, value := range bad {
					tried++
					t.Run(method+"/"+name+"/"+what, func(t *testing.T) {
						values := slices.Clone(valid)
						values[i] = value
						err := invoke(t.Context(), t, newClient(t, silent(t)), method, values)
						var argument *ArgumentError
						require.ErrorAs(t, err, &argument)
						assert.Equal(t, ArgumentError{Op: id, Name: name, Value: value, Want: argument.Want}, *argument)
						assert.Contains(t, argument.Want, valid[i][:2]+" and 32 hexadecimal digits")
						for _, part := range []string{id, name, strconv.Quote(value)} {
							assert.Contains(t, err.Error(), part)
						}
					})
				}
			}
		}
	}
	assert.Greater(t, tried, 900)
}

func TestService_byName(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ service, path string }{
		"name":                    {"hello-1", "hello-1"},
		"name of the Flex plugin": {"default", "default"},
		"50 characters":           {strings.Repeat("a", 50), strings.Repeat("a", 50)},
		"not ASCII":               {"é x", "%C3%A9%20x"},
		"percent sign":            {"%2e%2e", "%252e%252e"},
		"backslash":               {`..\`, `..%5C`},
		"upper-case hexadecimal":  {"ZS" + strings.Repeat("AB", 16), "ZS" + strings.Repeat("AB", 16)},
		"34 characters":           {"my" + strings.Repeat("0", 32), "my" + strings.Repeat("0", 32)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, r := recording(t, done(200))
			_, err := c.FetchFunction(t.Context(), tc.service, functionID)
			require.NoError(t, err)
			assert.Equal(t, "https://serverless.twilio.com/v1/Services/"+tc.path+"/Functions/"+functionID,
				r.sent[0].url)
		})
	}
}

func TestCreateDeployment_withoutBuild(t *testing.T) {
	t.Parallel()
	_, err := newClient(t, silent(t)).CreateDeployment(t.Context(), serviceID, environmentID,
		serverless.CreateDeploymentRequest{})
	var argument *ArgumentError
	require.ErrorAs(t, err, &argument)
	assert.Equal(t, "BuildSid", argument.Name)
}

func TestClearEnvironment_sendsAnEmptyForm(t *testing.T) {
	t.Parallel()
	c, r := recording(t, always(201, `{"sid":"`+deploymentID+`","build_sid":null}`))
	deployment, err := c.ClearEnvironment(t.Context(), serviceID, environmentID)
	require.NoError(t, err)
	assert.Nil(t, deployment.BuildSID)
	assert.Equal(t, []string{"POST", ""}, []string{r.sent[0].method, r.sent[0].body})
}

func TestListLogs_badFunction(t *testing.T) {
	t.Parallel()
	for _, err := range newClient(t, silent(t)).ListLogs(t.Context(), serviceID, environmentID,
		&ListLogsOptions{FunctionSID: buildID}) {
		var argument *ArgumentError
		require.ErrorAs(t, err, &argument)
		assert.Equal(t, "FunctionSid", argument.Name)
	}
}

func TestUpload_arguments(t *testing.T) {
	t.Parallel()
	good := BytesUpload("/a", "public", "text/plain", []byte("a"))
	for name, tc := range map[string]struct {
		change func(*Upload)
		want   string
	}{
		"no path":                       {func(u *Upload) { u.Path = "" }, "Path"},
		"path with a line end":          {func(u *Upload) { u.Path = "/a\r\nX" }, "Path"},
		"path with NUL":                 {func(u *Upload) { u.Path = "/a\x00" }, "Path"},
		"no visibility":                 {func(u *Upload) { u.Visibility = "" }, "Visibility"},
		"visibility in upper case":      {func(u *Upload) { u.Visibility = "PUBLIC" }, "Visibility"},
		"no type":                       {func(u *Upload) { u.ContentType = "" }, "ContentType"},
		"type with a line end":          {func(u *Upload) { u.ContentType = "text/plain\nX: y" }, "ContentType"},
		"type with a control character": {func(u *Upload) { u.ContentType = "text/plain\x7f" }, "ContentType"},
		"negative size":                 {func(u *Upload) { u.Size = -1 }, "Content"},
		"no content":                    {func(u *Upload) { u.Open = nil }, "Content"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := good
			tc.change(&u)
			c := newClient(t, silent(t))
			_, functionErr := c.CreateFunctionVersion(t.Context(), serviceID, functionID, u)
			_, assetErr := c.CreateAssetVersion(t.Context(), serviceID, assetID, u)
			for op, err := range map[string]error{"CreateFunctionVersion": functionErr,
				"CreateAssetVersion": assetErr} {
				var argument *ArgumentError
				require.ErrorAs(t, err, &argument)
				assert.Equal(t, []string{op, tc.want}, []string{argument.Op, argument.Name})
			}
		})
	}
}
