package emulator

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCreateService(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	got := a.post("/v1/Services", "UniqueName", "My-Service", "FriendlyName", "A <friendly> & nice name")
	sid := got.must(t, 201)
	assert.Regexp(t, `^ZS[0-9a-f]{32}$`, sid)
	assert.Equal(t, "My-Service", got.str("unique_name"))
	assert.Regexp(t, `^my-service-\d{4}$`, got.str("domain_base"))
	assert.Equal(t, true, got.json["include_credentials"])
	assert.Equal(t, false, got.json["ui_editable"])
	assert.Contains(t, got.raw, "A <friendly> & nice name", "no HTML escapes")
	assert.Equal(t, got.raw, a.get("/v1/Services/"+sid).raw)
	assert.Equal(t, got.raw, a.get("/v1/Services/My-Service").raw)
}

func TestCreateService_fields(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		fields []string
		want   string // part of the message; empty: created
	}{
		{"one character", []string{"UniqueName", "a", "FriendlyName", "x"}, ""},
		{"50 characters", []string{"UniqueName", strings.Repeat("a", 50), "FriendlyName", "x"}, ""},
		{"51 characters", []string{"UniqueName", strings.Repeat("a", 51), "FriendlyName", "x"},
			"UniqueName is 51 characters"},
		{"underscore", []string{"UniqueName", "a_b", "FriendlyName", "x"}, `UniqueName "a_b" is invalid`},
		{"space", []string{"UniqueName", "a b", "FriendlyName", "x"}, "is invalid"},
		{"newline at the end", []string{"UniqueName", "ab\n", "FriendlyName", "x"}, "is invalid"},
		{"no name", []string{"FriendlyName", "x"}, "Missing required parameter UniqueName in the post body"},
		{"empty name", []string{"UniqueName", "", "FriendlyName", "x"}, "parameter UniqueName"},
		{"no friendly name", []string{"UniqueName", "a"}, "parameter FriendlyName"},
		{"255 two-byte characters", []string{"UniqueName", "a", "FriendlyName", strings.Repeat("é", 255)}, ""},
		{"256 characters", []string{"UniqueName", "a", "FriendlyName", strings.Repeat("é", 256)},
			"FriendlyName is 256"},
		{"booleans", []string{"UniqueName", "a", "FriendlyName", "x", "IncludeCredentials", "True", "UiEditable",
			"False"}, ""},
		{"bad boolean", []string{"UniqueName", "a", "FriendlyName", "x", "UiEditable", "yes"}, `UiEditable is "yes"`},
		{"other bad boolean", []string{"UniqueName", "a", "FriendlyName", "x", "IncludeCredentials", "1"},
			`IncludeCredentials is "1"`},
		{"unknown field", []string{"UniqueName", "a", "FriendlyName", "x", "Nonsense", "1"}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t, nil)
			got := a.postOnly("/v1/Services", tc.fields...)
			if tc.want == "" {
				got.must(t, 201)
				return
			}
			assert.Contains(t, got.refused(t, 400, 20001), tc.want)
			assert.Empty(t, a.get("/v1/Services").items(), "a refusal leaves nothing behind")
		})
	}
}

// Values in the query are not values of the form.
func TestCreateService_queryIsNotTheForm(t *testing.T) {
	t.Parallel()
	newAPI(t, nil).postOnly("/v1/Services?UniqueName=a&FriendlyName=b").refused(t, 400, 20001)
}

func TestUniqueNameIsTakenUntilDeleted(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	first := a.service("taken")
	a.post("/v1/Services", "UniqueName", "taken", "FriendlyName", "x").refused(t, 409, 20409)
	a.service("Taken") // names differ in case
	assert.Equal(t, 204, a.delete(first).status)
	second := a.service("taken")
	assert.NotEqual(t, first, second)
	assert.Equal(t, tail(second), a.get("/v1/Services/taken").sid())
}

func TestServicesAreLimited(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	var one string
	for i := range 50 {
		one = a.service(fmt.Sprint("s", i))
	}
	assert.Equal(t, "Services are limited to less than or equal to 50",
		a.post("/v1/Services", "UniqueName", "more", "FriendlyName", "x").refused(t, 400, 20001))
	a.as("AC"+strings.Repeat("9", 32), "x").service("more") // a limit of the account
	a.delete(one)
	a.service("more")
}

func TestUpdateService(t *testing.T) {
	t.Parallel()
	clk := newClock()
	a := newAPI(t, &Options{Clock: clk.Now})
	service := a.service("update")
	before := a.get(service)

	clk.advance(time.Minute)
	got := a.post(service, "FriendlyName", "new", "UniqueName", "ignored")
	got.must(t, 200)
	assert.Equal(t, "new", got.str("friendly_name"))
	assert.Equal(t, "update", got.str("unique_name"), "a UniqueName never changes")
	assert.Equal(t, before.str("domain_base"), got.str("domain_base"))
	assert.Equal(t, "2026-03-01T12:00:00Z", got.str("date_created"))
	assert.Equal(t, "2026-03-01T12:01:00Z", got.str("date_updated"))
	assert.Equal(t, got.raw, a.get(service).raw)
	assert.Equal(t, []string{tail(service)}, a.get("/v1/Services").items())

	got = a.post(service, "IncludeCredentials", "false", "UiEditable", "true")
	assert.Equal(t, []any{false, true, "new"}, []any{got.json["include_credentials"], got.json["ui_editable"],
		got.json["friendly_name"]})

	for _, body := range []string{"", "Unknown=1"} {
		require.Equal(t, 200, a.do("POST", service, formType, strings.NewReader(body)).status)
	}
	require.Equal(t, 200, a.do("POST", service, "", nil).status, "an empty update needs no content type")
	assert.Equal(t, "new", a.get(service).str("friendly_name"))

	a.post(service, "FriendlyName", "").refused(t, 400, 20001)
	a.post(service, "UiEditable", "maybe", "FriendlyName", "half").refused(t, 400, 20001)
	assert.Equal(t, "new", a.get(service).str("friendly_name"), "a refused update changes nothing")
}

func TestDeleteService_cascades(t *testing.T) {
	t.Parallel()
	a := newAPI(t, &Options{SeedLogs: 1})
	service, fn, build := a.built("gone")
	env := a.environment(service, "e", "")
	deployment := a.post(env+"/Deployments", "BuildSid", build).must(t, 201)
	variable := a.post(env+"/Variables", "Key", "k", "Value", "v").must(t, 201)
	paths := []string{service, fn, fn + "/Versions", service + "/Builds/" + build, env, env + "/Deployments/" +
		deployment,
		env + "/Variables/" + variable, env + "/Logs/" + a.get(env + "/Logs").items()[0]}
	for _, p := range paths {
		require.Equal(t, 200, a.get(p).status, p)
	}
	assert.Equal(t, 204, a.delete(service).status)
	for _, p := range paths {
		a.get(p).refused(t, 404, 20404)
	}
	a.delete(service).refused(t, 404, 20404)
}
