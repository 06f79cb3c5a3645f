package contract

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"github.com/twilio-serverless/twilio-serverless-go/internal/apidoc"
)

// First labels of the two host names, which also name the documents.
const (
	serverlessHost = apidoc.ServerlessHost
	UploadHost     = apidoc.UploadHost
)

// Operations lists the operations of both documents, sorted by OperationID. It panics if the
// embedded documents do not load, which the tests of this package rule out; [NewChecker] reports
// the same as an error.
func Operations() []OperationInfo {
	s, err := loadSpec()
	if err != nil {
		panic(err)
	}
	infos := make([]OperationInfo, 0, len(s.operations))
	for _, op := range s.operations {
		info := op.info
		info.Statuses = slices.Clone(info.Statuses)
		infos = append(infos, info)
	}
	return infos
}

// contractSpec is what both documents say, in the form the checks need. It does not change once loaded.
type contractSpec struct {
	documents  [2]*specDocument // serverless, upload
	operations []*specOperation // sorted by operationId
}

// specDocument is one document with its router.
type specDocument struct {
	host       string
	router     routers.Router
	operations map[*openapi3.Operation]*specOperation
}

// loadSpec prepares the embedded documents once: they cannot change, and it takes some milliseconds.
var loadSpec = sync.OnceValues(func() (*contractSpec, error) {
	documents, err := apidoc.Load()
	if err != nil {
		return nil, err
	}
	s := &contractSpec{}
	for i, doc := range documents {
		if s.documents[i], err = newSpecDocument(doc.T, doc.Host); err != nil {
			return nil, fmt.Errorf("contract: prepare the document of %s: %w", doc.Host, err)
		}
		for _, op := range s.documents[i].operations {
			s.operations = append(s.operations, op)
		}
	}
	slices.SortFunc(s.operations, func(a, b *specOperation) int {
		return strings.Compare(a.info.OperationID, b.info.OperationID)
	})
	return s, nil
})

func newSpecDocument(doc *openapi3.T, host string) (*specDocument, error) {
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		return nil, err
	}
	d := &specDocument{host: host, router: router, operations: map[*openapi3.Operation]*specOperation{}}
	for path, item := range doc.Paths.Map() {
		for method, operation := range item.Operations() {
			op, err := newSpecOperation(doc, operation)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", operation.OperationID, err)
			}
			op.info = OperationInfo{
				OperationID: operation.OperationID, Method: method, Path: path, Host: host,
				Statuses: slices.Sorted(slices.Values(operation.Responses.Keys())),
			}
			d.operations[operation] = op
		}
	}
	return d, nil
}

// specMatch is an operation with what the router found in the URL.
type specMatch struct {
	op     *specOperation
	route  *routers.Route
	params map[string]string
}

// find looks an operation up in one document. The path is known if at least another method is documented for it.
func (d *specDocument) find(method string, u *url.URL) (m specMatch, pathKnown bool) {
	route, params, err := d.router.FindRoute(&http.Request{Method: method, URL: u})
	if err != nil {
		return specMatch{}, errors.Is(err, routers.ErrMethodNotAllowed)
	}
	for name, value := range params { // the router leaves them as they are in the URL
		if plain, err := url.PathUnescape(value); err == nil {
			params[name] = plain
		}
	}
	return specMatch{op: d.operations[route.Operation], route: route, params: params}, true
}
