package emulator

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// A page must cost the same however long the list is and however deep it lies; what
// does not depend on the machine is in TestPage_steps.
func BenchmarkListPage(b *testing.B) {
	for _, total := range []int{100, 1_000, 10_000} {
		a := newAPI(b, nil)
		service := a.service("bench")
		for range total {
			a.exchange(b, "POST", "https://serverless.twilio.com"+service+"/Functions", "FriendlyName=f")
		}
		next := "https://serverless.twilio.com" + service + "/Functions?PageSize=50"
		pages := map[string]string{"first": next, "deep": next + "&Page=1&PageToken=" +
			cursor{From: state.Position{Seq: 60}}.token()}
		for _, name := range []string{"first", "deep"} {
			b.Run(fmt.Sprintf("%d/%s", total, name), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					a.exchange(b, "GET", pages[name], "")
				}
			})
		}
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
