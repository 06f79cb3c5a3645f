package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/pb33f/libopenapi/arazzo"
	"go.yaml.in/yaml/v4"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
)

// Execute implements [arazzo.Executor]. An answer that breaks the contract is an error.
func (e *executor) Execute(ctx context.Context, step *arazzo.ExecutionRequest) (*arazzo.ExecutionResponse, error) {
	// The engine hands the runtime expression through: $sourceDescriptions.serverless.CreateService.
	id := step.OperationID[strings.LastIndexByte(step.OperationID, '.')+1:]
	operation, ok := e.operations[id]
	if !ok {
		return nil, fmt.Errorf("%q is no operation of the contract", step.OperationID)
	}
	request, err := e.request(ctx, operation, step)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", id, err)
	}
	response, err := e.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if len(e.broken) > 0 {
		var all []error
		for _, f := range e.broken {
			all = append(all, errors.New(f.String()))
		}
		return nil, errors.Join(all...)
	}
	answer := &arazzo.ExecutionResponse{
		StatusCode: response.StatusCode, Headers: response.Header, URL: request.URL.String(), Method: request.Method,
	}
	answer.Body, err = bodyValue(text)
	return answer, err
}

// bodyValue reads JSON as a YAML node, which JSON is. As a Go value the engine would turn every
// null into a missing node, on which its JSONPath panics (libopenapi v0.39.1, directYAMLNode).
func bodyValue(text []byte) (any, error) {
	switch {
	case len(text) == 0:
		return nil, nil
	case !json.Valid(text):
		return string(text), nil
	}
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	return document.Content[0], nil
}

// request puts the parameters where their names belong. The engine does not say what `in` a step
// gave them, but the path template and the name of the one header leave no choice.
func (e *executor) request(ctx context.Context, operation contract.OperationInfo,
	step *arazzo.ExecutionRequest) (*http.Request, error) {
	base := e.target.APIURL
	if operation.Host == "serverless-upload" {
		base = e.target.UploadURL
	}
	path, query, header := operation.Path, url.Values{}, http.Header{"Accept": {"application/json"}}
	for name, value := range step.Parameters {
		text := fmt.Sprint(value)
		switch template := "{" + name + "}"; {
		case strings.Contains(path, template):
			path = strings.ReplaceAll(path, template, url.PathEscape(text))
		case name == "Authorization":
			header.Set(name, text)
		default:
			query.Set(name, text)
		}
	}
	if strings.ContainsAny(path, "{}") {
		return nil, fmt.Errorf("a parameter of %s is missing", path)
	}
	body, mediaType, err := encode(step.ContentType, step.RequestBody)
	if err != nil {
		return nil, err
	}
	if mediaType != "" {
		header.Set("Content-Type", mediaType)
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, operation.Method, base+path, body)
	if err == nil {
		request.Header = header
	}
	return request, err
}

// encode writes the payload of a step. The engine has no encoders; Arazzo leaves them to the media type.
func encode(mediaType string, payload any) (body io.Reader, contentType string, err error) {
	if payload == nil {
		return http.NoBody, "", nil
	}
	fields, ok := payload.(map[string]any)
	if !ok {
		return nil, "", fmt.Errorf("the payload is a %T, want named fields", payload)
	}
	switch mediaType {
	case "application/x-www-form-urlencoded":
		form := url.Values{}
		for name, value := range fields {
			form[name] = texts(value)
		}
		return strings.NewReader(form.Encode()), mediaType, nil
	case "multipart/form-data":
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			for _, text := range texts(fields[name]) {
				if err := w.WriteField(name, text); err != nil {
					return nil, "", err
				}
			}
		}
		return &b, w.FormDataContentType(), w.Close()
	}
	return nil, "", fmt.Errorf("no encoder for %q", mediaType)
}

// texts are the values of a field: arrays are repeated keys.
func texts(value any) []string {
	items, ok := value.([]any)
	if !ok {
		return []string{fmt.Sprint(value)}
	}
	var all []string
	for _, item := range items {
		all = append(all, fmt.Sprint(item))
	}
	return all
}
