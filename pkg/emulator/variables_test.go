package emulator

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestVariables(t *testing.T) {
	t.Parallel()
	clk := newClock()
	a := newAPI(t, &Options{Clock: clk.Now})
	env := a.environment(a.service("vars"), "e", "")
	list := env + "/Variables"
	value := "  spaces, \"quotes\"\nnew lines\tand ünïcode & <tags> + %  "
	created := a.post(list, "Key", "test-key", "Value", value)
	sid := created.must(t, 201)
	assert.Regexp(t, `^ZV[0-9a-f]{32}$`, sid)
	one := list + "/" + sid
	assert.Equal(t, value, a.get(one).str("value"), "kept exactly")
	assert.Equal(t, tail(env), created.str("environment_sid"))
	assert.NotContains(t, created.json, "links")

	clk.advance(time.Second)
	updated := a.post(one, "Value", "new")
	updated.must(t, 200)
	assert.Equal(t, []string{"test-key", "new", "2026-03-01T12:00:00Z", "2026-03-01T12:00:01Z"},
		[]string{updated.str("key"), updated.str("value"), updated.str("date_created"), updated.str("date_updated")})
	a.post(one, "Key", "renamed").must(t, 200)
	a.post(one).must(t, 200)
	got := a.get(one)
	assert.Equal(t, []string{"renamed", "new"}, []string{got.str("key"), got.str("value")})

	second := a.post(list, "Key", "test-key", "Value", "").must(t, 201) // the old name is free; empty is a value
	assert.Equal(t, []string{second, sid}, a.get(list).items())
	a.post(list, "Key", "renamed", "Value", "x").refused(t, 409, 20409)
	a.post(list+"/"+second, "Key", "renamed").refused(t, 409, 20409)
	a.post(one, "Key", "renamed", "Value", "same key").must(t, 200)
	a.post(list, "Key", "Renamed", "Value", "keys have a case").must(t, 201)

	assert.Equal(t, 204, a.delete(one).status)
	a.delete(one).refused(t, 404, 20404)
	a.post(one, "Value", "x").refused(t, 404, 20404)
	a.post(list, "Key", "renamed", "Value", "x").must(t, 201)
}

func TestVariableLimits(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	list := a.environment(a.service("limits"), "e", "") + "/Variables"
	one := list + "/" + a.post(list, "Key", strings.Repeat("é", 128), "Value", strings.Repeat("é", 225)).must(t, 201)
	for _, tc := range []struct {
		fields []string
		want   string
		update bool // refused in an update too
	}{
		{[]string{"Value", "v"}, "Missing required parameter Key", false},
		{[]string{"Key", "k"}, "Missing required parameter Value", false},
		{[]string{"Key", "", "Value", "v"}, "Missing required parameter Key", true},
		{[]string{"Key", strings.Repeat("k", 129), "Value", "v"}, "Key is 129 characters", true},
		{[]string{"Key", "k", "Value", strings.Repeat("v", 451)}, "Value is 451 bytes", true},
		{[]string{"Key", "k", "Value", strings.Repeat("é", 226)}, "Value is 452 bytes", true},
	} {
		assert.Contains(t, a.postOnly(list, tc.fields...).refused(t, 400, 20001), tc.want)
		if tc.update {
			assert.Contains(t, a.postOnly(one, tc.fields...).refused(t, 400, 20001), tc.want)
		}
	}
	assert.Equal(t, []string{tail(one)}, a.get(list).items())
	assert.Equal(t, strings.Repeat("é", 225), a.get(one).str("value"))
}
