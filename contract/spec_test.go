package contract

import (
	"net/url"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

func TestOperations(t *testing.T) {
	t.Parallel()
	infos := Operations()
	require.Len(t, infos, len(operations.IDs()))
	assert.True(t, slices.IsSortedFunc(infos, func(a, b OperationInfo) int {
		if a.OperationID < b.OperationID {
			return -1
		}
		return 1
	}))
	var uploads []OperationInfo
	for _, info := range infos {
		if info.Host == UploadHost {
			uploads = append(uploads, info)
		} else {
			assert.Equal(t, serverlessHost, info.Host)
		}
	}
	statuses := []string{"201", "400", "401", "404", "413", "429", "4XX", "5XX"}
	assert.Equal(t, []OperationInfo{
		{"CreateAssetVersion", "POST", "/v1/Services/{ServiceSid}/Assets/{AssetSid}/Versions", UploadHost, statuses},
		{"CreateFunctionVersion", "POST", "/v1/Services/{ServiceSid}/Functions/{FunctionSid}/Versions", UploadHost,
			statuses},
	}, uploads)

	infos[0].Statuses[0] = "changed"
	assert.NotEqual(t, infos[0].Statuses, Operations()[0].Statuses, "callers get their own copy")
}

func TestLoadSpec_extensions(t *testing.T) {
	t.Parallel()
	assert.EqualValues(t, 450, testOperation(t, "CreateVariable").fields["Value"].maxBytes)
	assert.EqualValues(t, 25<<20, testOperation(t, "CreateAssetVersion").fields["Content"].maxBytes)
	assert.Equal(t, "Dependency", testOperation(t, "CreateBuild").fields["Dependencies"].jsonArrayOfName)
	assert.Equal(t, "function_versions", testOperation(t, "ListFunctionVersion").listKey)
	assert.Empty(t, testOperation(t, "FetchBuild").listKey)
	var hidden []string
	for _, info := range Operations() {
		if testOperation(t, info.OperationID).hideValues {
			hidden = append(hidden, info.OperationID)
		}
	}
	assert.Equal(t, []string{"CreateVariable", "FetchVariable", "ListVariable", "UpdateVariable"}, hidden)
	friendlyName := testOperation(t, "CreateService").fields["FriendlyName"].schema
	assert.NotNil(t, friendlyName.Extensions[piiExtension], "a request field is marked as its property is")
}

func TestChecker_Operation(t *testing.T) {
	t.Parallel()
	const upload = "/v1/Services/hello/Functions/ZH00000000000000000000000000000000/Versions"
	for _, test := range []struct {
		name        string
		opts        *CheckerOptions
		method, url string
		expected    string
	}{
		{"API host", nil, "GET", "https://serverless.twilio.com/v1/Services", "ListService"},
		{"API host of a region", nil, "GET", "https://serverless.sydney.au1.twilio.com/v1/Services", "ListService"},
		{"API host in capitals", nil, "POST", "https://SERVERLESS.twilio.com/v1/Services", "CreateService"},
		{"empty method", nil, "", "https://serverless.twilio.com/v1/Services", "ListService"},
		{"upload host", nil, "POST", "https://serverless-upload.twilio.com" + upload, "CreateFunctionVersion"},
		{"upload to the API host", nil, "POST", "https://serverless.twilio.com" + upload, ""},
		{"list at the upload host", nil, "GET", "https://serverless-upload.twilio.com" + upload, ""},
		{"list at the API host", nil, "GET", "https://serverless.twilio.com" + upload, "ListFunctionVersion"},
		{"one host for both", nil, "POST", testBase + upload, "CreateFunctionVersion"},
		{"one IPv6 host for both", nil, "GET", "http://[::1]:8080" + upload, "ListFunctionVersion"},
		{"no host", nil, "GET", "/v1/Services", "ListService"},
		{"equal bases", &CheckerOptions{APIURL: "http://h:1/api/", UploadURL: "http://h:1/api"}, "POST",
			"http://h:1/api" + upload, "CreateFunctionVersion"},
		{"equal bases, outside", &CheckerOptions{APIURL: "http://h:1/api", UploadURL: "http://h:1/api"}, "GET",
			"http://h:1/v1/Services", ""},
		{"equal bases, longer segment", &CheckerOptions{APIURL: "http://h:1/api"}, "GET",
			"http://h:1/apis/v1/Services", ""},
		{"one base for both", &CheckerOptions{APIURL: "http://h:1"}, "POST", "http://h:1" + upload,
			"CreateFunctionVersion"},
		{"upload base for both", &CheckerOptions{UploadURL: "http://h:1"}, "GET", "http://h:1/v1/Services",
			"ListService"},
		{"counterpart of the API", &CheckerOptions{APIURL: "https://serverless.twilio.com"}, "POST",
			"https://serverless-upload.twilio.com" + upload, "CreateFunctionVersion"},
		{"counterpart of the API, wrong host", &CheckerOptions{APIURL: "https://serverless.twilio.com"}, "POST",
			"https://serverless.twilio.com" + upload, ""},
		{"counterpart of the upload host", &CheckerOptions{UploadURL: "https://serverless-upload.twilio.com"}, "GET",
			"https://serverless.twilio.com/v1/Services", "ListService"},
		{"default port", &CheckerOptions{APIURL: "https://h:443"}, "GET", "https://h/v1/Services", "ListService"},
		{"another port", &CheckerOptions{APIURL: "https://h:444"}, "GET", "https://h/v1/Services", ""},
		{"two ports, API", &CheckerOptions{APIURL: "http://h:1", UploadURL: "http://h:2"}, "GET", "http://h:1" + upload,
			"ListFunctionVersion"},
		{"two ports, upload", &CheckerOptions{APIURL: "http://h:1", UploadURL: "http://h:2"}, "POST",
			"http://h:2" + upload, "CreateFunctionVersion"},
		{"two ports, wrong one", &CheckerOptions{APIURL: "http://h:1", UploadURL: "http://h:2"}, "POST",
			"http://h:1" + upload, ""},
		{"two ports, list at the upload one", &CheckerOptions{APIURL: "http://h:1", UploadURL: "http://h:2"}, "GET",
			"http://h:2/v1/Services", ""},
		{"upload below the API", &CheckerOptions{APIURL: "http://h:1", UploadURL: "http://h:1/up"}, "POST",
			"http://h:1/up" + upload, "CreateFunctionVersion"},
		{"upload below the API, API", &CheckerOptions{APIURL: "http://h:1", UploadURL: "http://h:1/up"}, "GET",
			"http://h:1/v1/Services", "ListService"},
		{"API below the upload", &CheckerOptions{APIURL: "http://h:1/api", UploadURL: "http://h:1"}, "GET",
			"http://h:1/api/v1/Services", "ListService"},
		{"API below the upload, upload there", &CheckerOptions{APIURL: "http://h:1/api", UploadURL: "http://h:1"},
			"POST",
			"http://h:1/api" + upload, ""},
		{"unknown path", nil, "GET", testBase + "/v2/Services", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, err := NewChecker(test.opts)
			require.NoError(t, err)
			id, ok := c.Operation(test.method, parseURL(t, test.url))
			assert.Equal(t, test.expected, id)
			assert.Equal(t, test.expected != "", ok)
		})
	}
	id, ok := testChecker(t).Operation("GET", nil)
	assert.Empty(t, id)
	assert.False(t, ok)
}

