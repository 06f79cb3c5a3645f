package load

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"mime/multipart"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	maxFunctions   = 12 // of a connection: what is made is deleted again
	maxBuilds      = 5
	maxDeployments = 10 // of an Environment, which then goes: Deployments cannot be deleted
	maxWrong       = 20
)

// A worker is one connection, with a Service in an account of its own, so that it knows
// everything that is in there.
type worker struct {
	conn      *conn
	rng       *rand.Rand
	stateless bool
	times     histogram
	refused   map[string]int
	wrong     []string

	n            int // for names
	service, env string
	functions    []*function // oldest first
	builds       []string
	built        map[string][]*function // of each Build the Functions that it has
	live         string
	deployments  int
	variable     string // path
	value        string
	name         string // of the Service
}

type function struct {
	sid, name string
	version   string
	content   string
}

// An answer has what the workers look at in any answer.
type answer struct {
	SID          string  `json:"sid"`
	FriendlyName string  `json:"friendly_name"`
	BuildSID     *string `json:"build_sid"`
	Status       any     `json:"status"`
	Value        string  `json:"value"`
	Content      string  `json:"content"`
	Functions    []item  `json:"functions"`
	Versions     []item  `json:"function_versions"`
	Deployments  []item  `json:"deployments"`
	Variables    []item  `json:"variables"`
	Meta         struct {
		Key  string  `json:"key"`
		Next *string `json:"next_page_url"`
	} `json:"meta"`
}

type item struct {
	SID          string `json:"sid"`
	FriendlyName string `json:"friendly_name"`
	Path         string `json:"path"`
	Value        string `json:"value"`
}

func newWorker(address string, i int, opts Options) *worker {
	return &worker{
		conn: newConn(address, fmt.Sprintf("AC%032x", i+1)), rng: rand.New(rand.NewPCG(opts.Seed, uint64(i))),
		stateless: opts.Stateless, refused: map[string]int{},
	}
}

func (w *worker) next() string {
	w.n++
	return fmt.Sprintf("n%d", w.n)
}

// blame keeps the first wrong answers and counts the others by dropping them.
func (w *worker) blame(format string, args ...any) {
	if !w.stateless && len(w.wrong) < maxWrong {
		w.wrong = append(w.wrong, fmt.Sprintf(format, args...))
	}
}

const form = "application/x-www-form-urlencoded"

// call sends a request and looks at the status. The answer is nil when it is no use.
func (w *worker) call(ctx context.Context, operation string, want int, method, path, contentType string,
	body []byte) (*answer, error) {
	started := time.Now()
	status, raw, err := w.conn.do(ctx, method, path, contentType, body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", operation, err)
	}
	w.times.note(time.Since(started))
	if status >= 400 {
		w.refused[fmt.Sprintf("%s %d", operation, status)]++
	}
	a := &answer{}
	if status == want && (status == 204 || w.stateless && status != 201) {
		return a, nil // what is not believed need not be read: the load shares the machine with the server
	}
	if err := json.Unmarshal(raw, a); err != nil || status != want {
		w.blame("%s %s: status %d instead of %d: %.200s", operation, path, status, want, raw)
		return a, nil
	}
	return a, nil
}

func (w *worker) get(ctx context.Context, operation, path string) (*answer, error) {
	return w.call(ctx, operation, 200, "GET", path, "", nil)
}

func (w *worker) post(ctx context.Context, operation, path string, want int, fields ...string) (*answer, error) {
	var body strings.Builder
	for i := 0; i < len(fields); i += 2 {
		if i > 0 {
			body.WriteByte('&')
		}
		body.WriteString(fields[i] + "=" + url.QueryEscape(fields[i+1]))
	}
	return w.call(ctx, operation, want, "POST", path, form, []byte(body.String()))
}

// begin makes the Service and some of everything.
func (w *worker) begin(ctx context.Context) error {
	w.name = w.next()
	a, err := w.post(ctx, "CreateService", "/v1/Services", 201, "UniqueName", "load-"+fmt.Sprint(w.rng.IntN(1e9)),
		"FriendlyName", w.name)
	if err != nil {
		return err
	}
	if a.SID == "" {
		return fmt.Errorf("CreateService: no SID: %v", w.wrong)
	}
	w.service = "/v1/Services/" + a.SID
	if err := w.environment(ctx); err != nil {
		return err
	}
	for range maxFunctions / 2 {
		if err := w.create(ctx); err != nil {
			return err
		}
	}
	if w.stateless {
		return nil
	}
	return w.build(ctx)
}

