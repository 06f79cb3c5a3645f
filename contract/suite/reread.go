package suite

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/consistency"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite/internal/decode"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// What a create or an update answers is what is there from then on. A case that makes a claim about such an operation,
// and passed without a fetch of what it made, is completed by one: an answer that only repeats what was sent is no
// proof of anything.

// A written resource is what an answer said of it.
type written struct {
	operation string
	fetch     string // operationId
	path      string
	shown     map[string]any
	listed    map[string]any // what a list showed later that the case read
}

// moves are the properties that may be others at the next look, by resource; the empty one stands for all.
var moves = map[string][]string{
	"":            {"date_updated", "url", "links"},
	"Build":       {"status", "function_versions", "asset_versions", "dependencies"},
	"Environment": {"build_sid"},
	"Deployment":  {"build_sid"}, // what a clearing one shows is read in two ways
}

// unread are the resources that a case about them wrote and did not fetch afterwards, in the order of their last write.
func (w *wire) unread(c *Case) []written {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []written
	for _, s := range w.trail.all {
		x := s.exchange
		operation, _ := w.operation(x.Method, x.URL)
		path := pathOf(x.URL)
		switch {
		case x.Status == http.StatusNoContent:
			all = slices.DeleteFunc(all, func(r written) bool {
				// no page says that a Deployment outlives its Build
				return isBelow(r.path, path) || nounOf(r.operation) == "Deployment" &&
					r.shown["build_sid"] == path[strings.LastIndexByte(path, '/')+1:]
			})
		case x.Status/100 != 2:
		case x.Method == http.MethodGet:
			all = slices.DeleteFunc(all, func(r written) bool { return r.path == path })
			seen(all, path, x.Body)
		case x.Method == http.MethodPost && slices.Contains(c.Ops, operation):
			r := written{operation: operation, fetch: "Fetch" + nounOf(operation), path: path}
			if decode.Into(x.Body, &r.shown) != "" {
				continue
			}
			sid, _ := r.shown["sid"].(string)
			if sid == "" {
				continue
			}
			op, _ := operations.Lookup(operation)
			switch {
			case strings.HasPrefix(operation, "Create"):
				r.path += "/" + sid
			case op.Acts(): // what it does below is not known
				r.path = above(path)
				all = slices.DeleteFunc(all, func(other written) bool { return isBelow(other.path, r.path) })
			}
			all = slices.DeleteFunc(all, func(other written) bool {
				return other.path == r.path || nounOf(operation) == "Deployment" &&
					nounOf(other.operation) == "Deployment"
			})
			all = append(all, r)
		}
	}
	return all
}

// seen notes what a list shows of written resources.
func seen(all []written, path string, body []byte) {
	if !slices.ContainsFunc(all, func(r written) bool { return r.collection() == path }) {
		return
	}
	var page map[string]json.RawMessage
	if decode.Into(body, &page) != "" {
		return
	}
	for name, rows := range page {
		var items []map[string]any
		if name == "meta" || decode.Into(rows, &items) != "" {
			continue
		}
		for i, r := range all {
			for _, item := range items {
				if r.collection() == path && item["sid"] == r.sid() {
					all[i].listed = item
				}
			}
		}
	}
}

// pathOf is the path of the API, without what a base URL has before it.
func pathOf(u *url.URL) string {
	path := u.EscapedPath()
	return path[max(0, strings.Index(path, "/v1/")):]
}

// isBelow reports whether a path leads to what was deleted, or into it. A Service that was deleted by its name takes
// along what is below another name of it.
func isBelow(path, deleted string) bool {
	return path == deleted || strings.HasPrefix(path, deleted+"/") ||
		strings.Count(deleted, "/") == strings.Count("/v1/Services/x", "/")
}

// severalSiblings is from how many written resources of a collection on its list is read instead of each.
const severalSiblings = 2

// reread fetches what the case wrote and did not look at, several of a collection by its list.
func (s *Session) reread(ctx context.Context, c *Case) error {
	unread := s.wire.unread(c)
	siblings := map[string]int{}
	for _, r := range unread {
		if r.listed == nil {
			siblings[r.collection()]++
		}
	}
	listed := map[string]map[string]map[string]any{} // by collection and SID
	var problems []error
	for _, r := range unread {
		list := "List" + nounOf(r.operation)
		if r.listed != nil {
			problems = append(problems, r.same(list, r.listed))
			continue
		}
		if s.wire.excludes == nil && siblings[r.collection()] >= severalSiblings && r.collection() != Path("Services") {
			if listed[r.collection()] == nil {
				all, err := s.listed(ctx, r.collection(), 0)
				problems = append(problems, err)
				listed[r.collection()] = all
			}
			if now := listed[r.collection()][r.sid()]; now != nil {
				problems = append(problems, r.same(list, now))
				continue
			} // a list may be late, or be of more pages than are read
		}
		if s.wire.excludes != nil && s.wire.excludes(r.fetch) {
			continue
		}
		var now map[string]any
		if err := s.Get(ctx, r.path).OK(&now); err != nil {
			problems = append(problems, fmt.Errorf("what %s answered with is fetched: %w", r.operation, err))
			continue
		}
		problems = append(problems, r.same(r.fetch, now))
	}
	return errors.Join(problems...)
}