func TestNewChecker_refusesBadURLs(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ opts, message string }{
		"relative":       {"/v1", "not an absolute http or https URL"},
		"no scheme":      {"serverless.twilio.com", "not an absolute http or https URL"},
		"another scheme": {"ftp://h", "not an absolute http or https URL"},
		"query":          {"https://h/?a=b", "has a query or a fragment"},
		"malformed":      {"https://u:" + testSecret + "@h:port/", "is not a URL"},
		"with secret":    {"ftp://u:" + testSecret + "@h", "not an absolute http or https URL"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for option, opts := range map[string]*CheckerOptions{"APIURL": {APIURL: test.opts},
				"UploadURL": {UploadURL: test.opts}} {
				_, err := NewChecker(opts)
				require.ErrorContains(t, err, test.message)
				require.ErrorContains(t, err, option)
				assert.NotContains(t, err.Error(), testSecret)
			}
		})
	}
}

func TestCheck_hosts(t *testing.T) {
	t.Parallel()
	wrong, unknown := requestViolation("wrong-host", ""), requestViolation("unknown-host", "")
	two := &CheckerOptions{APIURL: "http://h:1", UploadURL: "http://h:2"}
	for _, test := range []struct {
		name      string
		opts      *CheckerOptions
		operation string
		base      string
		expected  []wantFinding
	}{
		{"upload to the upload host", nil, "CreateAssetVersion", "https://serverless-upload.twilio.com", nil},
		{"upload to the API host", nil, "CreateAssetVersion", "https://serverless.twilio.com", wrong},
		{"list from the upload host", nil, "ListAssetVersion", "https://serverless-upload.twilio.com", wrong},
		{"two bases, right", two, "CreateAssetVersion", "http://h:2", nil},
		{"two bases, wrong", two, "CreateAssetVersion", "http://h:1", wrong},
		{"two bases, wrong way round", two, "ListService", "http://h:2", wrong},
		{"two bases, neither", two, "ListService", "http://h:3", unknown},
		{"prefix", &CheckerOptions{APIURL: "http://h:1/a"}, "FetchService", "http://h:1/a", nil},
		{"prefix missing", &CheckerOptions{APIURL: "http://h:1/a"}, "FetchService", "http://h:1", unknown},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, err := NewChecker(test.opts)
			require.NoError(t, err)
			x := goodExchange(t, test.operation)
			x.URL, err = url.Parse(test.base + x.URL.Path)
			require.NoError(t, err)
			findings := c.Check(x)
			assertFindings(t, test.expected, findings)
			for _, f := range findings {
				assert.Equal(t, test.operation, f.Operation)
			}
		})
	}
}

// TestFind_oneTemplate: find takes the first template that matches, so no path may match two.
func TestFind_oneTemplate(t *testing.T) {
	t.Parallel()
	s, err := loadSpec()
	require.NoError(t, err)
	for _, document := range s.documents {
		for i := range document.paths {
			var matched int
			for j := range document.paths {
				if document.paths[j].matches(document.paths[i].segments) {
					matched++
				}
			}
			assert.Equal(t, 1, matched, "%v", document.paths[i].segments)
		}
	}
}
