package consistency

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// missing is how a 404 names what was not found: by the path of the request without the version
// (twilio-labs/serverless-toolkit#162). Other words are no promise.
var missing = lazyregexp.New(`^The requested resource (\S+) was not found$`)

// place wants a refusal that names a path to name that of the request.
func (h *History) place(a *Answer) {
	message, _ := a.Body["message"].(string)
	found := missing.Get().FindStringSubmatch(message)
	if a.Status != http.StatusNotFound || found == nil {
		return
	}
	own, err := url.PathUnescape(a.Path)
	named, nameErr := url.PathUnescape(found[1])
	if err == nil && nameErr == nil &&
		!strings.EqualFold(strings.TrimPrefix(named, "/v1"), strings.TrimPrefix(own, "/v1")) {
		h.add("the message of %s names another path than that of the request", a.Operation.ID)
	}
}
