package contract

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// A badField is a value that a field must not have.
type badField struct {
	id, claim string
	level     Level
	operation string
	fields    url.Values
}

// fieldCases send one field after the other with a value that its description rules out, to operations whose other fields are
// well-formed, and want a refusal that changes nothing.
func fieldCases() []Case {
	long := func(n int) string { return strings.Repeat("x", n) }
	bad := []badField{
		{"services/names-are-not-empty", "The names of a new Service are not empty.", Assumed, "CreateService", form("UniqueName", "", "FriendlyName", "")},
		{"services/options-are-booleans", "IncludeCredentials and UiEditable of a new Service are true or false.", Assumed, "CreateService", form("IncludeCredentials", "maybe", "UiEditable", "maybe")},
		{"services/updated-friendly-name-is-not-empty", "An update does not take the FriendlyName of a Service away.", Assumed, "UpdateService", form("FriendlyName", "")},
		{"services/updated-options-are-booleans", "IncludeCredentials and UiEditable are true or false also in an update.", Assumed, "UpdateService", form("IncludeCredentials", "maybe", "UiEditable", "maybe")},
		{"functions/friendly-name-is-not-empty", "The FriendlyName of a Function is not empty.", Assumed, "CreateFunction", form("FriendlyName", "")},
		{"functions/updated-friendly-name-is-not-empty", "An update does not take the FriendlyName of a Function away.", Assumed, "UpdateFunction", form("FriendlyName", "")},
		{"functions/updated-friendly-name-over-255-characters-is-refused", "The FriendlyName of a Function has 255 characters or less also in an update.", Documented, "UpdateFunction", form("FriendlyName", long(256))},
		{"assets/friendly-name-is-not-empty", "The FriendlyName of an Asset is not empty.", Assumed, "CreateAsset", form("FriendlyName", "")},
		{"assets/updated-friendly-name-is-not-empty", "An update does not take the FriendlyName of an Asset away.", Assumed, "UpdateAsset", form("FriendlyName", "")},
		{"assets/updated-friendly-name-over-255-characters-is-refused", "The FriendlyName of an Asset has 255 characters or less also in an update.", Documented, "UpdateAsset", form("FriendlyName", long(256))},
		{"builds/versions-are-sids", "The versions of a Build are SIDs.", Assumed, "CreateBuild", form("FunctionVersions", "no-sid", "AssetVersions", "no-sid")},
		{"builds/dependencies-are-packages", "Dependencies are an array of objects with a name and a version.", Assumed, "CreateBuild", form("Dependencies", `{"lodash":"4.17.20"}`)},
		{"environments/names-are-not-empty", "The UniqueName of an Environment is not empty.", Assumed, "CreateEnvironment", form("UniqueName", "")},
		{"variables/key-is-not-empty", "The Key of a Variable is not empty.", Assumed, "CreateVariable", form("Key", "")},
		{"variables/updated-key-is-not-empty", "An update does not take the Key of a Variable away.", Assumed, "UpdateVariable", form("Key", "")},
	}
	var all []Case
	for _, b := range bad {
		all = append(all, b.asCase())
	}
	for _, v := range []versions{functionVersions(), assetVersions()} {
		all = append(all, Case{
			ID:     v.resource + "/path-is-not-empty",
			Claim:  "The Path of a version is not empty.",
			Source: v.page, Level: Assumed, Ops: []string{"Create" + v.kind},
			Run: v.refuses(with("Path", "")),
		})
	}
	return append(all, Case{
		ID:     "deployments/build-is-named-by-its-sid",
		Claim:  "The BuildSid of a Deployment is the SID of a Build: anything else is refused and leaves the live Build alone.",
		Source: deploymentPage, Level: Assumed, Ops: []string{"CreateDeployment"},
		Run: whileLive(func(ctx context.Context, s *Session, l *live) error {
			err := s.refusedWithoutTrace(ctx, deploymentsOf(l.environment), func() *Answer {
				return s.Post(ctx, deploymentsOf(l.environment), form("BuildSid", "no-sid"))
			})
			if err != nil {
				return err
			}
			current, err := s.LiveBuild(ctx, l.environment)
			return then(err, same("build_sid of the Environment", current, l.build.SID))
		}),
	})
}

func (b badField) asCase() Case {
	resource := resourceOf(b.id)
	return Case{
		ID: b.id, Claim: b.claim, Source: resourcePage + strings.TrimSuffix(resource, "s"), Level: b.level, Ops: []string{b.operation},
		Run: func(ctx context.Context, s *Session) error {
			w, err := newWorld(ctx, s)
			if err != nil {
				return err
			}
			return w.refuses(ctx, b)
		},
	}
}

// refuses sends each bad value alone, among fields that are well-formed, and wants nothing to come of it.
func (w *world) refuses(ctx context.Context, b badField) error {
	all := Operations()
	op := all[slices.IndexFunc(all, func(o OperationInfo) bool { return o.OperationID == b.operation })]
	path, err := w.fill(ctx, op.Path)
	if err != nil {
		return err
	}
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(b.fields)) {
		fields, err := w.form(ctx, b.operation)
		if err != nil {
			return err
		}
		fields[name] = b.fields[name]
		request := func() *Answer { return w.s.Post(ctx, path, fields) }
		switch {
		case strings.HasPrefix(b.operation, "Update"):
			err = w.refusedUnchanged(ctx, path, request)
		case op.Path == "/v1/Services": // all cases share the list
			err = request().RefusedSomehow()
			if unique := fields.Get("UniqueName"); err == nil && unique != "" {
				err = w.s.Get(ctx, pathTo("Services", unique)).NotFound()
			}
		default:
			err = w.s.refusedWithoutTrace(ctx, path, request)
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("%s=%s: %w", name, quoted(b.fields.Get(name)), err))
		}
	}
	return errors.Join(problems...)
}

// refusedUnchanged wants a request to be refused in any way, and the resource at path to be what it was.
func (w *world) refusedUnchanged(ctx context.Context, path string, request func() *Answer) error {
	var before, after map[string]any
	if err := w.s.Get(ctx, path).OK(&before); err != nil {
		return err
	}
	if err := request().RefusedSomehow(); err != nil {
		return err
	}
	err := w.s.Get(ctx, path).OK(&after)
	return then(err, same("the resource after the refusal", quoted(after), quoted(before)))
}