// environment makes another Environment instead of the one there is.
func (w *worker) environment(ctx context.Context) error {
	if w.env != "" {
		if _, err := w.call(ctx, "DeleteEnvironment", 204, "DELETE", w.env, "", nil); err != nil {
			return err
		}
	}
	a, err := w.post(ctx, "CreateEnvironment", w.service+"/Environments", 201, "UniqueName", "e", "DomainSuffix", "e")
	if err != nil {
		return err
	}
	w.env, w.live, w.deployments = w.service+"/Environments/"+a.SID, "", 0
	w.value = w.next()
	a, err = w.post(ctx, "CreateVariable", w.env+"/Variables", 201, "Key", "KEY", "Value", w.value)
	if err == nil {
		w.variable = w.env + "/Variables/" + a.SID
	}
	return err
}

func (w *worker) create(ctx context.Context) error {
	f := &function{name: w.next()}
	a, err := w.post(ctx, "CreateFunction", w.service+"/Functions", 201, "FriendlyName", f.name)
	if err != nil {
		return err
	}
	f.sid = a.SID
	w.functions = append(w.functions, f)
	if w.stateless {
		return nil
	}
	return w.upload(ctx, f)
}

// upload gives a Function its first or another version.
func (w *worker) upload(ctx context.Context, f *function) error {
	content := "exports.handler = " + w.next() + strings.Repeat(" ", w.rng.IntN(4000))
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	_ = m.WriteField("Path", "/"+f.name)
	_ = m.WriteField("Visibility", "public")
	part, _ := m.CreateFormFile("Content", "f.js") // writing to memory does not fail
	_, _ = part.Write([]byte(content))
	_ = m.Close()
	a, err := w.call(ctx, "CreateFunctionVersion", 201, "POST", w.service+"/Functions/"+f.sid+"/Versions",
		m.FormDataContentType(), body.Bytes())
	if err == nil {
		f.version, f.content = a.SID, content
	}
	return err
}

// isBuilt reports whether a Build has a version of the Function.
func (w *worker) isBuilt(f *function) bool {
	for _, of := range w.built {
		if slices.Contains(of, f) {
			return true
		}
	}
	return false
}

func (w *worker) pick() *function { return w.functions[w.rng.IntN(len(w.functions))] }

