package client

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// TestForeign_everyOperation: no method takes a resource of another kind for its own, in an answer as
// in each item of a list. After a create it is unknown what was made; nothing is said to exist.
func TestForeign_everyOperation(t *testing.T) {
	t.Parallel()
	for _, op := range operations.All() {
		if op.Answer == "" {
			continue
		}
		for _, method := range methodsOf(op) {
			t.Run(method, func(t *testing.T) {
				t.Parallel()
				for _, sid := range []string{accountID, "ZS1", strings.ToLower(serviceID), "", "any"} {
					resource := fmt.Sprintf(`{"sid":%q}`, sid)
					body := resource
					if op.List != "" {
						body = `{"` + op.List + `":[` + resource + `],"meta":{"next_page_url":null}}`
					}
					c, r := recording(t, always(op.Success, body))
					e := asError(t, invoke(t.Context(), t, c, method, pathArguments(op)))
					if sid == "" {
						require.ErrorContains(t, e, "it has no sid")
					} else {
						require.ErrorContains(t, e, fmt.Sprintf("its sid %q is not a", sid))
					}
					assert.Empty(t, e.SID)
					assert.Len(t, r.sent, 1)
				}
			})
		}
	}
}

func TestForeign(t *testing.T) {
	t.Parallel()
	other := "ZS" + strings.Repeat("f", 32)
	otherFunction := "ZH" + strings.Repeat("f", 32)
	otherBuild := "ZB" + strings.Repeat("f", 32)
	for name, tc := range map[string]struct {
		body    string
		call    func(context.Context, *Client) error
		want    string // "" for none
		created string
		unknown bool
	}{
		"a Function for a Build": {
			`{"sid":"` + functionID + `"}`, createBuild, `its sid "` + functionID + `" is not a Build SID`, "", true},
		"a Build elsewhere": {`{"sid":"` + buildID + `","service_sid":"` + other + `"}`, createBuild,
			`its service_sid is "` + other + `", and the request was about ` + serviceID, buildID, false},
		"a Build here": {`{"sid":"` + buildID + `","service_sid":"` + serviceID + `"}`, createBuild, "",
			"", false},
		"without its parent": {`{"sid":"` + buildID + `"}`, createBuild, "", "", false},
		"a parent in capitals": {`{"sid":"` + buildID + `","service_sid":"` + strings.ToUpper(serviceID) + `"}`,
			createBuild, "", "", false},
		"status of another Build": {`{"sid":"` + otherBuild + `","status":"completed"}`, buildStatus,
			`its sid is "` + otherBuild + `"`, "", false},
		"status of the Build": {`{"sid":"` + buildID + `","status":"completed"}`, buildStatus, "", "", false},
		"content of the version": {`{"sid":"` + versionID + `","function_sid":"` + functionID + `"}`,
			versionContent, "", "", false},
		"content of another": {`{"sid":"ZN` + strings.Repeat("f", 32) + `"}`, versionContent, "its sid is",
			"", false},
		"content of another's": {`{"sid":"` + versionID + `","function_sid":"` + otherFunction + `"}`,
			versionContent, "its function_sid is", "", false},
		"a Service asked by name":  {`{"sid":"` + other + `"}`, byName, "", "", false},
		"the Service of that name": {`{"sid":"` + other + `","unique_name":"hello"}`, byName, "", "", false},
		"of another name": {`{"sid":"` + other + `","unique_name":"bye"}`, byName,
			`its unique_name is "bye", and the request was about hello`, "", false},
		"of another name, updated": {`{"sid":"` + other + `","unique_name":"bye"}`, updateByName,
			`its unique_name is "bye", and the request was about hello`, other, false},
		"another Service asked by SID": {`{"sid":"` + other + `"}`, bySID, `its sid is "` + other + `"`, "", false},
		"a Build for it":               {`{"sid":"` + buildID + `"}`, byName, "is not a Service SID", "", false},
		"nested SIDs come first": {`{"function_versions":[{"sid":"` + versionID + `"}],"sid":"` + buildID +
			`","date_created":1}`, createBuild, "date", buildID, false},
		"only SIDs of other kinds": {`{"function_versions":[{"sid":"` + versionID + `"}],"date_created":1}`,
			createBuild, "date", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := recording(t, func(req *http.Request) (*http.Response, error) {
				if req.Method == http.MethodPost {
					return answer(201, tc.body), nil
				}
				return answer(200, tc.body), nil
			})
			err := tc.call(t.Context(), c)
			if tc.want == "" {
				require.NoError(t, err)
				return
			}
			e := asError(t, err)
			require.ErrorContains(t, err, tc.want)
			assert.Equal(t, tc.created, e.SID)
			assert.Equal(t, tc.unknown, e.Is(ErrOutcomeUnknown))
		})
	}
}

func createBuild(ctx context.Context, c *Client) error {
	_, err := c.CreateBuild(ctx, serviceID, serverless.CreateBuildRequest{})
	return err
}

func buildStatus(ctx context.Context, c *Client) error {
	_, err := c.FetchBuildStatus(ctx, serviceID, buildID)
	return err
}

func versionContent(ctx context.Context, c *Client) error {
	_, err := c.FetchFunctionVersionContent(ctx, serviceID, functionID, versionID)
	return err
}

func byName(ctx context.Context, c *Client) error {
	_, err := c.FetchService(ctx, "hello")
	return err
}

func bySID(ctx context.Context, c *Client) error {
	_, err := c.FetchService(ctx, serviceID)
	return err
}

func updateByName(ctx context.Context, c *Client) error {
	_, err := c.UpdateService(ctx, "hello", serverless.UpdateServiceRequest{})
	return err
}
