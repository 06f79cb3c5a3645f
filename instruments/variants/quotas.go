package variants

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// quotaVariants are accounts in which little room is left.
func quotaVariants() []Variant {
	return []Variant{
		{Name: "10 Services and no more", Why: "the limit was 10 in earlier documentation", Crowded: true,
			wear: room(10, 0, nobody)},
		{Name: "20 Services and no more", Why: "an account may have another limit", Crowded: true, wear: room(20, 0,
			nobody)},
		{Name: "6 Services left, and one that was deleted counts 3 seconds more",
			Why: "a count may lag behind", Crowded: true, wear: room(6, 3*time.Second, nobody)},
		{Name: "room for 2 to 12 Services, as others need it", Why: "an account is used by others too",
			Crowded: true, wear: room(12, 0, func(at time.Time) int { return []int{0, 10, 4, 8, 0}[at.Unix()/7%5] })},
		{Name: "no room for a Service in 10 seconds of each minute", Why: "an account is used by others too",
			Crowded: true, wear: room(12, 0, func(at time.Time) int {
				if at.Unix()%60 < 10 {
					return 12
				}
				return 0
			})},
		{Name: "12 Builds in a minute and no more", Why: "an account has a limit of Builds in a time",
			wear: buildsAMinute(http.StatusTooManyRequests)},
		{Name: "12 Builds in a minute and no more, refused with 400", Why: "no page says how more are refused",
			wear: buildsAMinute(http.StatusBadRequest)},
	}
}

func nobody(time.Time) int { return 0 }

// room refuses Services beyond a number, of which others have some. One that was deleted counts for a time.
func room(most int, late time.Duration, others func(at time.Time) int) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		var mu sync.Mutex
		there, freed := map[string]bool{}, []time.Time{}
		pending := 0
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			a, again, err := read(req)
			if err != nil {
				return nil, err
			}
			one, under := strings.CutPrefix(req.URL.Path, "/v1/Services/")
			create := a.creates("Services") && req.URL.Path == "/v1/Services"
			if create {
				mu.Lock()
				used := len(there) + pending + others(time.Now())
				for _, at := range freed {
					if time.Since(at) < late {
						used++
					}
				}
				if used >= most && a.form.Get("UniqueName") != "" && a.form.Get("FriendlyName") != "" {
					mu.Unlock()
					changed()
					return refusal(again, http.StatusBadRequest,
						"Services are limited to less than or equal to 50"), nil
				}
				pending++
				mu.Unlock()
			}
			resp, err := next.RoundTrip(again)
			mu.Lock()
			defer mu.Unlock()
			if create {
				pending--
			}
			if err != nil {
				return nil, err
			}
			if create && resp.StatusCode == http.StatusCreated {
				body, err := document(resp)
				if err != nil {
					return nil, err
				}
				there[asText(body["sid"])] = true
			}
			if under && req.Method == http.MethodDelete && resp.StatusCode == http.StatusNoContent &&
				!strings.Contains(one, "/") {
				if !there[one] { // deleted by its name
					for sid := range there {
						one = sid
						break
					}
				}
				delete(there, one)
				freed = append(freed, time.Now())
			}
			return resp, nil
		})
	}
}

func buildsAMinute(with int) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		var mu sync.Mutex
		minute, made := int64(0), 0
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			a, again, err := read(req)
			if err != nil {
				return nil, err
			}
			if !a.creates("Builds") || len(named(a)) == 0 {
				return next.RoundTrip(again)
			}
			mu.Lock()
			if now := time.Now().Unix() / 60; now != minute {
				minute, made = now, 0
			}
			made++
			over := made > 12
			mu.Unlock()
			if over {
				changed()
				return refusal(again, with, fmt.Sprint("Builds are limited to less than or equal to ", 12)), nil
			}
			return next.RoundTrip(again)
		})
	}
}
