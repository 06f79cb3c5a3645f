package suite

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
)

// TestSession_waitsForWhatWasJustMade: what a path names may be found a moment later, by its name too, and a name may
// be free a moment after a delete. Whatever was never made is asked for once.
func TestSession_waitsForWhatWasJustMade(t *testing.T) {
	t.Parallel()
	const sid, child = "ZS00000000000000000000000000000001", "ZH00000000000000000000000000000001"
	for name, tt := range map[string]struct {
		method, path, form string
		refused, times     int
		deleted            bool
	}{
		"a child": {http.MethodPost, "/v1/Services/" + sid + "/Functions", "FriendlyName=f",
			404, 2, false},
		"a child, by name": {http.MethodPost, "/v1/Services/shop/Functions", "FriendlyName=f", 404, 2,
			false},
		"what was made by the name": {http.MethodGet, "/v1/Services/shop/Functions/" + child, "", 404, 2, false},
		"a delete":                  {http.MethodDelete, "/v1/Services/" + sid, "", 404, 2, false},
		"a name that was freed": {http.MethodPost, "/v1/Services", "UniqueName=shop&FriendlyName=f", 409,
			2, true},
		"a name that was not": {http.MethodPost, "/v1/Services", "UniqueName=shop&FriendlyName=f", 409,
			1, false},
		"what was never made": {http.MethodGet, "/v1/Services/" + sid + "/Functions/" + child, "", 404,
			1, false},
		"what was deleted":               {http.MethodGet, "/v1/Services/shop", "", 404, 1, true},
		"what is no operation":           {http.MethodGet, "/v1/Services/" + sid + "/Nothing", "", 404, 1, false},
		"what is refused for a mistake":  {http.MethodPost, "/v1/Services/" + sid + "/Functions", "", 400, 1, false},
		"what is refused for its secret": {http.MethodGet, "/v1/Services/" + sid, "", 401, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var count atomic.Int64
				var now atomic.Bool
				s := sessionOn(t, func(r *http.Request) (*http.Response, error) {
					switch {
					case now.Load() && count.Add(1) == 1:
						return reply(r, tt.refused, `{"code":20404,"message":"m","status":404}`), nil
					case r.Method == http.MethodDelete:
						return reply(r, 204, ""), nil
					}
					if strings.HasSuffix(r.URL.Path, "/Functions") {
						return reply(r, 201, `{"sid":"`+child+`"}`), nil
					}
					return reply(r, 201, `{"sid":"`+sid+`","unique_name":"shop"}`), nil
				})
				s.wire.checked = s.wire.plain
				s.wire.patience = &patience{}
				send := func(method, path, form string) {
					s.Send(t.Context(), method, path, "application/x-www-form-urlencoded", form)
				}
				send(http.MethodPost, "/v1/Services", "UniqueName=shop&FriendlyName=f")
				if strings.HasSuffix(tt.path, "shop/Functions/"+child) {
					send(http.MethodPost, "/v1/Services/shop/Functions", "FriendlyName=f")
				}
				if tt.deleted {
					send(http.MethodDelete, "/v1/Services/"+sid, "")
				}
				now.Store(true)
				send(tt.method, tt.path, tt.form)
				assert.EqualValues(t, tt.times, count.Load())
			})
		})
	}
}
