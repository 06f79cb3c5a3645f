package cassettes_test

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
	"gopkg.in/dnaeon/go-vcr.v3/cassette"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/internal/apidoc"
)

// TestContractExamples sends every example of the contract's own through the client, and wants every answer of the
// contract back whole. So an operation of which nothing is published yet goes through the client as well.
func TestContractExamples(t *testing.T) {
	t.Parallel()
	documents, err := apidoc.Operations()
	require.NoError(t, err)
	for _, op := range operations.All() {
		if op.Host == operations.UploadHost {
			continue // a form of files, which is no example of a document
		}
		t.Run(op.ID, func(t *testing.T) {
			t.Parallel()
			document := documents[op.ID]
			forms := []string{""}
			if document.RequestBody != nil {
				forms = nil
				media := document.RequestBody.Value.Content[form]
				require.NotNil(t, media, "a request of %s is a form", op.ID)
				for _, example := range examplesOf(media) {
					if sent := formOf(example.(map[string]any)); len(sent) > 0 {
						forms = append(forms, sent.Encode()) // an empty form has nothing to lose
					}
				}
			}
			answers := []string{""}
			success := document.Responses.Status(op.Success)
			if media := success.Value.Content["application/json"]; media != nil {
				answers = nil
				for _, example := range examplesOf(media) {
					text, err := json.Marshal(agreed(op, example.(map[string]any)))
					require.NoError(t, err)
					answers = append(answers, string(text))
				}
			}
			for i := range max(len(forms), len(answers)) {
				request := cassette.Request{URL: base + op.Example(), Body: forms[i%len(forms)]}
				answer := cassette.Response{Code: op.Success, Body: answers[i%len(answers)]}
				call(t, op, fixed(answer), request, answer)
			}
		})
	}
}

// examplesOf are the examples of a body, in the order of their names.
func examplesOf(media *openapi3.MediaType) (values []any) {
	for _, name := range slices.Sorted(maps.Keys(media.Examples)) {
		values = append(values, media.Examples[name].Value.Value)
	}
	return values
}

// agreed is an example of an answer that is about the resource of the path, and the last page of its list: the examples
// of the contract are made one by one and know nothing of each other. It leaves the example itself alone.
func agreed(op operations.Operation, example map[string]any) map[string]any {
	example = maps.Clone(example)
	if op.List != "" {
		meta := maps.Clone(example["meta"].(map[string]any))
		meta["next_page_url"], example["meta"] = nil, meta
		var items []any
		for _, item := range example[op.List].([]any) {
			items = append(items, named(op, item.(map[string]any)))
		}
		example[op.List] = items
		return example
	}
	return named(op, example)
}

// named is a resource with the SIDs that the path of the operation's example has.
func named(op operations.Operation, resource map[string]any) map[string]any {
	resource = maps.Clone(resource)
	values, _ := op.MatchPath(op.Example())
	for i, parameter := range op.Path {
		property := strings.ToLower(strings.TrimSuffix(parameter.Name, "Sid")) + "_sid"
		if parameter.Name == "Sid" {
			property = "sid"
		}
		if _, there := resource[property]; there {
			resource[property] = values[i]
		}
	}
	return resource
}

// formOf is a form with the fields of an example.
func formOf(fields map[string]any) url.Values {
	sent := url.Values{}
	for name, value := range fields {
		switch value := value.(type) {
		case []any:
			for _, item := range value {
				sent.Add(name, item.(string))
			}
		case bool:
			sent.Set(name, strconv.FormatBool(value))
		default:
			sent.Set(name, value.(string))
		}
	}
	return sent
}

// fixed answers every request alike.
func fixed(answer cassette.Response) http.RoundTripper {
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		header := http.Header{}
		if answer.Body != "" {
			header.Set("Content-Type", "application/json")
		}
		return &http.Response{
			StatusCode: answer.Code, Header: header, Request: req, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
			Body: io.NopCloser(strings.NewReader(answer.Body)), ContentLength: int64(len(answer.Body)),
		}, nil
	})
}
