package cases

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/derive"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/forms"
)

// A world is one resource of each kind, made when it is needed.
type world struct {
	s            *suite.Session
	shared       bool // all of it, with other cases: nothing may be made or changed in it
	mixed        bool // its Build has versions of each kind and visibility
	service      *serverless.Service
	environment  *serverless.Environment
	functionMade *serverless.FunctionVersion
	assetMade    *serverless.AssetVersion
	buildMade    *serverless.Build
	sids         map[string]string // by the place in a path, such as Services/Functions
}

// newWorld is a world of the case's own.
func newWorld(ctx context.Context, s *suite.Session) (*world, error) {
	return worldIn(ctx, s, s.CreateService)
}

// sharedWorld is one that others read too.
func sharedWorld(ctx context.Context, s *suite.Session) (*world, error) {
	w, err := worldIn(ctx, s, func(ctx context.Context) (*serverless.Service, error) { return s.SharedStage(ctx, 0) })
	w.shared = true
	return w, err
}

func worldIn(ctx context.Context, s *suite.Session,
	service func(ctx context.Context) (*serverless.Service, error)) (*world, error) {
	made, err := service(ctx)
	return worldOf(s, made), err
}

// worldOf has nothing but a Service yet.
func worldOf(s *suite.Session, service *serverless.Service) *world {
	w := &world{s: s, service: service, sids: map[string]string{}}
	if service != nil {
		w.sids["/Services"] = service.SID
	}
	return w
}

// lentWorld is one that the case has alone, and another case later. The case changes nothing in it but what it makes,
// and the names of what is in it. Environments and what belongs to them are each case's own. A case that leaves the
// world to others calls [suite.Session.GiveBack].
func lentWorld(ctx context.Context, s *suite.Session) (*world, error) {
	lent, err := suite.Lend(ctx, s, "world", worldsToLend, true, func(ctx context.Context) (*world, error) {
		made, err := newWorld(ctx, s)
		made.mixed = true
		return made, err
	})
	if err != nil {
		return nil, err
	}
	maps.DeleteFunc(lent.sids, func(kinds, _ string) bool { return strings.HasPrefix(kinds, "/Services/Environments") })
	lent.s = s
	return lent, nil
}

// worldsToLend is how many worlds there are at once for cases that look at what is in them.
const worldsToLend = 1

// fill puts SIDs into a path template, and makes the resources that they belong to.
func (w *world) fill(ctx context.Context, template string) (string, error) {
	segments := strings.Split(template, "/")
	var kinds strings.Builder
	for i, segment := range segments {
		if !strings.HasPrefix(segment, "{") {
			continue
		}
		fmt.Fprintf(&kinds, "/%s", segments[i-1])
		sid, err := w.sid(ctx, kinds.String())
		if err != nil {
			return "", err
		}
		segments[i] = sid
	}
	return strings.Join(segments, "/"), nil
}

// sid returns the SID of the resource whose path has these collections.
func (w *world) sid(ctx context.Context, kinds string) (string, error) {
	if sid := w.sids[kinds]; sid != "" {
		return sid, nil
	}
	const environment = "/Services/Environments"
	var sid string
	var err error
	switch kinds {
	case "/Services/Functions", "/Services/Functions/Versions":
		make := w.s.CreateFunctionVersion
		if w.shared {
			make = w.s.SharedFunctionVersion
		}
		w.functionMade, err = make(ctx, w.service)
		if err == nil {
			w.sids["/Services/Functions"], w.sids["/Services/Functions/Versions"] = w.functionMade.FunctionSID,
				w.functionMade.SID
		}
	case "/Services/Assets", "/Services/Assets/Versions":
		make := w.s.CreateAssetVersion
		if w.shared {
			make = w.s.SharedAssetVersion
		}
		w.assetMade, err = make(ctx, w.service)
		if err == nil {
			w.sids["/Services/Assets"], w.sids["/Services/Assets/Versions"] = w.assetMade.AssetSID, w.assetMade.SID
		}
	case "/Services/Builds":
		if w.shared {
			if w.buildMade, err = w.s.SharedBuild(ctx, w.service); err == nil {
				sid = w.buildMade.SID
			}
			break
		}
		sid, err = w.build(ctx)
	case environment:
		if w.shared {
			w.environment, err = w.s.SharedEnvironment(ctx, w.service)
		} else {
			w.environment, err = w.s.CreateEnvironment(ctx, w.service, w.s.Suffix())
		}
		if err == nil {
			sid = w.environment.SID
		}
	case environment + "/Variables", environment + "/Deployments", environment + "/Logs":
		if _, err := w.sid(ctx, environment); err != nil {
			return "", err
		}
		sid, err = w.below(ctx, kinds)
	default:
		sid, err = w.other(ctx, kinds)
	}
	if err != nil {
		return "", err
	}
	if sid != "" {
		w.sids[kinds] = sid
	}
	return w.sids[kinds], nil
}

