package suite

import (
	"context"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
)

// Catalogue returns all cases. It is set by the external test package: this one cannot import the
// cases, which import it.
var Catalogue func() []Case

func catalogue() []Case { return Catalogue() }

const (
	testBase   = "http://127.0.0.1:8080"
	unknownSID = "ZHffffffffffffffffffffffffffffffff"
)

func testChecker(t *testing.T) *contract.Checker {
	t.Helper()
	checker, err := contract.NewChecker(&contract.CheckerOptions{APIURL: testBase, UploadURL: testBase})
	require.NoError(t, err)
	return checker
}

func parseURL(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	return u
}

type run = func(ctx context.Context, s *Session) error

// inService gives a case a Service of its own.
func inService(do func(ctx context.Context, s *Session, service *serviceT) error) run {
	return func(ctx context.Context, s *Session) error {
		service, err := s.CreateService(ctx)
		if err != nil {
			return err
		}
		return do(ctx, s, service)
	}
}

// form makes a form of names and values in turn.
func form(pairs ...string) url.Values {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return values
}

// emptyList wants the list at path to have no items.
func emptyList(ctx context.Context, s *Session, path string) error {
	items, err := s.List(ctx, path, 0)
	return expect.Then(err, expect.Same("number of items", len(items), 0))
}
