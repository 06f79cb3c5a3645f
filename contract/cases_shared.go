package contract

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

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
type run = func(ctx context.Context, s *Session) error

// inService gives a case a Service of its own.
func inService(do func(ctx context.Context, s *Session, service *serverless.Service) error) run {
	return func(ctx context.Context, s *Session) error {
		service, err := s.CreateService(ctx)
		if err != nil {
			return err
		}
		return do(ctx, s, service)
	}
}

// inEnvironment gives a case an Environment, in a Service of its own, on which nothing is live.
func inEnvironment(do func(ctx context.Context, s *Session, environment *serverless.Environment) error) run {
	return inService(func(ctx context.Context, s *Session, service *serverless.Service) error {
		environment, err := s.CreateEnvironment(ctx, service, "dev")
		if err != nil {
			return err
		}
		return do(ctx, s, environment)
	})
}

// whileLive gives a case an Environment on which a Build is live, in a Service of its own.
func whileLive(do func(ctx context.Context, s *Session, l *live) error) run {
	return func(ctx context.Context, s *Session) error {
		l, err := s.createLive(ctx)
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
func (s *Session) everyItemOnce(ctx context.Context, path, key string, want []string) error {
	var got []string
	var problems []error
	number := 0
	err := s.pages(ctx, path, 2, func(p *page) error {
		first, last := number == 0, len(got)+len(p.Items) >= len(want)
		got = append(got, sids(p.Items)...)
		at := fmt.Sprintf("meta of page %d: ", number)
		problems = append(problems,
			same(at+"key", p.Meta.Key, key),
			same(at+"page", p.Meta.Page, number),
			same(at+"page_size", p.Meta.PageSize, 2),
			that(first == (p.Meta.PreviousPageURL == nil), "%sprevious_page_url is %s", at, optional(p.Meta.PreviousPageURL)),
			that(last == (p.Meta.NextPageURL == nil), "%snext_page_url is %s", at, optional(p.Meta.NextPageURL)),
			that(len(p.Items) <= 2, "page %d has %d items, want 2 at most", number, len(p.Items)),
		)
		number++
		return nil
	})
	if err != nil {
		return err
	}
	slices.Sort(got)
	want = slices.Sorted(slices.Values(want))
	return errors.Join(append(problems, same("the items of all pages, sorted,", strings.Join(got, " "), strings.Join(want, " ")))...)
}

// newestFirst wants the list at path to begin with these SIDs, which are in the order of their creation.
func (s *Session) newestFirst(ctx context.Context, path string, created []string) error {
	items, err := s.list(ctx, path, 0)
	if err != nil {
		return err
	}
	want := slices.Clone(created)
	slices.Reverse(want)
	return same("the list", strings.Join(sids(items), " "), strings.Join(want, " "))
}

// gone wants a resource to be deletable once: 204, then 404 for reading it.
func (s *Session) gone(ctx context.Context, path string) error {
	if err := s.Delete(ctx, path).Deleted(); err != nil {
		return err
	}
	return s.Get(ctx, path).NotFound()
}

// count is how many items the list at path has.
func (s *Session) count(ctx context.Context, path string) (int, error) {
	items, err := s.list(ctx, path, 0)
	return len(items), err
}

// refusedWithoutTrace wants a request to be refused in any way, and the list at path to be no longer for it.
func (s *Session) refusedWithoutTrace(ctx context.Context, list string, request func() *Answer) error {
	before, err := s.count(ctx, list)
	if err != nil {
		return err
	}
	if err := request().RefusedSomehow(); err != nil {
		return err
	}
	after, err := s.count(ctx, list)
	return then(err, same("the number of items after the refusal", after, before))
}
