package contract

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"

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

// specDocument is one document with its paths.
type specDocument struct {
	*openapi3.T
	host       string
	paths      []specPath
	operations map[*openapi3.Operation]*specOperation
}

// specPath is a path of a document: the segments of its template, and the operation of each method.
// No two templates of the contract match the same path, which a test checks.
type specPath struct {
	segments []string
	routes   map[string]*routers.Route
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
	d := &specDocument{T: doc, host: host, operations: map[*openapi3.Operation]*specOperation{}}
	for path, item := range doc.Paths.Map() {
		routes := map[string]*routers.Route{}
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
			routes[method] = &routers.Route{Spec: doc, Path: path, PathItem: item, Method: method, Operation: operation}
		}
		d.paths = append(d.paths, specPath{segments: strings.Split(path, "/"), routes: routes})
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
// It compares segments instead of asking a router of kin-openapi, whose one regular expression for each path took a
// fifth of the time of a run of the suite.
func (d *specDocument) find(method string, u *url.URL) (m specMatch, pathKnown bool) {
	segments := strings.Split(u.EscapedPath(), "/")
	for i := range d.paths {
		path := &d.paths[i]
		if !path.matches(segments) {
			continue
		}
		route := path.routes[method]
		if route == nil {
			return specMatch{}, true
		}
		return specMatch{op: d.operations[route.Operation], route: route, params: path.params(segments)}, true
	}
	return specMatch{}, false
}

// matches reports whether a path, as it is in the URL, has the shape of the template.
func (p *specPath) matches(segments []string) bool {
	return slices.EqualFunc(p.segments, segments, func(want, have string) bool {
		return want == have || strings.HasPrefix(want, "{") && have != ""
	})
}

// params returns the values of the parameters, unescaped where they can be.
func (p *specPath) params(segments []string) map[string]string {
	params := map[string]string{}
	for i, segment := range p.segments {
		if strings.HasPrefix(segment, "{") {
			value := segments[i]
			if plain, err := url.PathUnescape(value); err == nil {
				value = plain
			}
			params[strings.Trim(segment, "{}")] = value
		}
	}
	return params
}
