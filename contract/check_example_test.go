package contract_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
)

// An exchange at hand, from a log or a recording, is checked as a value.
func ExampleChecker_Check() {
	checker, err := contract.NewChecker(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	request := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	(&http.Request{Header: request}).SetBasicAuth("ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "token")
	exchange := &contract.Exchange{
		Method:        "POST",
		URL:           &url.URL{Scheme: "https", Host: "serverless.twilio.com", Path: "/v1/Services/hello/Builds"},
		RequestHeader: request,
		RequestBody:   []byte("FunctionVersions[0]=ZN00000000000000000000000000000000"),
		Status:        http.StatusBadRequest,
		Header:        http.Header{"Content-Type": {"application/json"}},
		Body:          []byte(`{"code": 20001, "message": "wrong", "status": 404}`),
	}
	for _, finding := range checker.Check(exchange) {
		fmt.Println(finding)
	}
	// Output:
	// violation in the request of CreateBuild: FunctionVersions[0]: arrays are sent as repeated keys: FunctionVersions=…&FunctionVersions=… [indexed-array]
	// violation in the response of CreateBuild: /status: is 404 in the body of an answer with status 400 [status-mismatch]
}

// A client has the checker as its transport; what it sends and receives stays the same.
func ExampleChecker_Transport() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"services":[],"meta":{"key":"services"}}`)
	}))
	defer server.Close()

	checker, err := contract.NewChecker(&contract.CheckerOptions{APIURL: server.URL})
	if err != nil {
		fmt.Println(err)
		return
	}
	client := &http.Client{Transport: checker.Transport(nil, func(_ *contract.Exchange, findings []contract.Finding) {
		for _, finding := range findings {
			fmt.Println(finding.Side, finding.Rule, finding.Location)
		}
	})}
	request, err := http.NewRequest(http.MethodGet, server.URL+"/v1/Services?PageSize=5000", strings.NewReader(""))
	if err != nil {
		fmt.Println(err)
		return
	}
	request.SetBasicAuth("ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "token")
	response, err := client.Do(request)
	if err != nil {
		fmt.Println(err)
		return
	}
	_ = response.Body.Close()
	// Output:
	// request maximum PageSize
	// response missing-property /meta/first_page_url
	// response missing-property /meta/next_page_url
	// response missing-property /meta/page
	// response missing-property /meta/page_size
	// response missing-property /meta/previous_page_url
	// response missing-property /meta/url
}
