package values

import (
	"context"
	"errors"
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

const unknownFunction = "/Functions/ZH0123456789abcdef0123456789abcdef"

// headCases compare HEAD with GET, which have the same answer but for the body (RFC 9110, section 9.3.2).
func headCases() []suite.Case {
	return []suite.Case{{
		ID: "functions/head-is-get-without-a-body",
		Claim: "HEAD is answered as GET is, without a body, unless the server refuses it altogether: what " +
			"is there is there, what is not is not, and nobody learns of it without credentials.",
		Source: "https://www.rfc-editor.org/rfc/rfc9110.html#section-9.3.2", Level: suite.Inferred,
		Ops: []string{"FetchFunction"},
		Run: inShared(func(ctx context.Context, s *suite.Session, service string) error {
			f, err := function(ctx, s, service)
			if err != nil {
				return err
			}
			stranger, err := s.As("", "")
			if err != nil {
				return err
			}
			whole := s.Send(ctx, http.MethodHead, service, "", "")
			if refuses(whole) { // of everything: of what nobody may see, too
				return errors.Join(whole.Err(), refusedHead(ctx, s, service+unknownFunction),
					refusedHead(ctx, stranger, f),
					s.Get(ctx, f).OK(nil))
			}
			return errors.Join(
				head(ctx, s, service, http.StatusOK), head(ctx, s, service+"/Functions", http.StatusOK),
				head(ctx, s, f, http.StatusOK), head(ctx, s, service+unknownFunction, http.StatusNotFound),
				head(ctx, stranger, f, http.StatusUnauthorized), s.Get(ctx, f).OK(nil))
		}),
	}}
}

// head wants HEAD to have the status that GET has.
func head(ctx context.Context, s *suite.Session, path string, want int) error {
	a := s.Send(ctx, http.MethodHead, path, "", "")
	return expect.Then(a.Err(), expect.Same("the status of HEAD", a.Status, want),
		expect.That(len(a.Body) == 0, "the answer of HEAD has a body of %d bytes", len(a.Body)))
}

// refuses reports an answer of a server that has no HEAD. Nobody documents one.
func refuses(a *suite.Answer) bool {
	return a.Status >= 400 && a.Status <= 499 || a.Status == http.StatusNotImplemented
}

func refusedHead(ctx context.Context, s *suite.Session, path string) error {
	a := s.Send(ctx, http.MethodHead, path, "", "")
	return expect.Then(a.Err(), expect.That(refuses(a), "HEAD is answered with %d, want 4xx: GET is refused", a.Status))
}
