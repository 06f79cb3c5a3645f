package client

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// pages iterates over the items of a list, page after page, and stops at the first error. invalid is what is wrong
// with the arguments; nothing is sent then. first sends the first request; items returns the entries of a page.
func pages[P, T any](
	ctx context.Context, c *Client, op string, invalid error,
	first func(ctx context.Context) (*http.Response, error),
	items func(*P) ([]T, serverless.PageMeta),
) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		if invalid != nil {
			yield(none, invalid)
			return
		}
		used := budget{seen: map[string]bool{}}
		for send := first; send != nil; {
			ctx, call := withCall(ctx, op)
			resp, err := send(ctx)
			if err == nil {
				resp.Body = countedBody{resp.Body, &used}
			}
			page, err := decode[P](call, resp, err)
			used.took += call.took
			if err != nil {
				yield(none, err)
				return
			}
			list, meta := items(page)
			if list == nil { // an empty list is `[]`; taking something else for one would hide what is there
				yield(none, call.failure(resp, errors.New("the answer has no list")))
				return
			}
			for i, item := range list {
				if err := foreign(call.request, &item); err != nil {
					yield(none, call.failure(resp, fmt.Errorf("item %d of the answer cannot be used: %w", i+1, err)))
					return
				}
				if !yield(item, nil) {
					return
				}
			}
			if send, err = c.next(meta, &used, len(list)); err != nil {
				yield(none, call.failure(resp, err))
				return
			}
		}
	}
}

// next sends the request for the page after one with some entries. It is nil after the last page.
func (c *Client) next(meta serverless.PageMeta, used *budget, entries int) (
	func(context.Context) (*http.Response, error), error,
) {
	if meta.NextPageURL == nil {
		return nil, nil
	}
	address, err := c.nextPage(*meta.NextPageURL)
	if err == nil {
		err = used.page(entries)
	}
	switch {
	case err != nil:
		return nil, err
	case used.seen[address]:
		return nil, errors.New("the pages go round in a circle: next_page_url names one that was read before")
	}
	used.seen[address] = true
	return func(ctx context.Context) (*http.Response, error) { return c.get(ctx, address) }, nil
}

// nextPage takes path and query of a page URL and puts them on the client's own base URL: the API
// answers with its canonical host even through edges, and credentials must go nowhere else.
func (c *Client) nextPage(raw string) (string, error) {
	next, err := url.Parse(raw)
	if err != nil {
		return "", fmt.Errorf("next_page_url: %w", plainError(err))
	}
	base, err := url.Parse(c.apiURL)
	if err != nil {
		return "", err
	}
	path := next.EscapedPath()
	if !strings.HasPrefix(path, base.EscapedPath()+"/") {
		// a proxy strips the prefix of the base URL, and the server knows nothing of it
		path = base.EscapedPath() + path
	}
	if strings.Contains(path, "/../") || !strings.Contains(path, "/v1/") {
		return "", fmt.Errorf("next_page_url has the path %q, which is none of this API", path)
	}
	query := next.RawQuery
	if query != "" {
		query = "?" + query
	}
	return base.Scheme + "://" + base.Host + path + query, nil
}

func (c *Client) get(ctx context.Context, address string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	return c.doer.Do(req)
}
