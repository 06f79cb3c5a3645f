package coverage

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// anyDelete is an operation whose answer has no body.
func anyDelete(t *testing.T) string {
	t.Helper()
	all := operations.All()
	i := slices.IndexFunc(all, func(o operations.Operation) bool { return o.Method == http.MethodDelete })
	require.GreaterOrEqual(t, i, 0, "no operation deletes")
	return all[i].ID
}

// seen returns the slots of one operation that the exchanges reached, by axis.
func seen(t *testing.T, operation string, exchanges ...*Exchange) map[string][]string {
	t.Helper()
	c, err := NewCounter()
	require.NoError(t, err)
	for _, x := range exchanges {
		if x.Operation == "" {
			x.Operation = operation
		}
		c.Observe(x)
	}
	reached := map[string][]string{}
	for a := range axes {
		for slot, n := range c.seen[a] {
			if name := c.plan.slots[a][slot]; n > 0 {
				require.Equal(t, operation, strings.Fields(name)[0])
				_, place, _ := strings.Cut(name, " ")
				reached[axisNames[a].name] = append(reached[axisNames[a].name], place)
			}
		}
	}
	return reached
}

func form(pairs ...string) url.Values {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return values
}

func TestCounter_requestFields(t *testing.T) {
	t.Parallel()
	name50, name255 := strings.Repeat("n", 50), strings.Repeat("é", 255)
	both := []string{"FriendlyName", "UniqueName"}
	optional := []string{"IncludeCredentials", "UiEditable"}
	for name, tt := range map[string]struct {
		x    Exchange
		axis string
		want []string
	}{
		"sent": {Exchange{Form: form("UniqueName", "u", "FriendlyName", "f"), Status: 201},
			"fields-sent", both},
		"optional left out": {Exchange{Form: form("UniqueName", "u", "FriendlyName", "f"), Status: 201},
			"fields-omitted", optional},
		"refused is not sent": {Exchange{Form: form("UniqueName", "u", "FriendlyName", "f"), Status: 400},
			"fields-sent", nil},
		"refused is not left out": {Exchange{Form: form("UniqueName", "u", "FriendlyName", "f"), Status: 400},
			"fields-omitted", nil},
		"required left out": {Exchange{Form: form("UniqueName", "u"), Status: 400}, "fields-omitted",
			[]string{"FriendlyName"}},
		"two required left out":       {Exchange{Status: 400}, "fields-omitted", nil},
		"left out, no credentials":    {Exchange{Form: form("UniqueName", "u"), Status: 401}, "fields-omitted", nil},
		"left out, too many requests": {Exchange{Form: form("UniqueName", "u"), Status: 429}, "fields-omitted", nil},
		"left out, nothing there":     {Exchange{Form: form("UniqueName", "u"), Status: 404}, "fields-omitted", nil},
		"left out, broken server":     {Exchange{Form: form("UniqueName", "u"), Status: 500}, "fields-omitted", nil},
		"left out, redirected":        {Exchange{Form: form("UniqueName", "u"), Status: 302}, "fields-omitted", nil},
		"left out of an unknown body": {Exchange{Form: form("UniqueName", "u"), Status: 400, BodyUnknown: true},
			"fields-omitted", nil},
		"at the limit": {
			Exchange{Form: form("UniqueName", name50, "FriendlyName", name255), Status: 201}, "fields-at-limit",
			[]string{"FriendlyName maxLength=255", "UniqueName maxLength=50"},
		},
		"at the lower limit": {
			Exchange{Form: form("UniqueName", "u", "FriendlyName", "é"), Status: 201}, "fields-at-limit",
			[]string{"FriendlyName minLength=1", "UniqueName minLength=1"},
		},
		"over the limit": {Exchange{Form: form("UniqueName", name50+"n", "FriendlyName", name255+"n"), Status: 201},
			"fields-at-limit", nil},
		"refused at the limit": {Exchange{Form: form("UniqueName", name50, "FriendlyName", name255), Status: 400},
			"fields-at-limit", nil},
		"booleans": {Exchange{Form: form("UiEditable", "true", "IncludeCredentials", "True"), Status: 201},
			"request-values", []string{"UiEditable=true"}},
		"injected": {
			Exchange{Form: form("UniqueName", "u"), Status: 400, Header: http.Header{"X-Emulator-Fault": {"1"}}},
			"fields-omitted", nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := seen(t, "CreateService", &tt.x)[tt.axis]
			assert.Subset(t, got, tt.want, "a new field may be there too")
			assert.Equal(t, tt.want == nil, got == nil, "%v", got)
		})
	}
}

