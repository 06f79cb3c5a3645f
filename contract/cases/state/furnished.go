package state

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/forms"
)

// A furnished Service has two of everything, with names that are alike. Its fields are paths, those of builds SIDs.
type furnished struct {
	service           string
	functions, assets []string // the first two have one FriendlyName
	versions          []string // of the first Function: two, of the second: one; then of the Assets likewise
	// the first two have the first Build live, the first one after the second Build; the last has none
	environments []string
	variables    []string // A, AB and OTHER of the first Environment, with two values; A of the second one
	// of the older version of the first Function and Asset; of the newer ones and the second Function;
	// of the second Asset
	builds []string
	// Builds that cases made since, with what they are made of: Functions and Assets.
	more map[string][2][]string
	was  snapshot // nil when something has changed since it was taken
	// intact says that the case leaves all of this to others: the same things, with the first Build
	// live in the first two Environments and in the third one none or the same.
	intact bool
}

// What things of a furnished Service have in common: texts that all lists and snapshots of them must show as they are.
const (
	alike     = "/Same  (1): 'it' & <b>, 50%25 @x_y-z.js"
	sameValue = "007 = a;b\n\"c\"  d "
	// spacedValue is that of an update, which stays when the Key is updated alone.
	spacedValue = "  newer "
)

// form makes a form of names and values in turn, see [forms.Of].
func form(pairs ...string) url.Values { return forms.Of(pairs...) }

// create creates below a list and returns the path.
func create(ctx context.Context, s *suite.Session, list string, pairs ...string) (string, error) {
	return createOf(ctx, s, list, form(pairs...))
}

func createOf(ctx context.Context, s *suite.Session, list string, fields url.Values) (string, error) {
	var o object
	if err := s.Post(ctx, list, fields).Created(&o); err != nil {
		return "", err
	}
	return list + "/" + text(o, "sid"), nil
}

func sidOf(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' {
			return path[i+1:]
		}
	}
	return path
}

// furnishedAtOnce is how many furnished Services there are at once. Cases wait for one another's.
const furnishedAtOnce = 3

// What cases with a furnished Service cost depends on which of them makes it. Those that leave it
// to others begin first.
const (
	costOfKeeper = 140
	costOfLast   = 120
)

// in gives a case a furnished Service and a snapshot of it. Others may have used it before: what has to be there is
// there, and its names, values and what is live may be others than at first. The case leaves it to others, see leave.
func in(do func(ctx context.Context, s *suite.Session, w *furnished) error) func(ctx context.Context,
	s *suite.Session) error {
	return lent(true, do)
}

// inLast is in for a case after which no other can use the Service.
func inLast(do func(ctx context.Context, s *suite.Session, w *furnished) error) func(ctx context.Context,
	s *suite.Session) error {
	return lent(false, do)
}

func lent(keeps bool, do func(ctx context.Context, s *suite.Session, w *furnished) error) func(ctx context.Context,
	s *suite.Session) error {
	return func(ctx context.Context, s *suite.Session) error {
		w, err := suite.Lend(ctx, s, "furnished Service", furnishedAtOnce, keeps,
			func(ctx context.Context) (*furnished, error) { return furnish(ctx, s) })
		return w.given(ctx, s, err, do)
	}
}

// withLogs gives a case a furnished Service that has Logs and no snapshot. Cases with Logs have it one after the other:
// those that leave its Builds as they are (keeps), before those that do not.
func withLogs(keeps bool, do func(ctx context.Context, s *suite.Session, w *furnished) error) func(ctx context.Context,
	s *suite.Session) error {
	return func(ctx context.Context, s *suite.Session) error {
		w, err := suite.Lend(ctx, s, "furnished Service with Logs", 1, keeps,
			func(ctx context.Context) (*furnished, error) { return furnish(ctx, s) })
		if err != nil {
			return err
		}
		if err := do(ctx, s, w); err != nil {
			return err
		}
		if keeps {
			s.GiveBack()
		}
		return nil
	}
}

func (w *furnished) given(ctx context.Context, s *suite.Session, err error,
	do func(ctx context.Context, s *suite.Session, w *furnished) error) error {
	if err != nil {
		return err
	}
	if err := suite.Wait(ctx, suite.DateStep); err != nil {
		return err
	}
	if w.was == nil {
		if w.was, err = take(ctx, s, w.service, nil, change{}); err != nil {
			return err
		}
	}
	w.intact = false
	if err := do(ctx, s, w); err != nil {
		return err
	}
	if w.intact {
		s.GiveBack()
	}
	return nil
}

// leave says that other cases may have the Service, of which a snapshot has to be taken again.
func (w *furnished) leave() { w.was, w.intact = nil, true }

// liveOn is the Build that is live in an Environment, empty for none.
func (w *furnished) liveOn(environment int) string {
	return text(w.was[w.environments[environment]], "build_sid")
}

