// Package apidoc loads the two OpenAPI documents of the contract once, for everything below package
// contract that reads them.
package apidoc

import (
	"fmt"
	"net/url"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/twilio-serverless/twilio-serverless-go/openapi"
)

// First labels of the two host names, which also name the documents.
const (
	ServerlessHost = "serverless"
	UploadHost     = "serverless-upload"
)

// Document is one of the documents. It is shared and must not be changed.
type Document struct {
	Host string
	*openapi3.T
}

// Operation is one operation of a document.
type Operation struct {
	*openapi3.Operation
	Document     *Document
	Method, Path string
}

// Load returns both documents, that of the JSON API first. They are embedded and cannot change; the
// tests validate them. Reading them takes some milliseconds.
var Load = sync.OnceValues(func() ([2]*Document, error) {
	var documents [2]*Document
	loader := newLoader()
	for i, d := range []struct{ file, host string }{
		{openapi.ServerlessFile, ServerlessHost},
		{openapi.UploadFile, UploadHost},
	} {
		doc, err := read(loader, d.file)
		if err != nil {
			return documents, fmt.Errorf("contract: load %s: %w", d.file, err)
		}
		documents[i] = &Document{Host: d.host, T: doc}
	}
	markPII(documents)
	return documents, nil
})

// Operations returns the operations of both documents by operationId.
var Operations = sync.OnceValues(func() (map[string]*Operation, error) {
	documents, err := Load()
	if err != nil {
		return nil, err
	}
	operations := map[string]*Operation{}
	for _, document := range documents {
		document.each(func(op *Operation) { operations[op.OperationID] = op })
	}
	return operations, nil
})

func (d *Document) each(visit func(*Operation)) {
	for path, item := range d.Paths.Map() {
		for method, operation := range item.Operations() {
			visit(&Operation{Operation: operation, Document: d, Method: method, Path: path})
		}
	}
}

// newLoader is one for both documents: the second refers to the first, which is then read once.
func newLoader() *openapi3.Loader {
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = true
	loader.ReadFromURIFunc = func(_ *openapi3.Loader, uri *url.URL) ([]byte, error) {
		return openapi.FS.ReadFile(strings.TrimPrefix(uri.Path, "./"))
	}
	return loader
}

func read(loader *openapi3.Loader, file string) (*openapi3.T, error) {
	doc, err := loader.LoadFromURI(&url.URL{Path: file})
	if err != nil {
		return nil, err
	}
	// Which host serves which document is for the checker to decide: a target may have any base URL.
	doc.Servers = nil
	return doc, nil
}
