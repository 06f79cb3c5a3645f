package cases

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// functionsOf lists the Function Versions of a Build in sorted order: the API's own order is not defined.
func functionsOf(b *serverless.Build) string {
	var all []string
	for _, v := range b.FunctionVersions {
		all = append(all, v.SID)
	}
	return sorted(all)
}

func assetsOf(b *serverless.Build) string {
	var all []string
	for _, v := range b.AssetVersions {
		all = append(all, v.SID)
	}
	return sorted(all)
}

func sorted(all []string) string { return strings.Join(slices.Sorted(slices.Values(all)), " ") }

// has wants a Build to list a dependency; an empty version accepts any.
func has(b *serverless.Build, name, version string) error {
	i := slices.IndexFunc(b.Dependencies, func(d serverless.Dependency) bool { return d.Name == name })
	if i < 0 {
		return expect.That(false, "dependencies of %s lack %s", b.SID, name)
	}
	if version == "" {
		return expect.That(b.Dependencies[i].Version != "", "the dependency %s has no version", name)
	}
	return expect.Same("version of the dependency "+name, b.Dependencies[i].Version, version)
}

// takes wants an update of one field to be taken over, for each value in turn.
func takes(ctx context.Context, s *suite.Session, path, field, property string, values ...string) error {
	for _, value := range values {
		var got map[string]any
		err := s.Post(ctx, path, form(field, value)).OK(&got)
		if err := expect.Then(err, expect.Same(property, fmt.Sprint(got[property]), value)); err != nil {
			return err
		}
	}
	return nil
}

// shows wants a Build to have these versions with their visibilities, in upper or lower case.
func shows(what string, b *serverless.Build, want map[string]string) error {
	got := map[string]string{}
	for _, v := range b.FunctionVersions {
		got[v.SID] = strings.ToLower(string(v.Visibility))
	}
	for _, v := range b.AssetVersions {
		got[v.SID] = strings.ToLower(string(v.Visibility))
	}
	for sid, visibility := range want {
		if err := expect.Same("visibility of "+sid+" in "+what, got[sid], visibility); err != nil {
			return err
		}
	}
	return nil
}

// emptyList wants the list at path to be one page without items.
func emptyList(ctx context.Context, s *suite.Session, path, key string) error {
	var body map[string]json.RawMessage
	var page struct {
		Meta serverless.PageMeta `json:"meta"`
	}
	answer := s.Get(ctx, path)
	if err := errors.Join(answer.OK(&body), answer.OK(&page)); err != nil {
		return err
	}
	meta := page.Meta
	var rows []json.RawMessage
	if err := json.Unmarshal(body[key], &rows); err != nil {
		return fmt.Errorf("there is no array %s: %w", key, err)
	}
	return errors.Join(
		expect.Same("the number of "+key, len(rows), 0),
		expect.Same("meta.key", meta.Key, key),
		expect.Same("next_page_url", expect.Optional(meta.NextPageURL), "null"),
	)
}

// addressed wants a resource to name its own address, and its lists below it where it has links. Hosts are not
// compared: the API names its canonical one, whatever it was reached by.
func addressed(a *suite.Answer, path string, links ...string) error {
	var body struct {
		URL   string            `json:"url"`
		Links map[string]string `json:"links"`
	}
	if err := a.OK(&body); err != nil {
		return err
	}
	problems := []error{endsIn("url", body.URL, path)}
	for i := 0; i+1 < len(links); i += 2 {
		if link, there := body.Links[links[i]]; there { // published examples leave links out
			problems = append(problems, endsIn("links."+links[i], link, path+"/"+links[i+1]))
		}
	}
	return expect.Then(nil, problems...)
}

func endsIn(what, address, path string) error {
	u, err := url.Parse(address)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return expect.That(strings.HasSuffix(u.EscapedPath(), path), "%s is %s, want the address of %s", what,
		expect.Quoted(address), path)
}

// deletedOnce deletes the resource at path twice and wants the second attempt to be refused.
func deletedOnce(ctx context.Context, s *suite.Session, path string) error {
	if err := s.Delete(ctx, path).Deleted(); err != nil {
		return err
	}
	return s.Delete(ctx, path).RefusedSomehow()
}

