package cases

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// other returns the SID of a resource that world.sid has no fixture for, as the contract says how to get one: its Create
// operation makes it; where there is none, it is the first in the list after a Deployment.
func (w *world) other(ctx context.Context, kinds string) (string, error) {
	list, listed := listAt(kinds)
	if create, ok := createsIn(list.Template); ok {
		path, err := w.fill(ctx, create.Template)
		if err != nil {
			return "", err
		}
		return w.make(ctx, create, path)
	}
	if !w.s.Has(ctx, suite.FeatureLogs) {
		return unknownIn(kinds[strings.LastIndexByte(kinds, '/')+1:]), nil
	}
	if !listed {
		return "", fmt.Errorf("no operation creates or lists %s: world.sid in contract/cases/world.go must say where "+
			"one comes from", kinds)
	}
	if w.shared {
		return "", fmt.Errorf("%s come from a Deployment, which nothing may make in a Service that cases share", kinds)
	}
	if _, err := w.sid(ctx, "/Services/Environments/Deployments"); err != nil {
		return "", err
	}
	path, err := w.fill(ctx, list.Template)
	if err != nil {
		return "", err
	}
	return firstAt(ctx, w.s, path)
}

// make sends a form with nothing wrong to a list and returns the SID of what it made.
func (w *world) make(ctx context.Context, create operations.Operation, path string) (string, error) {
	fields, err := w.form(ctx, create.ID)
	if err != nil {
		return "", err
	}
	var made struct {
		SID string `json:"sid"`
	}
	if err := w.s.Post(ctx, path, fields).Created(&made); err != nil {
		return "", &suite.SetupError{Operation: create.ID, Err: err}
	}
	return made.SID, nil
}

// firstAt polls a list until it has an entry, and returns the SID of the first.
func firstAt(ctx context.Context, s *suite.Session, path string) (string, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, s.Target().BuildTimeout,
		fmt.Errorf("%s is empty %s after a Deployment, and no operation creates what it lists: if something else makes "+
			"it, write that into world.sid in contract/cases/world.go", path, s.Target().BuildTimeout))
	defer cancel()
	for {
		items, err := s.List(ctx, path, 0)
		if err != nil {
			return "", err
		}
		if sids := suite.SIDs(items); len(sids) > 0 {
			return sids[0], nil
		}
		if err := suite.Wait(ctx, s.Target().PollInterval); err != nil {
			return "", err
		}
	}
}

// smallestForm has what a form must have, or the first field of one that must have nothing: each with a value that the
// contract allows.
func smallestForm(operation string, unique func() string) url.Values {
	op, _ := operations.Lookup(operation)
	if op.Body == nil {
		return nil
	}
	fields := slices.DeleteFunc(slices.Clone(op.Body.Fields), func(f operations.Field) bool { return !f.Required })
	if len(fields) == 0 {
		fields = op.Body.Fields[:min(1, len(op.Body.Fields))]
	}
	values := url.Values{}
	for _, f := range fields {
		if value, ok := plainValue(f, unique); ok {
			values.Set(f.Name, value)
		}
	}
	return values
}

// plainValue is a value that the contract allows a field to have. There is none for one with a pattern, or that holds
// JSON: writtenForms has those.
func plainValue(f operations.Field, unique func() string) (value string, ok bool) {
	v := f.Value
	if v.Items != nil {
		v = *v.Items
	}
	switch {
	case len(v.Enum) > 0:
		return v.Enum[0], true
	case v.SIDPrefix() != "":
		return unknown(v.SIDPrefix()), true
	case v.Pattern != "" || v.JSONArrayOf != "":
		return "", false
	case v.Type == "boolean":
		return "true", true
	case v.Type == "integer":
		least := 1
		if v.Minimum != nil {
			least = *v.Minimum
		}
		return fmt.Sprint(least), true
	case v.Format == "date-time":
		return "2030-01-02T03:04:05Z", true
	case v.Format == "uri":
		return "https://example.com", true
	default:
		name := "world"
		if f.Name == "UniqueName" {
			name = unique()
		}
		name = padded(name, max(len(name), v.MinLength))
		return name[:min(len(name), cmp.Or(v.MaxLength, len(name)))], true
	}
}