// build makes a completed Build of one Function Version and one Asset Version, or of one with each visibility.
func (w *world) build(ctx context.Context) (string, error) {
	function, err := w.sid(ctx, "/Services/Functions/Versions")
	if err != nil {
		return "", err
	}
	asset, err := w.sid(ctx, "/Services/Assets/Versions")
	if err != nil {
		return "", err
	}
	functions, assets := []string{function}, []string{asset}
	if w.mixed {
		moreFunctions, moreAssets, err := notPublic(ctx, w.s, w.service)
		if err != nil {
			return "", err
		}
		functions, assets = append(functions, moreFunctions...), append(assets, moreAssets...)
	}
	w.buildMade = new(serverless.Build)
	if err := postBuild(ctx, w.s, w.service.SID, functions, assets).Created(w.buildMade); err != nil {
		return "", err
	}
	done, err := w.s.Complete(ctx, w.buildMade)
	if err != nil {
		return "", err
	}
	return done.SID, nil
}

// below makes what belongs to the Environment.
func (w *world) below(ctx context.Context, kinds string) (string, error) {
	if kinds == "/Services/Environments/Variables" {
		variable, err := w.s.CreateVariable(ctx, w.environment, "WORLD", "of one")
		return variable.SID, err
	}
	if kinds == "/Services/Environments/Logs" && !w.s.Has(ctx, suite.FeatureLogs) {
		return unknown("NO"), nil
	}
	build, err := w.sid(ctx, "/Services/Builds")
	if err != nil {
		return "", err
	}
	current, err := w.s.LiveBuild(ctx, w.environment)
	if err != nil {
		return "", err
	}
	if current != "null" {
		if _, err := w.s.Clear(ctx, w.environment); err != nil {
			return "", err
		}
	}
	deployment, err := w.s.Deploy(ctx, w.environment, &serverless.Build{SID: build})
	if err != nil || kinds == "/Services/Environments/Deployments" {
		return deployment.SID, err
	}
	logs, err := waitForLogs(ctx, w.s, w.environment)
	if err != nil {
		return "", err
	}
	return logs[0].SID, nil
}

// request sends an operation to a path. The fields are for a form; an upload has nothing wrong.
func (w *world) request(ctx context.Context, op contract.OperationInfo, path string, fields url.Values) *suite.Answer {
	switch {
	case op.Host == contract.UploadHost:
		return w.s.Upload(ctx, path, suite.File{}.Parts(w.s)...)
	case op.Method != http.MethodPost:
		return w.s.Send(ctx, op.Method, path, "", "")
	default:
		return w.s.Post(ctx, path, fields)
	}
}

// form is a body that the operation must accept, with what it names.
func (w *world) form(ctx context.Context, operation string) (url.Values, error) {
	fields := w.plainForm(operation)
	var err error
	put := func(name, kinds string) {
		sid, failed := w.sid(ctx, kinds)
		err = errors.Join(err, failed)
		fields.Set(name, sid)
	}
	switch operation {
	case "CreateDeployment":
		put("BuildSid", "/Services/Builds")
	case "CreateBuild":
		put("FunctionVersions", "/Services/Functions/Versions")
		put("AssetVersions", "/Services/Assets/Versions")
	}
	return fields, err
}

// plainForm is a body with nothing wrong, without what it could name.
func (w *world) plainForm(operation string) url.Values {
	if fields, ok := writtenForms(w.s.Name)[operation]; ok {
		return fields()
	}
	return forms.Smallest(operation, w.s.Name)
}

// writtenForms are the bodies that cannot be read off the contract, or have more than they must; unique makes names.
func writtenForms(unique func() string) map[string]func() url.Values {
	friendly := func() url.Values { return form("FriendlyName", "world") }
	return map[string]func() url.Values{
		"CreateService":     func() url.Values { return form("UniqueName", unique(), "FriendlyName", "world") },
		"UpdateService":     friendly,
		"CreateFunction":    friendly,
		"UpdateFunction":    friendly,
		"CreateAsset":       friendly,
		"UpdateAsset":       friendly,
		"CreateBuild":       func() url.Values { return form("FunctionVersions", unknown("ZN")) },
		"CreateEnvironment": func() url.Values { return form("UniqueName", unique(), "DomainSuffix", "other") },
		"CreateVariable":    func() url.Values { return form("Key", "OTHER", "Value", "x") },
		"UpdateVariable":    func() url.Values { return form("Value", "updated") },
		"CreateDeployment":  func() url.Values { return form() },
	}
}

// other returns the SID of a resource that world.sid has no fixture for, as the contract says how to get one: its
// Create operation makes it; where there is none, it is the first in the list after a Deployment.
func (w *world) other(ctx context.Context, kinds string) (string, error) {
	list, listed := derive.ListOf(kinds)
	if create, ok := derive.CreateIn(list.Template); ok {
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
		fmt.Errorf("%s is empty %s after a Deployment, and no operation creates what it lists: if something "+
			"else makes it, write that into world.sid in contract/cases/world.go", path, s.Target().BuildTimeout))
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
