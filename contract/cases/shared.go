package cases

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// Where claims come from. What was observed or inferred names the public repository that shows it.
const (
	resourcePage = "https://www.twilio.com/docs/serverless/api/resource/"
	errorPage    = "https://www.twilio.com/docs/errors/"

	officialSpec   = "twilio/twilio-oai"              // the published OpenAPI document
	toolkit        = "twilio-labs/serverless-toolkit" // the official deploy tool
	flexBuilder    = "twilio/flex-plugin-builder"     // the official Flex plugin deployer
	flexTemplate   = "twilio-professional-services/flex-project-template"
	rtcPlugin      = "twilio-labs/plugin-rtc"                // has an end-to-end test against the API
	terraform      = "RJPearson94/terraform-provider-twilio" // its acceptance tests ran against the API
	sdk            = "RJPearson94/twilio-sdk-go"             // its acceptance tests ran against the API
	actionsHelpers = "zingdevlimited/actions-helpers"
)

// run is the type of [Case.Run].
type run = func(ctx context.Context, s *suite.Session) error

// inService gives a case a Service of its own.
func inService(do func(ctx context.Context, s *suite.Session, service *serverless.Service) error) run {
	return func(ctx context.Context, s *suite.Session) error {
		service, err := s.CreateService(ctx)
		if err != nil {
			return err
		}
		return do(ctx, s, service)
	}
}

// inEnvironment gives a case an Environment, in a Service of its own, on which nothing is live.
func inEnvironment(do func(ctx context.Context, s *suite.Session, environment *serverless.Environment) error) run {
	return inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
		environment, err := s.CreateEnvironment(ctx, service, "dev")
		if err != nil {
			return err
		}
		return do(ctx, s, environment)
	})
}

// whileLive gives a case an Environment on which a Build is live, in a Service of its own.
func whileLive(do func(ctx context.Context, s *suite.Session, l *live) error) run {
	return func(ctx context.Context, s *suite.Session) error {
		l, err := createLive(ctx, s)
		if err != nil {
			return err
		}
		return do(ctx, s, l)
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

// everyItemOnce walks the list at path with two items per page and wants exactly these SIDs, each once, from pages that
// say where they stand.
func everyItemOnce(ctx context.Context, s *suite.Session, path, key string, want []string) error {
	var got []string
	var problems []error
	number := 0
	err := s.Pages(ctx, path, 2, func(p *suite.Page) error {
		first, last := number == 0, len(got)+len(p.Items) >= len(want)
		got = append(got, suite.SIDs(p.Items)...)
		at := fmt.Sprintf("meta of page %d: ", number)
		problems = append(problems,
			expect.Same(at+"key", p.Meta.Key, key),
			expect.Same(at+"page", p.Meta.Page, number),
			expect.Same(at+"page_size", p.Meta.PageSize, 2),
			expect.That(first == (p.Meta.PreviousPageURL == nil), "%sprevious_page_url is %s", at, expect.Optional(p.Meta.PreviousPageURL)),
			expect.That(last == (p.Meta.NextPageURL == nil), "%snext_page_url is %s", at, expect.Optional(p.Meta.NextPageURL)),
			expect.That(len(p.Items) <= 2, "page %d has %d items, want 2 at most", number, len(p.Items)),
		)
		number++
		return nil
	})
	if err != nil {
		return err
	}
	slices.Sort(got)
	want = slices.Sorted(slices.Values(want))
	return errors.Join(append(problems, expect.Same("the items of all pages, sorted,", strings.Join(got, " "), strings.Join(want, " ")))...)
}

// newestFirst wants the list at path to begin with these SIDs, which are in the order of their creation.
func newestFirst(ctx context.Context, s *suite.Session, path string, created []string) error {
	items, err := s.List(ctx, path, 0)
	if err != nil {
		return err
	}
	want := slices.Clone(created)
	slices.Reverse(want)
	return expect.Same("the list", strings.Join(suite.SIDs(items), " "), strings.Join(want, " "))
}

// gone wants a resource to be deletable once: 204, then 404 for reading it.
func gone(ctx context.Context, s *suite.Session, path string) error {
	if err := s.Delete(ctx, path).Deleted(); err != nil {
		return err
	}
	return s.Get(ctx, path).NotFound()
}

// count is how many items the list at path has.
func count(ctx context.Context, s *suite.Session, path string) (int, error) {
	items, err := s.List(ctx, path, 0)
	return len(items), err
}

// refusedWithoutTrace wants a request to be refused in any way, and the list at path to be no longer for it.
func refusedWithoutTrace(ctx context.Context, s *suite.Session, list string, request func() *suite.Answer) error {
	before, err := count(ctx, s, list)
	if err != nil {
		return err
	}
	if err := request().RefusedSomehow(); err != nil {
		return err
	}
	after, err := count(ctx, s, list)
	return expect.Then(err, expect.Same("the number of items after the refusal", after, before))
}
