package cases

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/derive"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// A badField is a value that a field must not have.
type badField struct {
	id, claim string
	level     suite.Level
	operation string
	fields    url.Values
}

// fieldCases send one field after the other with a value that its description rules out, to
// operations whose other fields are well-formed, and want a refusal that changes nothing.
func fieldCases() []suite.Case {
	bad := badFields()
	bad = append(bad, badFieldsByContract(bad)...)
	var all []suite.Case
	for _, b := range bad {
		all = append(all, b.asCase())
	}
	for _, v := range []versions{functionVersions(), assetVersions()} {
		all = append(all, suite.Case{
			ID:     v.resource + "/path-is-not-empty",
			Claim:  "The Path of a version is not empty.",
			Source: v.page, Level: suite.Assumed, Ops: []string{"Create" + v.kind},
			Run: v.refuses(with("Path", "")),
		})
	}
	return append(all, suite.Case{
		ID: "deployments/build-is-named-by-its-sid",
		Claim: "The BuildSid of a Deployment is the SID of a Build of the Service: anything else is refused and " +
			"leaves the live Build alone.",
		Source: deploymentPage, Level: suite.Inferred, Ops: []string{"CreateDeployment"},
		Run: whileStillLive(func(ctx context.Context, s *suite.Session, l *live) error {
			for _, build := range []string{"no-sid", unknown("ZB")} {
				err := refusedWithoutTrace(ctx, s, deploymentsOf(l.environment), func() *suite.Answer {
					return s.Post(ctx, deploymentsOf(l.environment), form("BuildSid", build))
				})
				if err != nil {
					return err
				}
			}
			current, err := s.LiveBuild(ctx, l.environment)
			return expect.Then(err, expect.Same("build_sid of the Environment", current, l.build.SID))
		}),
	})
}

// badFields are those that are written by hand.
func badFields() []badField {
	return []badField{
		{"services/names-are-not-empty", "The names of a new Service are not empty.", suite.Assumed, "CreateService",
			form("UniqueName", "", "FriendlyName", "")},
		{"services/options-are-booleans", "IncludeCredentials and UiEditable of a new Service are true or false.",
			suite.Assumed, "CreateService", form("IncludeCredentials", "maybe", "UiEditable", "maybe")},
		{"services/updated-friendly-name-is-not-empty", "An update does not take the FriendlyName of a Service away.",
			suite.Assumed, "UpdateService", form("FriendlyName", "")},
		{"services/updated-options-are-booleans",
			"IncludeCredentials and UiEditable are true or false also in an update.", suite.Assumed, "UpdateService",
			form("IncludeCredentials", "maybe", "UiEditable", "maybe")},
		{"functions/friendly-name-is-not-empty", "The FriendlyName of a Function is not empty.", suite.Assumed,
			"CreateFunction", form("FriendlyName", "")},
		{"functions/updated-friendly-name-is-not-empty", "An update does not take the FriendlyName of a Function away.",
			suite.Assumed, "UpdateFunction", form("FriendlyName", "")},
		{"assets/friendly-name-is-not-empty", "The FriendlyName of an Asset is not empty.", suite.Assumed,
			"CreateAsset",
			form("FriendlyName", "")},
		{"assets/updated-friendly-name-is-not-empty", "An update does not take the FriendlyName of an Asset away.",
			suite.Assumed, "UpdateAsset", form("FriendlyName", "")},
		{"builds/versions-are-sids", "The versions of a Build are SIDs.", suite.Assumed, "CreateBuild",
			form("FunctionVersions", "no-sid", "AssetVersions", "no-sid")},
		{"builds/dependencies-are-packages", "Dependencies are an array of objects with a name and a version.",
			suite.Assumed, "CreateBuild", form("Dependencies", `{"lodash":"4.17.20"}`)},
		{"environments/names-are-not-empty", "The UniqueName of an Environment is not empty.", suite.Assumed,
			"CreateEnvironment", form("UniqueName", "")},
		{"variables/key-is-not-empty", "The Key of a Variable is not empty.", suite.Assumed, "CreateVariable",
			form("Key", "")},
		{"variables/updated-key-is-not-empty", "An update does not take the Key of a Variable away.", suite.Assumed,
			"UpdateVariable", form("Key", "")},
	}
}

