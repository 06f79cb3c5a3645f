package emulator

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// Page sizes as in the official document's `PageSize` parameter.
const (
	defaultPageSize = 50
	maxPageSize     = 1000
)

// meta has the order of the official examples.
type meta struct {
	FirstPageURL    string  `json:"first_page_url"`
	Key             string  `json:"key"`
	NextPageURL     *string `json:"next_page_url"`
	Page            int     `json:"page"`
	PageSize        int     `json:"page_size"`
	PreviousPageURL *string `json:"previous_page_url"`
	URL             string  `json:"url"`
}

// A cursor is what a PageToken says: the page lies right before or after the entry
// at a position, whether that entry still exists or not. So pages never overlap and
// never skip an entry, whatever comes and goes in between.
type cursor struct {
	Newer bool // the page before, in a list with the newest first
	From  state.Position
}

const tokenPrefix = "PT"

func (c cursor) token() string {
	b, err := json.Marshal(c)
	if err != nil {
		panic(fmt.Sprintf("emulator: page token: %v", err)) // two integers and a boolean
	}
	return tokenPrefix + base64.RawURLEncoding.EncodeToString(b)
}

// parseToken accepts exactly what token makes.
func parseToken(token string) (cursor, bool) {
	rest, ok := strings.CutPrefix(token, tokenPrefix)
	if !ok {
		return cursor{}, false
	}
	b, err := base64.RawURLEncoding.DecodeString(rest)
	if err != nil {
		return cursor{}, false
	}
	var c cursor
	if err := json.Unmarshal(b, &c); err != nil {
		return cursor{}, false
	}
	return c, c.token() == token
}

// A pageQuery is the paging part of the query of a list request.
type pageQuery struct {
	size   int
	page   int
	token  string
	cursor *cursor // nil without a token
}

func (e *Emulator) pageQuery(c *call) (*pageQuery, error) {
	q, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil {
		return nil, refuse(statusBadQuery, "The query cannot be decoded: %v", err)
	}
	size, err := queryInt(q, "PageSize", 1, maxPageSize, defaultPageSize)
	if err != nil {
		return nil, err
	}
	page, err := queryInt(q, "Page", 0, math.MaxInt32, 0)
	if err != nil {
		return nil, err
	}
	pq := &pageQuery{size: min(size, e.opts.PageCap), page: page, token: q.Get("PageToken")}
	// One client sends an empty PageToken= when there is none.
	if pq.token != "" {
		cur, ok := parseToken(pq.token)
		if !ok {
			return nil, refuse(statusBadQuery, "PageToken %q is invalid: follow the URLs in meta", pq.token)
		}
		pq.cursor = &cur
	}
	return pq, nil
}

func queryInt(q url.Values, name string, least, most, fallback int) (int, error) {
	s := q.Get(name)
	if s == "" {
		return fallback, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < least || n > most {
		return 0, refuse(statusBadQuery, "%s is %q: it must be a whole number from %d to %d", name, s, least, most)
	}
	return n, nil
}

// A pageOf is a list operation: what it lists, and how an entry looks.
type pageOf[T state.Entry] struct {
	key     string      // name of the array
	entries []T         // oldest first, as in a list
	filters []filter[T] // the query parameters besides paging; the URLs of pages keep them
	render  func(T) ([]byte, error)
}

// serve answers with the page that the query asks for. The caller holds the lock.
// One client finds the array by meta.key, and reads until next_page_url is null, so
// the one must be right and the other must never be absent.
func (p pageOf[T]) serve(e *Emulator, c *call) (*reply, error) {
	pq, err := e.pageQuery(c)
	if err != nil {
		return nil, err
	}
	entries := p.entries
	if pageAloneMoves && pq.cursor == nil {
		entries = entries[:max(0, len(entries)-pq.page*pq.size)]
	}
	keep, kept, err := chosen(p.filters, c.r.URL.Query())
	if err != nil {
		return nil, err
	}
	w := cut(entries, pq.size, pq.cursor, keep)

	link := func(page int, token string) string {
		u := fmt.Sprintf("%s%s?%sPageSize=%d&Page=%d", c.base, c.r.URL.EscapedPath(), kept, pq.size, page)
		if token != "" {
			u += "&PageToken=" + token
		}
		return u
	}
	m := meta{FirstPageURL: link(0, ""), Key: p.key, Page: pq.page, PageSize: pq.size, URL: link(pq.page, pq.token)}
	if w.hasOlder {
		u := link(pq.page+1, w.older.token())
		m.NextPageURL = &u
	}
	// "null on the first page": what came in since is not on a page before it.
	if w.hasNewer && pq.page > 0 {
		u := link(pq.page-1, w.newer.token())
		m.PreviousPageURL = &u
	}
	tail, err := encode(m)
	if err != nil {
		return nil, err
	}
	texts := make([][]byte, len(w.items))
	for i, x := range w.items {
		if texts[i], err = p.render(x); err != nil {
			return nil, err
		}
	}
	body := slices.Concat([]byte(`{"`+p.key+`": [`), bytes.Join(texts, []byte(", ")), []byte(`], "meta": `), tail,
		[]byte(`}`))
	return textReply(http.StatusOK, typeJSON, body), nil
}
