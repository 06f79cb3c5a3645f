package suite

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite/internal/decode"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/hosts"
	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
)

// maxPages bounds a walk over a list that does not end.
const maxPages = 1000

// A Page is one answer of a list, whatever it lists.
type Page struct {
	Meta  serverless.PageMeta
	Items []Item
}

// An Item is one entry of a list: its SID, and the whole of it as it came.
type Item struct {
	SID string
	Raw json.RawMessage
}

// Into decodes the item.
func (i Item) Into(value any) error {
	if wrong := decode.Into(i.Raw, value); wrong != "" {
		return fmt.Errorf("list item %s: %s", i.SID, wrong)
	}
	return nil
}

// List walks all pages of the list at path and returns its items in order. A pageSize of 0 sends none. The next page is
// fetched from next_page_url exactly as it is given, as the official tools do, but only on a host of the target:
// credentials go nowhere else.
func (s *Session) List(ctx context.Context, path string, pageSize int) ([]Item, error) {
	var items []Item
	err := s.Pages(ctx, path, pageSize, func(p *Page) error {
		items = append(items, p.Items...)
		return nil
	})
	return items, err
}

// Pages walks the pages of a list and gives each to visit. The rows are read from the property that meta.key names.
func (s *Session) Pages(ctx context.Context, path string, pageSize int, visit func(*Page) error) error {
	address := s.target.APIURL + path
	if pageSize > 0 {
		address += "?" + url.Values{"PageSize": {strconv.Itoa(pageSize)}}.Encode()
	}
	been := map[string]bool{}
	for len(been) < maxPages {
		been[address] = true
		p, err := s.Page(ctx, address)
		if err != nil {
			return fmt.Errorf("list %s: %w", path, err)
		}
		if err := visit(p); err != nil {
			return err
		}
		if p.Meta.NextPageURL == nil {
			return nil
		}
		address = *p.Meta.NextPageURL
		if been[address] {
			return fmt.Errorf("list %s: next_page_url leads back to a page that was read before: %s", path, address)
		}
	}
	return fmt.Errorf("list %s: no end after %d pages", path, maxPages)
}

// Page fetches one page by its absolute URL, which must be on the target: credentials go nowhere else. It never returns
// nil, not even with an error.
func (s *Session) Page(ctx context.Context, address string) (*Page, error) {
	p := new(Page)
	if err := s.mayFollow(address); err != nil {
		return p, err
	}
	var body map[string]json.RawMessage
	if err := s.SendTo(ctx, http.MethodGet, address, "", "").OK(&body); err != nil {
		return p, err
	}
	if wrong := decode.Into(body["meta"], &p.Meta); wrong != "" {
		return p, &pageError{address, "meta: " + wrong}
	}
	var rows []json.RawMessage
	if err := json.Unmarshal(body[p.Meta.Key], &rows); err != nil {
		return p, &pageError{address, fmt.Sprintf("meta.key is %q, and there is no array of that name", p.Meta.Key)}
	}
	for _, row := range rows {
		i := Item{Raw: row}
		var head struct {
			SID string `json:"sid"`
		}
		if err := json.Unmarshal(plainjson.InCase(row), &head); err != nil || head.SID == "" {
			return p, fmt.Errorf("%s: an item of %s has no sid: %s", address, p.Meta.Key, expect.Quoted(string(row)))
		}
		i.SID = head.SID
		p.Items = append(p.Items, i)
	}
	return p, nil
}

// mayFollow lets a page URL through that stays on the target. The real API names its canonical host even when it was
// reached through an edge.
func (s *Session) mayFollow(address string) error {
	next, err := url.Parse(address)
	if err != nil {
		return fmt.Errorf("page URL: %w", err)
	}
	home, err := url.Parse(s.target.APIURL)
	if err != nil {
		return fmt.Errorf("API URL: %w", err)
	}
	canonical := hosts.OfTwilio(home) && origin(next) == "https://serverless.twilio.com"
	if origin(next) != origin(home) && !canonical {
		return fmt.Errorf("page URL %s leads away from %s", address, s.target.APIURL)
	}
	return nil
}

// SIDs returns the SIDs of items, in order.
func SIDs(items []Item) []string {
	var all []string
	for _, i := range items {
		all = append(all, i.SID)
	}
	return all
}

// A pageError is a page that cannot be read.
type pageError struct{ address, wrong string }

// Error says which page, and what is wrong with it.
func (e *pageError) Error() string { return e.address + ": " + e.wrong }