func (b badField) asCase() suite.Case {
	return suite.Case{
		ID: b.id, Claim: b.claim, Source: b.source(), Level: b.level,
		Ops: []string{b.operation},
		Run: func(ctx context.Context, s *suite.Session) error {
			if b.operation == "CreateService" {
				return (&world{s: s}).refuses(ctx, b)
			}
			w, err := b.world(ctx, s)
			if err != nil {
				return err
			}
			if err := w.refuses(ctx, b); err != nil {
				return err
			}
			s.GiveBack()
			return nil
		},
	}
}

// world is one in which nothing is made but what must be refused.
func (b badField) world(ctx context.Context, s *suite.Session) (*world, error) {
	switch {
	case b.operation == "UpdateService":
		service, err := s.LentService(ctx)
		return worldOf(s, service), err
	case b.looksBelow():
		service, err := s.SharedStage(ctx, 1)
		return worldOf(s, service), err
	}
	op, _ := operations.Lookup(b.operation)
	of := strings.TrimPrefix(derive.Collections(op.Template), "/Services/")
	if slices.Contains(suite.Collections(), of) {
		service, err := s.SharedEmpty(ctx, of)
		w := worldOf(s, service)
		w.shared = true
		return w, err
	}
	return newWorld(ctx, s)
}

// source is the page of the resource; what was written as the source of the operation names a part of it.
func (b badField) source() string {
	op, _ := operations.Lookup(b.operation)
	page, _, _ := strings.Cut(op.Source, "#")
	return page
}

// looksBelow reports whether nothing is made or listed directly below the Service, which others may use too then.
func (b badField) looksBelow() bool {
	return b.operation == "CreateVariable" || b.acts() || strings.HasPrefix(b.operation, "Update") &&
		b.operation != "UpdateService"
}

// acts reports whether the operation has a verb of its own.
func (b badField) acts() bool {
	op, _ := operations.Lookup(b.operation)
	return op.Acts()
}

// refuses sends each bad value alone, among fields that are well-formed, and wants nothing to come of it.
func (w *world) refuses(ctx context.Context, b badField) error {
	all := contract.Operations()
	op := all[slices.IndexFunc(all, func(o contract.OperationInfo) bool { return o.OperationID == b.operation })]
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
		request := func() *suite.Answer { return w.s.Post(ctx, path, fields) }
		switch {
		case strings.HasPrefix(b.operation, "Update"):
			err = w.refusedUnchanged(ctx, path, request)
		case b.acts():
			err = w.refusedUnchanged(ctx, path[:strings.LastIndexByte(path, '/')], request)
		case op.Path == "/v1/Services": // all cases share the list
			err = request().Rejected()
			if unique := fields.Get("UniqueName"); err == nil && unique != "" {
				err = w.s.Get(ctx, suite.Path("Services", unique)).NotFound()
			}
		default:
			err = refusedFromEmpty(ctx, w.s, path, request)
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("%s=%s: %w", name, expect.Quoted(b.fields.Get(name)), err))
		}
	}
	return errors.Join(problems...)
}

// refusedUnchanged wants a request to be refused in any way, and the resource at path to be what it was.
func (w *world) refusedUnchanged(ctx context.Context, path string, request func() *suite.Answer) error {
	var before, after map[string]any
	if err := w.s.Get(ctx, path).OK(&before); err != nil {
		return err
	}
	if err := request().Rejected(); err != nil {
		return err
	}
	err := w.s.Get(ctx, path).OK(&after)
	return expect.Then(err, expect.Same("the resource after the refusal", expect.Quoted(after), expect.Quoted(before)))
}