func TestCounter_queryAndParts(t *testing.T) {
	t.Parallel()
	got := seen(t, "ListLog", &Exchange{Query: form("PageSize", "1000", "Page", "0"), Status: 200})
	assert.Equal(t, []string{"?Page", "?PageSize"}, sorted(got["fields-sent"]))
	assert.Equal(t, []string{"?Page minimum=0", "?PageSize maximum=1000"}, sorted(got["fields-at-limit"]))
	assert.Subset(t, got["fields-omitted"], []string{"?EndDate", "?FunctionSid", "?PageToken", "?StartDate"})
	assert.NotContains(t, got["fields-omitted"], "?Page")

	upload := []Part{{Name: "Path", Value: []byte("/"), Size: 1},
		{Name: "Visibility", Value: []byte("public"), Size: 6}, {Name: "Content", Size: 25 << 20}}
	got = seen(t, "CreateAssetVersion", &Exchange{Parts: upload, Status: 201})
	assert.Equal(t, []string{"Content", "Path", "Visibility"}, sorted(got["fields-sent"]))
	assert.Equal(t, []string{"Content x-max-bytes=26214400", "Path minLength=1"}, sorted(got["fields-at-limit"]))
	got = seen(t, "CreateAssetVersion", &Exchange{Parts: upload[:2], Status: 400})
	assert.Equal(t, []string{"Content"}, got["fields-omitted"])
	got = seen(t, "CreateVariable", &Exchange{Form: form("Key", "K", "Value", strings.Repeat("é", 225)), Status: 201})
	assert.Contains(t, got["fields-at-limit"], "Value x-max-bytes=450", "the limit is in bytes")
}

func sorted(got []string) []string {
	slices.Sort(got)
	return got
}

func TestCounter_answers(t *testing.T) {
	t.Parallel()
	body := `{"sid":"ZE0","build_sid":null,"domain_suffix":"dev","unique_name":null,"links":{},"undeclared":1}`
	got := seen(t, "FetchEnvironment", &Exchange{Status: 200, Body: []byte(body)})
	assert.Equal(t, []string{""}, got["operations"], "the slot is the name alone")
	assert.Equal(t, []string{"200"}, got["statuses"])
	assert.Equal(t, []string{"/domain_suffix", "/links", "/sid"}, sorted(got["properties-present"]))
	assert.Contains(t, got["properties-null-or-absent"], "/build_sid")
	assert.NotContains(t, got["properties-null-or-absent"], "/unique_name", "it may not be null")

	got = seen(t, "FetchEnvironment", &Exchange{Status: 200, Body: []byte(`{}`)})
	assert.Contains(t, got["properties-null-or-absent"], "/links")
	assert.NotContains(t, got["properties-null-or-absent"], "/build_sid", "what is required may not be absent")

	body = `{"builds":[{"status":"failed","asset_versions":[{"visibility":"PUBLIC"}]},{"status":"odd","function_versions":[]}],"meta":{"page":0}}`
	got = seen(t, "ListBuild", &Exchange{Status: 200, Body: []byte(body)})
	assert.Equal(t, []string{"/builds/[]/asset_versions/[]/visibility=PUBLIC", "/builds/[]/status=failed"},
		sorted(got["response-values"]))
	assert.Equal(t, []string{
		"/builds", "/builds/[]/asset_versions", "/builds/[]/asset_versions/[]/visibility",
		"/builds/[]/function_versions",
		"/builds/[]/status", "/meta", "/meta/page",
	}, sorted(got["properties-present"]))

	for name, x := range map[string]*Exchange{
		"injected": {Status: 200, Body: []byte(`{"sid":"ZE0"}`),
			Header: http.Header{"X-Emulator-Fault": {"delay"}}},
		"no operation":     {Operation: "DeleteEverything", Status: 200, Body: []byte(`{"sid":"ZE0"}`)},
		"another document": {Status: 404, Body: []byte(`{"sid":"ZE0"}`)},
		"not JSON":         {Status: 200, Body: []byte(`{"sid":"ZE0"`)},
	} {
		assert.Empty(t, seen(t, "FetchEnvironment", x)["properties-present"], name)
	}
}

func TestCounter_statuses(t *testing.T) {
	t.Parallel()
	remove := anyDelete(t)
	assert.Equal(t, map[string][]string{"statuses": {"401"}}, seen(t, remove, &Exchange{Status: 401}),
		"a probe of credentials says nothing else")
	assert.Equal(t, map[string][]string{"operations": {""}}, seen(t, remove, &Exchange{Status: 418}))
	for _, status := range []int{429, 500, 503} {
		assert.Empty(t, seen(t, remove, &Exchange{Status: status}), status)
	}
	assert.Empty(t, seen(t, remove, &Exchange{Status: 204, Header: http.Header{"X-Emulator-Fault": {""}}}))
}

func TestCounter_countsAtTheSameTime(t *testing.T) {
	t.Parallel()
	remove := anyDelete(t)
	c, err := NewCounter()
	require.NoError(t, err)
	t.Run("group", func(t *testing.T) {
		for range 4 {
			t.Run("", func(t *testing.T) {
				t.Parallel()
				for range 100 {
					c.Observe(&Exchange{Operation: remove, Status: 204})
					c.Report()
				}
			})
		}
	})
	assert.Equal(t, 400, c.seen[operationAxis][c.plan.operations[remove].slot])
}