// sameService compares what a caller has a say in, and who it is.
func sameService(got, want *serverless.Service) error {
	return errors.Join(
		expect.Same("sid", got.SID, want.SID),
		expect.Same("account_sid", got.AccountSID, want.AccountSID),
		expect.Same("unique_name", got.UniqueName, want.UniqueName),
		expect.Same("friendly_name", got.FriendlyName, want.FriendlyName),
		expect.Same("include_credentials", got.IncludeCredentials, want.IncludeCredentials),
		expect.Same("ui_editable", got.UIEditable, want.UIEditable),
		expect.Same("domain_base", got.DomainBase, want.DomainBase),
		expect.That(got.DateCreated.Equal(want.DateCreated), "date_created is %s, want %s", got.DateCreated,
			want.DateCreated),
	)
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
			expect.That(first == (p.Meta.PreviousPageURL == nil), "%sprevious_page_url is %s", at,
				expect.Optional(p.Meta.PreviousPageURL)),
			// An empty page may follow one that the last item fills.
			expect.That(last == (p.Meta.NextPageURL == nil) || last && len(p.Items) == 2, "%snext_page_url is %s", at,
				expect.Optional(p.Meta.NextPageURL)),
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
	return errors.Join(append(problems, expect.Same("the items of all pages, sorted,", strings.Join(got, " "),
		strings.Join(want, " ")))...)
}

// newestFirst wants the list at path, read in pages of three, to have these SIDs, which are in the order of their
// creation, the latest first.
func newestFirst(ctx context.Context, s *suite.Session, path string, created []string) error {
	items, err := s.List(ctx, path, 3)
	if err != nil {
		return err
	}
	dates := map[string]string{} // by SID
	for _, item := range items {
		var o struct {
			Date string `json:"date_created"`
		}
		if err := item.Into(&o); err != nil {
			return err
		}
		dates[item.SID] = o.Date
	}
	for i := 1; i < len(created); i++ { // each was created in a second of its own
		earlier, late := dates[created[i-1]], dates[created[i]]
		if err := expect.That(earlier == "" || late == "" || earlier != late,
			"date_created of %s is %s, which is that of %s, created %s before", created[i], late, created[i-1],
			suite.DateStep); err != nil {
			return err
		}
	}
	want := slices.Clone(created)
	slices.Reverse(want)
	return expect.Same("the list", strings.Join(tiesSorted(suite.SIDs(items), dates), " "),
		strings.Join(tiesSorted(want, dates), " "))
}

// tiesSorted sorts what stands side by side and has one date: newest first says nothing about their order.
func tiesSorted(list []string, dates map[string]string) []string {
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && dates[list[to]] == dates[list[from]] {
			to++
		}
		slices.Sort(list[from:to])
		from = to
	}
	return list
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
	if err := refusedIn(list, request()); err != nil {
		return err
	}
	after, err := count(ctx, s, list)
	return expect.Then(err, expect.Same("the number of items after the refusal", after, before))
}

// refusedIn wants the refusal of a request that would have made something in a list. A form that names others by SID may
// be answered with 404 for them.
func refusedIn(list string, a *suite.Answer) error {
	if strings.HasSuffix(list, "/Builds") || strings.HasSuffix(list, "/Deployments") {
		return a.RefusedSomehow()
	}
	return a.Rejected()
}

// refusedFromEmpty wants a request to be refused in any way, and the list at path, which was empty before, to stay so.
func refusedFromEmpty(ctx context.Context, s *suite.Session, list string, request func() *suite.Answer) error {
	if err := refusedIn(list, request()); err != nil {
		return err
	}
	after, err := count(ctx, s, list)
	return expect.Then(err, expect.Same("the number of items after the refusal", after, 0))
}

// listedBuild reads a Build from the list of its Service, which has it once.
func listedBuild(ctx context.Context, s *suite.Session, build, into *serverless.Build) error {
	items, err := s.List(ctx, buildsOf(build.ServiceSID), 0)
	times := 0
	for _, item := range items {
		if item.SID == build.SID {
			times++
			err = errors.Join(err, item.Into(into))
		}
	}
	return expect.Then(err, expect.Same("how often "+build.SID+" is in the list", times, 1))
}

// outline is what of a Build never changes, in an order of its own.
func outline(b *serverless.Build) string {
	var packages []string
	for _, d := range b.Dependencies {
		packages = append(packages, d.Name+"@"+d.Version)
	}
	slices.Sort(packages)
	return fmt.Sprintf("functions %s assets %s dependencies %s runtime %s",
		functionsOf(b), assetsOf(b), strings.Join(packages, " "), b.Runtime)
}

// stillOld wants the Variable of withVariable to be as it was made.
func stillOld(ctx context.Context, s *suite.Session, e *serverless.Environment, made *serverless.Variable) error {
	var later setting
	err := s.Get(ctx, variablesOf(e)+"/"+made.SID).OK(&later)
	return expect.Then(err, expect.Same("what is fetched later", later,
		setting{SID: made.SID, Key: made.Key, Value: "old"}))
}
