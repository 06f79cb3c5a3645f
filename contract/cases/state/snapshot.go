package state

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

type object = map[string]any

// A snapshot is a Service and all that is below it, as lists have it: properties by path.
type snapshot map[string]object

// below are the collections of each kind of resource.
var below = map[string][]string{
	"Services": {"Functions", "Assets", "Environments", "Builds"}, "Functions": {"Versions"}, "Assets": {"Versions"},
	"Environments": {"Variables", "Deployments"},
}

// take reads the Service at a path, and all lists below it. It wants every entry to say where it stands. What had no
// versions at an earlier look (was) has none, unless something may have been uploaded to it: that list is not read again.
func take(ctx context.Context, s *suite.Session, service string, was snapshot, c change) (snapshot, error) {
	all := snapshot{}
	var own object
	if err := s.Get(ctx, service).OK(&own); err != nil {
		return nil, err
	}
	all[service] = own
	var list func(path string) error
	list = func(path string) error {
		items, err := s.List(ctx, path, 0)
		if err != nil {
			return err
		}
		kind := path[strings.LastIndexByte(path, '/')+1:]
		var next []string
		for _, item := range items {
			var o object
			if err := item.Into(&o); err != nil {
				return err
			}
			at := path + "/" + item.SID
			if err := stands(o, at, text(own, "account_sid")); err != nil {
				return err
			}
			if _, twice := all[at]; twice {
				return fmt.Errorf("the list %s has %s twice", path, item.SID)
			}
			all[at] = o
			for _, b := range below[kind] {
				if list := at + "/" + b; b != "Versions" || was[at] == nil || c.made[list] > 0 || was.has(list) {
					next = append(next, list)
				}
			}
		}
		return forEach(next, list)
	}
	var lists []string
	for _, b := range below["Services"] {
		lists = append(lists, service+"/"+b)
	}
	return all, forEach(lists, list)
}

// has reports whether a list has an entry.
func (was snapshot) has(list string) bool {
	for path := range was {
		if strings.HasPrefix(path, list+"/") {
			return true
		}
	}
	return false
}

// stands wants an entry to name the Service, the parent and the address that its path has.
func stands(o object, path, account string) error {
	parts := strings.Split(strings.TrimPrefix(path, "/v1/"), "/")
	names := map[string]string{"Services": "service_sid", "Functions": "function_sid", "Assets": "asset_sid",
		"Environments": "environment_sid"}
	problems := []error{
		expect.Same("sid in "+path, text(o, "sid"), parts[len(parts)-1]),
		expect.Same("account_sid in "+path, text(o, "account_sid"), account),
	}
	for i := 0; i+3 < len(parts); i += 2 {
		problems = append(problems, expect.Same(names[parts[i]]+" in "+path, text(o, names[parts[i]]), parts[i+1]))
	}
	u, err := url.Parse(text(o, "url"))
	if err != nil || !u.IsAbs() || !strings.HasSuffix(u.Path, path) {
		problems = append(problems, fmt.Errorf("url is %s, want the absolute address of %s",
			expect.Quoted(o["url"]), path))
	}
	return errors.Join(problems...)
}

// forEach does something with each path, one after the other: a recording of a case has one order.
func forEach[T any](paths []T, do func(path T) error) error {
	var problems []error
	for _, path := range paths {
		problems = append(problems, do(path))
	}
	return errors.Join(problems...)
}

func text(o object, name string) string { v, _ := o[name].(string); return v }

// A change is what a request may have changed.
type change struct {
	// props are the properties that may differ, by path.
	props map[string][]string
	// gone are paths that must be gone, with all below them.
	gone []string
	// made are lists that must have one more, or as many as it says.
	made map[string]int
}

// follows reports whether the contract lets a property change without a request, or with others.
func follows(name string, others ...string) bool {
	for _, schema := range operations.Schemas() {
		if schema.Follows(name, others...) {
			return true
		}
	}
	return false
}

// takes reports whether something may go along with what a change takes away: no page says that a Deployment outlives
// its Build.
func (c change) takes(path string, was object) bool {
	build := text(was, "build_sid")
	return build != "" && strings.Contains(path, "/Deployments/") &&
		slices.ContainsFunc(c.gone, func(g string) bool { return strings.HasSuffix(g, "/Builds/"+build) })
}

// compare wants what was and what is to differ by a change and nothing else. A Build that is building ends by itself.
// What is above a changed resource may have another date_updated, and so may a Deployment that was replaced: whether
// it does is not documented.
func (was snapshot) compare(is snapshot, c change) error {
	var problems []error
	isGone := func(path string) bool {
		return slices.ContainsFunc(c.gone, func(g string) bool { return path == g || strings.HasPrefix(path, g+"/") })
	}
	touched := slices.Concat(slices.Collect(maps.Keys(c.props)), c.gone, slices.Collect(maps.Keys(c.made)))
	for _, path := range slices.Sorted(maps.Keys(was)) {
		now, there := is[path]
		if !there && c.takes(path, was[path]) {
			continue
		}
		if isGone(path) {
			problems = append(problems, expect.That(!there, "%s is still listed", path))
			continue
		}
		if !there {
			problems = append(problems, fmt.Errorf("%s is not listed any more", path))
			continue
		}
		for name, value := range was[path] {
			if slices.Contains(c.props[path], name) ||
				follows(name) || text(was[path], "status") == "building" && (name == "status" ||
				name == "date_updated" || follows(name, "status", "date_updated")) ||
				name == "date_updated" && (strings.Contains(path, "/Deployments/") || slices.ContainsFunc(touched,
					func(t string) bool { return strings.HasPrefix(t, path+"/") })) {
				continue
			}
			if got, want := expect.Quoted(now[name]), expect.Quoted(value); got != want {
				problems = append(problems, fmt.Errorf("%s of %s is %s, was %s", name, path, got, want))
			}
		}
	}
	more := map[string]int{}
	for path := range is {
		if _, there := was[path]; !there {
			more[path[:strings.LastIndexByte(path, '/')]]++
		}
	}
	if !maps.Equal(more, c.made) && (len(more) > 0 || len(c.made) > 0) {
		problems = append(problems, fmt.Errorf("new entries: %v, want %v", more, c.made))
	}
	return errors.Join(problems...)
}

// Waits before a list is read again: nobody promises that a list has a change at once.
var rereads = []time.Duration{300 * time.Millisecond, time.Second, 2 * time.Second}

// reread looks again for a while before a difference counts.
func reread(ctx context.Context, look func() error) error {
	for i := 0; ; i++ {
		err := look()
		if err == nil || i == len(rereads) {
			return err
		}
		if err := suite.Wait(ctx, rereads[i]); err != nil {
			return err
		}
	}
}

// only does something to a Service and wants a change of it and nothing else, which is then the new snapshot.
func (w *furnished) only(ctx context.Context, s *suite.Session, what string, c change, do func() error) error {
	if err := do(); err != nil {
		return err
	}
	err := reread(ctx, func() error {
		now, err := take(ctx, s, w.service, w.was, c)
		if err != nil {
			return err
		}
		if err := w.was.compare(now, c); err != nil {
			return err
		}
		w.was = now
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

func canonical(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(data)
}
