package suite

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
)

// A write may come too early only after something had ended, and only when it was refused as a conflict.
func TestWire_writeAfterEnd(t *testing.T) {
	t.Parallel()
	type x struct {
		method, path string
		status       int
	}
	cleared := x{http.MethodPost, "/v1/Services/ZS1/Environments/ZE1/Deployments", 201}
	removes := x{http.MethodDelete, "/v1/Services/ZS1/Builds/ZB1", 204}
	for name, tt := range map[string]struct {
		exchanges []x
		want      string
	}{
		"a refused delete of what was live": {[]x{cleared,
			{http.MethodDelete, "/v1/Services/ZS1/Builds/ZB1", 409}}, "DeleteBuild"},
		"of another status": {[]x{cleared, {http.MethodDelete, "/v1/Services/ZS1/Builds/ZB1", 400}}, "DeleteBuild"},
		"a create of what was deleted": {[]x{removes,
			{http.MethodPost, "/v1/Services/ZS1/Environments/ZE1/Variables", 409}}, "CreateVariable"},
		"a create that lacks something": {[]x{removes,
			{http.MethodPost, "/v1/Services/ZS1/Environments/ZE1/Variables", 400}}, ""},
		"before": {[]x{{http.MethodDelete, "/v1/Services/ZS1/Builds/ZB1", 409}, cleared}, ""},
		"after a refused delete": {[]x{{http.MethodDelete, "/v1/Services/ZS1/Builds/ZB1", 404},
			{http.MethodPost, "/v1/Services/ZS1/Environments/ZE1/Variables", 409}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checker, err := contract.NewChecker(&contract.CheckerOptions{APIURL: testBase, UploadURL: testBase})
			assert.NoError(t, err)
			w := &wire{operation: checker.Operation}
			for _, e := range tt.exchanges {
				u, err := url.Parse(testBase + e.path)
				assert.NoError(t, err)
				w.trail.add(&contract.Exchange{Method: e.method, URL: u, Status: e.status}, nil)
			}
			assert.Equal(t, tt.want, w.writeAfterEnd())
		})
	}
}
