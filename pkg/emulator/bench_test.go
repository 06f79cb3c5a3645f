package emulator

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// A page must cost the same however long the list is.
func BenchmarkListPage(b *testing.B) {
	for _, total := range []int{100, 10_000} {
		b.Run(fmt.Sprint(total), func(b *testing.B) {
			a := newAPI(b, nil)
			service := a.service("bench")
			for range total {
				a.function(service, "f")
			}
			first := a.get(service + "/Functions?PageSize=50")
			next := first.meta("next_page_url").(string)
			b.ReportAllocs()
			for b.Loop() {
				a.exchange(b, "GET", next, "")
			}
		})
	}
}

func BenchmarkCreateFunction(b *testing.B) {
	a := newAPI(b, nil)
	target := "https://serverless.twilio.com" + a.service("bench") + "/Functions"
	b.ReportAllocs()
	for b.Loop() {
		a.exchange(b, "POST", target, "FriendlyName=%2Fhello")
	}
}

// exchange is one request without the checks of do.
func (a *api) exchange(b *testing.B, method, target, body string) {
	req, err := http.NewRequestWithContext(b.Context(), method, target, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	req.SetBasicAuth(a.user, a.secret)
	req.Header.Set("Content-Type", formType)
	res, err := a.emu.Transport().RoundTrip(req)
	if err != nil {
		b.Fatal(err)
	}
	if res.StatusCode >= 300 {
		b.Fatal(res.Status)
	}
}
