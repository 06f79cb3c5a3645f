package control

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// BenchmarkPass compares the emulator with and without the control before it.
func BenchmarkPass(b *testing.B) {
	emu, err := emulator.New(&emulator.Options{Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	c, err := New(emu, nil)
	if err != nil {
		b.Fatal(err)
	}
	for _, kind := range []string{"read", "form"} {
		for name, handler := range map[string]http.Handler{"bare": emu, "control": c} {
			b.Run(kind+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					req := httptest.NewRequest("GET", "/v1/Services?PageSize=1", nil)
					if kind == "form" {
						req = httptest.NewRequest("POST", "/v1/Services/nobody", strings.NewReader("FriendlyName=b"))
						req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
					}
					req.SetBasicAuth(emulator.TestAccountSID, emulator.TestAuthToken)
					handler.ServeHTTP(httptest.NewRecorder(), req)
				}
			})
		}
	}
}

// BenchmarkOverview is what the page asks for after each change.
func BenchmarkOverview(b *testing.B) {
	r := newRig(b, nil, nil)
	for i := range 20 {
		r.create("/v1/Services", "UniqueName", "s"+strings.Repeat("x", i), "FriendlyName", "b")
	}
	for b.Loop() {
		r.must("GET", "overview", "")
	}
}

// A request costs a handful of allocations more, and that is all it costs: one copy of each body,
// nothing encoded.
func TestPass_costsLittle(t *testing.T) {
	r := newRig(t, nil, nil)
	cost := func(handler http.Handler) float64 {
		return testing.AllocsPerRun(50, func() {
			req := r.request("GET", "/v1/Services?PageSize=1", "")
			req.SetBasicAuth(emulator.TestAccountSID, emulator.TestAuthToken)
			handler.ServeHTTP(httptest.NewRecorder(), req)
		})
	}
	if more := cost(r.control) - cost(r.emu); more > 15 {
		t.Errorf("%v allocations more for each request", more)
	}
}