func (w *worker) run(ctx context.Context, end time.Time) error {
	for time.Now().Before(end) {
		if err := w.step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// step is one thing that a deploy or a dashboard does: four reads to a write.
func (w *worker) step(ctx context.Context) error {
	f := w.pick()
	fn := w.service + "/Functions/" + f.sid
	switch dice := w.rng.IntN(100); {
	case dice < 20:
		return w.list(ctx)
	case dice < 35:
		a, err := w.get(ctx, "FetchFunction", fn)
		if err == nil && (a.SID != f.sid || a.FriendlyName != f.name) {
			w.blame("FetchFunction %s: %s %q instead of %q", f.sid, a.SID, a.FriendlyName, f.name)
		}
		return err
	case dice < 45:
		a, err := w.get(ctx, "FetchService", w.service)
		if err == nil && a.FriendlyName != w.name {
			w.blame("FetchService: %q instead of %q", a.FriendlyName, w.name)
		}
		return err
	case dice < 55:
		a, err := w.get(ctx, "ListVariable", w.env+"/Variables")
		if err == nil && (len(a.Variables) != 1 || a.Variables[0].Value != w.value) {
			w.blame("ListVariable: %v instead of %q", a.Variables, w.value)
		}
		return err
	case dice < 65:
		a, err := w.get(ctx, "FetchEnvironment", w.env)
		if err == nil && (a.BuildSID == nil && w.live != "" || a.BuildSID != nil && *a.BuildSID != w.live) {
			w.blame("FetchEnvironment: %v instead of %q is live", a.BuildSID, w.live)
		}
		return err
	case dice < 80 && !w.stateless:
		return w.deployed(ctx, f, fn)
	case dice < 87:
		w.value = w.next()
		a, err := w.post(ctx, "UpdateVariable", w.variable, 200, "Value", w.value)
		if err == nil && a.Value != w.value {
			w.blame("UpdateVariable: %q instead of %q", a.Value, w.value)
		}
		return err
	case dice < 91:
		w.name = w.next()
		_, err := w.post(ctx, "UpdateService", w.service, 200, "FriendlyName", w.name)
		return err
	case len(w.functions) < maxFunctions && (dice < 97 || len(w.functions) < maxFunctions/2):
		return w.create(ctx)
	case w.isBuilt(f): // the API refuses to delete what a Build has
		return w.upload(ctx, f)
	default:
		i := slices.Index(w.functions, f)
		w.functions = slices.Delete(w.functions, i, i+1)
		_, err := w.call(ctx, "DeleteFunction", 204, "DELETE", fn, "", nil)
		return err
	}
}

// deployed are steps around Builds, mostly polls.
func (w *worker) deployed(ctx context.Context, f *function, fn string) error {
	switch dice := w.rng.IntN(15); {
	case dice < 6:
		sid := w.builds[w.rng.IntN(len(w.builds))]
		a, err := w.get(ctx, "FetchBuildStatus", w.service+"/Builds/"+sid+"/Status")
		if err == nil && (a.SID != sid || a.Status != "completed") {
			w.blame("FetchBuildStatus: %s is %v", sid, a.Status)
		}
		return err
	case dice < 9:
		a, err := w.get(ctx, "FetchFunctionVersionContent", fn+"/Versions/"+f.version+"/Content")
		if err == nil && a.Content != f.content {
			w.blame("FetchFunctionVersionContent: %d bytes instead of %d", len(a.Content), len(f.content))
		}
		return err
	case dice < 11:
		return w.upload(ctx, f)
	case dice < 13:
		return w.build(ctx)
	default:
		return w.deploy(ctx)
	}
}

func (w *worker) build(ctx context.Context) error {
	var fields []string
	var of []*function
	for range 3 {
		if f := w.pick(); !slices.Contains(of, f) {
			fields, of = append(fields, "FunctionVersions", f.version), append(of, f)
		}
	}
	a, err := w.post(ctx, "CreateBuild", w.service+"/Builds", 201, fields...)
	if err != nil {
		return err
	}
	w.builds = append(w.builds, a.SID)
	if w.built == nil {
		w.built = map[string][]*function{}
	}
	w.built[a.SID] = of
	if len(w.builds) <= maxBuilds {
		return nil
	}
	i := slices.IndexFunc(w.builds, func(sid string) bool { return sid != w.live })
	old := w.builds[i]
	w.builds = slices.Delete(w.builds, i, i+1)
	delete(w.built, old)
	_, err = w.call(ctx, "DeleteBuild", 204, "DELETE", w.service+"/Builds/"+old, "", nil)
	return err
}

func (w *worker) deploy(ctx context.Context) error {
	if w.deployments == maxDeployments {
		return w.environment(ctx)
	}
	sid := w.builds[w.rng.IntN(len(w.builds))]
	if sid == w.live {
		return nil
	}
	if _, err := w.post(ctx, "CreateDeployment", w.env+"/Deployments", 201, "BuildSid", sid); err != nil {
		return err
	}
	w.live = sid
	w.deployments++
	return nil
}

// list reads a page; in a Service of its own it knows what the newest ones are.
func (w *worker) list(ctx context.Context) error {
	a, err := w.get(ctx, "ListFunction", w.service+"/Functions?PageSize=20")
	if err != nil || w.stateless {
		return err
	}
	w.compare(a.Functions, w.functions[max(0, len(w.functions)-20):])
	return nil
}

func (w *worker) compare(got []item, want []*function) {
	if len(got) != len(want) {
		w.blame("ListFunction: %d entries instead of %d", len(got), len(want))
		return
	}
	for i, f := range want {
		if g := got[len(got)-1-i]; g.SID != f.sid || g.FriendlyName != f.name {
			w.blame("ListFunction: %v instead of %v", g, *f)
		}
	}
}

// verify looks for lost writes.
func (w *worker) verify(ctx context.Context) error {
	a, err := w.get(ctx, "ListFunction", w.service+"/Functions?PageSize=1000")
	if err != nil {
		return err
	}
	w.compare(a.Functions, w.functions)
	for _, f := range w.functions {
		a, err := w.get(ctx, "FetchFunctionVersionContent", w.service+"/Functions/"+f.sid+"/Versions/"+f.version+
			"/Content")
		if err != nil {
			return err
		}
		if a.Content != f.content {
			w.blame("lost: content of %s", f.version)
		}
	}
	for _, sid := range w.builds {
		if a, err = w.get(ctx, "FetchBuild", w.service+"/Builds/"+sid); err != nil {
			return err
		}
		if a.SID != sid {
			w.blame("lost: build %s", sid)
		}
	}
	if a, err = w.get(ctx, "ListDeployment", w.env+"/Deployments?PageSize=1000"); err != nil {
		return err
	}
	if len(a.Deployments) != w.deployments {
		w.blame("lost: %d Deployments instead of %d", len(a.Deployments), w.deployments)
	}
	if a, err = w.get(ctx, "FetchVariable", w.variable); err != nil {
		return err
	}
	if a.Value != w.value {
		w.blame("lost: value %q instead of %q", a.Value, w.value)
	}
	return nil
}