// relist reads the lists of what the case deleted, where it makes a claim about that and did not read them afterwards:
// [wire.contradicted] sees what is still there, and what else is gone. A list of the account is read too.
func (s *Session) relist(ctx context.Context, c *Case) error {
	var problems []error
	for _, path := range s.wire.unlisted(c) {
		if _, err := s.listed(ctx, path, s.wire.left(path)); err != nil {
			problems = append(problems, fmt.Errorf("after a delete its list is read: %w", err))
		}
	}
	return errors.Join(problems...)
}

// unlisted are the lists of which the case deleted an entry and which it did not read since, but for those that went
// with something above them.
func (w *wire) unlisted(c *Case) (lists []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.trail.all {
		x := s.exchange
		operation, _ := w.operation(x.Method, x.URL)
		path := pathOf(x.URL)
		switch {
		case x.Method == http.MethodDelete && x.Status == http.StatusNoContent:
			lists = slices.DeleteFunc(lists, func(l string) bool { return isBelow(l, path) && l != Path("Services") })
			if list := path[:strings.LastIndexByte(path, '/')]; slices.Contains(c.Ops, operation) &&
				!slices.Contains(lists, list) {
				lists = append(lists, list)
			}
		case x.Method == http.MethodGet && x.Status/100 == 2:
			lists = slices.DeleteFunc(lists, func(l string) bool { return l == path })
		}
	}
	return lists
}

// left is how many entries of a list the case has created and not deleted.
func (w *wire) left(list string) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	there := map[string]bool{}
	for _, s := range w.trail.all {
		x := s.exchange
		path := pathOf(x.URL)
		var made written
		switch {
		case x.Method == http.MethodPost && x.Status == http.StatusCreated && path == list &&
			decode.Into(x.Body, &made.shown) == "":
			sid, _ := made.shown["sid"].(string)
			there[list+"/"+sid] = true
		case x.Method == http.MethodDelete && x.Status == http.StatusNoContent:
			delete(there, path)
		}
	}
	return len(there)
}

// pageOfMany is a page that has all of the entries that a case makes, as a rule.
const pageOfMany = 100

// listed are the entries of the first page of a list by SID. With a number of entries the page has room for just them:
// if there are no others, nothing may be missing at its end.
func (s *Session) listed(ctx context.Context, path string, entries int) (map[string]map[string]any, error) {
	all := map[string]map[string]any{}
	size := pageOfMany
	if entries > 0 && path != Path("Services") {
		size = entries
	}
	page, err := s.Page(ctx, fmt.Sprintf("%s%s?PageSize=%d", s.target.APIURL, path, size))
	if err != nil {
		return all, err
	}
	for _, item := range page.Items {
		var o map[string]any
		if err := item.Into(&o); err != nil {
			return all, err
		}
		all[item.SID] = o
	}
	return all, nil
}

func (r *written) collection() string { return r.path[:strings.LastIndexByte(r.path, '/')] }

func (r *written) sid() string { return r.path[strings.LastIndexByte(r.path, '/')+1:] }

// same compares what was answered with what a later operation shows.
func (r *written) same(later string, now map[string]any) error {
	noun := nounOf(r.operation)
	moving := slices.Concat(moves[""], moves[noun])
	for name, was := range r.shown {
		is, there := now[name]
		if slices.Contains(moving, name) || operations.Schemas()[noun].Follows(name, moving...) || !there {
			continue
		}
		what := fmt.Sprintf("%s of %s after %s", name, later, r.operation)
		if err := expect.Same(what, settledValue(name, is), settledValue(name, was)); err != nil {
			return err
		}
	}
	return nil
}

// contradicted compares each answer that a case got with those before it. Requests that are sent at once have no order.
func (w *wire) contradicted(c *Case) error {
	if c.AtOnce {
		return nil
	}
	return w.history().Problems()
}

// isFirm reports whether an answer contradicted those before it in a way that time does not explain.
func (w *wire) isFirm(c *Case) bool { return !c.AtOnce && w.history().Firm() }

// history is what all answers of a case say together.
func (w *wire) history() *consistency.History {
	w.mu.Lock()
	defer w.mu.Unlock()
	known := &consistency.History{Shared: len(w.fixtures) > 0, Blind: w.trouble != nil}
	for _, s := range w.trail.all {
		x := s.exchange
		id, _ := w.operation(x.Method, x.URL)
		operation, ok := operations.Lookup(id)
		if !ok {
			continue
		}
		a := &consistency.Answer{
			Operation: operation, Path: pathOf(x.URL), Query: x.URL.Query(), As: x.RequestHeader.Get("Authorization"),
			Status: x.Status, RequestID: ownRequestID(x.Header), Date: consistency.TimeOf(x.Header),
			Began: s.began, Ended: s.ended,
		}
		if x.Upload != nil && x.Upload.Err == nil {
			for _, part := range x.Upload.Parts {
				if part.Name == "Content" {
					a.Uploaded = fmt.Sprintf("%x", part.SHA256)
				}
			}
		}
		a.Sent, _ = url.ParseQuery(string(x.RequestBody)) // what is broken was refused
		_ = decode.Into(x.Body, &a.Body)                  // what is no object says nothing
		known.Note(a)
	}
	return known
}

// settledValue is a value without what may differ: the case of a visibility.
func settledValue(name string, value any) string {
	text := fmt.Sprint(value)
	if name == "visibility" {
		return strings.ToLower(text)
	}
	return text
}

// ownRequestID is how an answer names its request. One with an Age comes from a cache, and may have been given before
// (RFC 9111, section 5.1).
func ownRequestID(header http.Header) string {
	if header.Get("Age") != "" {
		return ""
	}
	return header.Get("Twilio-Request-Id")
}
