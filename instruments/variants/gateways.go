package variants

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// gatewayVariants answer what stands before an API answers for it.
func gatewayVariants() []Variant {
	return []Variant{
		{Name: "refusals of the upload host in its own shape",
			Why:  "its only published refusal has http_status_code in place of status, and no more_info",
			wear: answers(uploadRefusal)},
		{Name: "a charset that is named twice", Why: "answers of 2020 have it twice",
			wear: answers(func(_ *http.Request, resp *http.Response) (bool, error) {
				if !strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") || resp.StatusCode >= 300 {
					return false, nil
				}
				resp.Header.Set("Content-Type", "application/json; charset=utf-8; charset=utf-8")
				return true, nil
			})},
		{Name: "paths that lead nowhere answered in HTML", Why: "a gateway knows no error codes",
			wear: answers(func(req *http.Request, resp *http.Response) (bool, error) {
				if resp.StatusCode != http.StatusNotFound || documented(req.URL.Path) {
					return false, nil
				}
				resp.Header.Set("Content-Type", "text/html")
				return true, write(resp, []byte("<html><title>404 Not Found</title></html>"))
			})},
		{Name: "no HEAD", Why: "nobody documents one; routers that do not know a method answer 404",
			wear: answers(func(req *http.Request, resp *http.Response) (bool, error) {
				if req.Method != http.MethodHead {
					return false, nil
				}
				resp.StatusCode = http.StatusNotFound
				return true, nil
			})},
		{Name: "204 with a content type", Why: "a header about a body that is not there says nothing",
			wear: answers(func(_ *http.Request, resp *http.Response) (bool, error) {
				if resp.StatusCode != http.StatusNoContent {
					return false, nil
				}
				resp.Header.Set("Content-Type", "application/json; charset=utf-8")
				return true, nil
			})},
		{Name: "several challenges", Why: "RFC 9110, section 11.6.1: a 401 may offer more than one scheme",
			wear: answers(func(_ *http.Request, resp *http.Response) (bool, error) {
				if resp.StatusCode != http.StatusUnauthorized {
					return false, nil
				}
				resp.Header["Www-Authenticate"] = []string{`Bearer realm="t", Basic realm="another \"realm\""`,
					"Negotiate"}
				return true, nil
			})},
		{Name: "what is no SID refused with 400", Why: "nobody has published how a malformed SID is refused",
			wear: answers(func(req *http.Request, resp *http.Response) (bool, error) {
				if resp.StatusCode != http.StatusNotFound || !strings.Contains(req.URL.Path, "/no-sid") {
					return false, nil
				}
				body, err := document(resp)
				if err != nil || body == nil {
					return false, err
				}
				return true, refuse(resp, body, http.StatusBadRequest, 20001)
			})},
		{Name: "errors whose code and details are null", Why: "clients read them as optional",
			wear: refusals(func(_ *http.Request, status int, body object) bool {
				body["details"], body["user_error"] = nil, true
				if status == http.StatusUnauthorized {
					body["code"], body["more_info"] = nil, nil
				}
				return true
			})},
		{Name: "429 to two of a hundred requests, with a date in Retry-After",
			Why: "RFC 9110, section 10.2.3: a date or seconds", wear: randomTooMany},
		{Name: "Builds whose date_updated moves while they are building",
			Why: "whoever works on a Build may write to it", wear: restlessBuilds},
	}
}

// documented reports whether the contract has an operation at a path.
func documented(path string) bool {
	return slices.ContainsFunc(operations.All(), func(op operations.Operation) bool {
		_, ok := op.MatchPath(path)
		return ok
	})
}

func uploadRefusal(req *http.Request, resp *http.Response) (bool, error) {
	if !isUpload(req) || resp.StatusCode < 400 {
		return false, nil
	}
	body, err := document(resp)
	if err != nil || body == nil || body["code"] == nil {
		return false, err
	}
	own := object{"message": body["message"], "code": body["code"], "user_error": true,
		"http_status_code": json.Number(fmt.Sprint(resp.StatusCode)), "params": object{}}
	return true, write(resp, plain(own))
}

func randomTooMany(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	luck := rand.New(rand.NewPCG(3, 5))
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		mu.Lock()
		met := luck.IntN(50) == 0
		mu.Unlock()
		if !met {
			return next.RoundTrip(req)
		}
		changed()
		return answer(req, http.StatusTooManyRequests, "application/json",
			`{"code":20429,"message":"Too many requests","status":429}`,
			"Retry-After", time.Now().Add(time.Second).UTC().Format(http.TimeFormat)), nil
	})
}

// restlessBuilds lets date_updated of a Build move with each look while it is building.
func restlessBuilds(next http.RoundTripper, changed func()) http.RoundTripper {
	return inBuilds(func(build object) {
		created, err := time.Parse(time.RFC3339, asText(build["date_created"]))
		if err != nil || build["status"] != "building" {
			return
		}
		if now := time.Now().UTC().Truncate(time.Second); now.After(created) {
			build["date_updated"] = now.Format(time.RFC3339)
		}
	})(next, changed)
}
