package emulator

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// Functions and Assets must differ in words only.
func TestFunctionsAndAssets(t *testing.T) {
	t.Parallel()
	for collection, key := range map[string]string{"Functions": "functions", "Assets": "assets"} {
		t.Run(collection, func(t *testing.T) {
			t.Parallel()
			clk := newClock()
			a := newAPI(t, &Options{Clock: clk.Now})
			service := a.service("res")
			list := service + "/" + collection

			created := a.post(list, "FriendlyName", "/plugins/a b@1.0.0")
			sid := created.must(t, 201)
			assert.Regexp(t, `^ZH[0-9a-f]{32}$`, sid)
			one := list + "/" + sid
			assert.Equal(t, created.raw, a.get(one).raw)
			assert.Equal(
				t, map[string]any{strings.TrimSuffix(key, "s") + "_versions": "https://serverless.twilio.com" + one +
					"/Versions"}, created.json["links"])

			twin := a.post(list, "FriendlyName", "/plugins/a b@1.0.0").must(t, 201)
			assert.Equal(t, []string{twin, sid}, a.get(list).items(), "names are not unique; newest first")
			assert.Equal(t, key, a.get(list).meta("key"))

			clk.advance(time.Hour)
			updated := a.post(one, "FriendlyName", "new")
			updated.must(t, 200)
			assert.Equal(t, []string{"new", "2026-03-01T12:00:00Z", "2026-03-01T13:00:00Z"},
				[]string{updated.str("friendly_name"), updated.str("date_created"), updated.str("date_updated")})
			assert.Equal(t, updated.raw, a.get(one).raw)
			assert.Equal(t, []string{twin, sid}, a.get(list).items(), "an update does not move it")

			for _, fields := range [][]string{nil, {"FriendlyName", ""}, {"FriendlyName", strings.Repeat("x", 256)}} {
				a.postOnly(list, fields...).refused(t, 400, 20001)
				a.postOnly(one, fields...).refused(t, 400, 20001)
			}
			a.post(list, "FriendlyName", strings.Repeat("ü", 255)).must(t, 201)

			assert.Equal(t, 204, a.delete(one).status)
			a.delete(one).refused(t, 404, 20404)
			a.get(one).refused(t, 404, 20404)
			a.post(one, "FriendlyName", "x").refused(t, 404, 20404)
		})
	}
}

func TestDeleteFunction_takesItsVersions(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	service := a.service("versions")
	fn := a.function(service, "f")
	zn := a.upload(fn, "/f", "x").must(t, 201)
	assert.Equal(t, 204, a.delete(fn).status)
	a.get(fn+"/Versions").refused(t, 404, 20404)
	a.get(fn+"/Versions/"+zn+"/Content").refused(t, 404, 20404)
	assert.Contains(t, a.post(service+"/Builds", "FunctionVersions", zn).refused(t, 400, 20001), zn,
		"a deleted version cannot be built")
}