func furnish(ctx context.Context, s *suite.Session) (*furnished, error) {
	// no option has its default: what falls back to it shows
	name := "Mixed-" + s.Name()
	service, err := create(ctx, s, "/v1/Services", "UniqueName", name, "FriendlyName", "Contract check "+name,
		"UiEditable", "true", "IncludeCredentials", "false")
	if err != nil {
		return nil, err
	}
	w := &furnished{service: service, more: map[string][2][]string{}}
	for _, step := range []func(context.Context, *suite.Session) error{w.addFiles, w.addEnvironments, w.addBuilds} {
		if err := step(ctx, s); err != nil {
			return nil, err
		}
	}
	return w, nil
}

func (w *furnished) addFiles(ctx context.Context, s *suite.Session) error {
	for _, kind := range []string{"Functions", "Assets"} {
		for i, name := range []string{alike, alike, alike + " but longer"} {
			path, err := create(ctx, s, w.service+"/"+kind, "FriendlyName", name)
			if err != nil {
				return err
			}
			if kind == "Functions" {
				w.functions = append(w.functions, path)
			} else {
				w.assets = append(w.assets, path)
			}
			visibilities := [][]string{{"public", "protected"}, {"private"}, nil}[i]
			for n, visibility := range visibilities {
				version, err := uploadTo(ctx, s, path, suite.File{
					Path: pathOf(kind, i, n), Visibility: visibility,
					Content: fmt.Sprintf("%s// %s %d %d\n", suite.SampleFunction, kind, i, n), ContentType: "application/javascript",
				})
				if err != nil {
					return err
				}
				w.versions = append(w.versions, version)
			}
		}
	}
	return nil
}

// pathOf is a Path with characters that may stand for others. That of the second version has another case.
func pathOf(kind string, i, n int) string {
	path := fmt.Sprintf("/%s-%d/%%20~*=!.Min.js", kind, i)
	if n > 0 {
		return strings.ToLower(path)
	}
	return path
}

func uploadTo(ctx context.Context, s *suite.Session, parent string, file suite.File) (string, error) {
	var o object
	if err := s.Upload(ctx, parent+"/Versions", file.Parts(s)...).Created(&o); err != nil {
		return "", err
	}
	return parent + "/Versions/" + text(o, "sid"), nil
}

func (w *furnished) addEnvironments(ctx context.Context, s *suite.Session) error {
	for i, pairs := range [][]string{{"UniqueName", "Plain"}, {"UniqueName", "Plain-two", "DomainSuffix", "two"},
		{"UniqueName", "Plain-t", "DomainSuffix", "tw"}} {
		path, err := create(ctx, s, w.service+"/Environments", pairs...)
		if err != nil {
			return err
		}
		w.environments = append(w.environments, path)
		for _, key := range [][]string{{"A", "AB", "OTHER"}, {"A"}, nil}[i] {
			variable, err := create(ctx, s, path+"/Variables", "Key", key, "Value",
				map[bool]string{true: "other", false: sameValue}[key == "OTHER"])
			if err != nil {
				return err
			}
			w.variables = append(w.variables, variable)
		}
	}
	return nil
}

func (w *furnished) addBuilds(ctx context.Context, s *suite.Session) error {
	v := func(i int) string { return sidOf(w.versions[i]) }
	for _, fields := range []url.Values{
		form("FunctionVersions", v(0), "AssetVersions", v(3)),
		form("FunctionVersions", v(1), "FunctionVersions", v(2), "AssetVersions", v(4)),
		form("AssetVersions", v(5)),
	} {
		var build serverless.Build
		if err := s.Post(ctx, w.service+"/Builds", fields).Created(&build); err != nil {
			return err
		}
		w.builds = append(w.builds, build.SID)
	}
	for _, sid := range w.builds {
		if err := w.complete(ctx, s, sid); err != nil {
			return err
		}
	}
	for _, d := range [][2]int{{0, 1}, {0, 0}, {1, 0}} {
		if err := w.deploy(ctx, s, d[0], w.builds[d[1]]); err != nil {
			return err
		}
	}
	return nil
}

// build makes a Build of these versions and does not wait for it.
func (w *furnished) build(ctx context.Context, s *suite.Session, functions, assets []string) (sid string, err error) {
	fields := form()
	for _, p := range functions {
		fields.Add("FunctionVersions", sidOf(p))
	}
	for _, p := range assets {
		fields.Add("AssetVersions", sidOf(p))
	}
	path, err := createOf(ctx, s, w.service+"/Builds", fields)
	return sidOf(path), err
}

// complete waits until a Build is completed.
func (w *furnished) complete(ctx context.Context, s *suite.Session, sid string) error {
	build := &serverless.Build{SID: sid, ServiceSID: sidOf(w.service), Status: serverless.BuildStateBuilding}
	_, err := s.Complete(ctx, build)
	return err
}

// deploy makes a Build live in one of the Environments; an empty SID clears it.
func (w *furnished) deploy(ctx context.Context, s *suite.Session, environment int, build string) error {
	fields := form()
	if build != "" {
		fields = form("BuildSid", build)
	}
	return s.Post(ctx, w.environments[environment]+"/Deployments", fields).Created(nil)
}

// live wants an Environment to have a Build live, or none.
func (w *furnished) live(environment int, build any) error {
	return expect.Same("build_sid of "+w.environments[environment],
		expect.Quoted(w.was[w.environments[environment]]["build_sid"]), expect.Quoted(build))
}
