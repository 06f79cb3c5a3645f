package disk

import (
	"bytes"
	cryptorand "crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/forms"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// A user speaks to an emulator. An error means that the outcome is unknown.
type user struct {
	client *http.Client
	base   string
}

type answer map[string]any

func (a answer) sid() string { s, _ := a["sid"].(string); return s }

func (u *user) send(method, path, contentType string, body io.Reader) (int, answer, error) {
	req, err := http.NewRequest(method, u.base+path, body)
	if err != nil {
		return 0, nil, err
	}
	req.SetBasicAuth(emulator.TestAccountSID, emulator.TestAuthToken)
	req.Header.Set("Content-Type", contentType)
	res, err := u.client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, nil, err
	}
	var a answer
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &a); err != nil {
			return 0, nil, fmt.Errorf("%s %s: %w in %q", method, path, err, raw)
		}
	}
	return res.StatusCode, a, nil
}

func (u *user) do(method, path string, fields ...string) (int, answer, error) {
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	if method == http.MethodPost {
		form = forms.At(path, form, func() string { return "unique-" + cryptorand.Text() })
	}
	return u.send(method, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

func (u *user) upload(resource, path, content string) (int, answer, error) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	_ = w.WriteField("Path", path)
	_ = w.WriteField("Visibility", "public")
	part, _ := w.CreateFormFile("Content", "content")
	_, _ = io.WriteString(part, content)
	_ = w.Close()
	return u.send("POST", resource+"/Versions", w.FormDataContentType(), &body)
}

func (u *user) must(t testing.TB, method, path string, fields ...string) string {
	t.Helper()
	status, a, err := u.do(method, path, fields...)
	require.NoError(t, err)
	require.Less(t, status, 300, "%v", a)
	return a.sid()
}

// A model is what one client knows of its own Service. Where an outcome is unknown,
// it knows what may be.
type model struct {
	rng     *rand.Rand
	n       int // for names
	prefix  string
	service string // path
	env     string // path

	functions map[string]*functionModel // by path
	builds    map[string][]string       // SIDs of the versions, by SID
	live      values                    // build_sid of the Environment
	name      values                    // friendly_name of the Service
	variables map[string]values         // by key; "" is one that is not there

	acknowledged int
	sids         []string // that were given since the last look
}

type functionModel struct {
	exists   values            // "yes", "no"
	versions map[string]string // digest of the content, by SID
}

// values are what something may be: one value, unless an outcome is unknown.
type values []string

func newModel(client int) *model {
	return &model{
		rng: rand.New(rand.NewPCG(uint64(client), 99)), prefix: fmt.Sprintf("c%d", client),
		functions: map[string]*functionModel{}, builds: map[string][]string{}, live: values{""},
		variables: map[string]values{},
	}
}

func sum(text string) string {
	s := sha256.Sum256([]byte(text))
	return hex.EncodeToString(s[:])
}

func (m *model) next() string {
	m.n++
	return fmt.Sprintf("%s-%d", m.prefix, m.n)
}

// created takes note of an acknowledged SID.
func (m *model) created(a answer) string {
	m.acknowledged++
	m.sids = append(m.sids, a.sid())
	return a.sid()
}

// expect turns an answer that cannot be into an error; errUnknown stays.
func expect(want, status int, a answer, err error) error {
	if err != nil {
		return errUnknown{err}
	}
	if status != want {
		return fmt.Errorf("status %d instead of %d: %v", status, want, a)
	}
	return nil
}

// errUnknown ends the steps of a client: the server is gone.
type errUnknown struct{ error }

// step does one random thing.
func (m *model) step(u *user) error {
	if m.service == "" {
		return m.begin(u)
	}
	switch dice := m.rng.IntN(100); {
	case dice < 15 && len(m.functions) < 30:
		status, a, err := u.do("POST", m.service+"/Functions", "FriendlyName", m.next())
		if err := expect(201, status, a, err); err != nil {
			return err
		}
		m.functions[m.service+"/Functions/"+m.created(a)] = &functionModel{exists: values{"yes"},
			versions: map[string]string{}}
	case dice < 45 && len(m.functions) > 0:
		return m.upload(u)
	case dice < 60:
		return m.build(u)
	case dice < 70 && len(m.builds) > 0:
		return m.deploy(u)
	case dice < 85:
		return m.set(u)
	case dice < 92 && len(m.functions) > 0:
		fn := pick(m.rng, m.functions)
		if forBuilds(fn) { // a Build may have it, and then it stays
			return nil
		}
		if m.functions[fn].exists[0] == "no" {
			return m.look(u, fn, 404)
		}
		status, a, err := u.do("DELETE", fn)
		if err != nil {
			m.functions[fn].exists = values{"yes", "no"}
		}
		if err := expect(204, status, a, err); err != nil {
			return err
		}
		m.acknowledged++
		m.functions[fn].exists = values{"no"}
		return m.look(u, fn, 404)
	default:
		name := m.next()
		status, a, err := u.do("POST", m.service, "FriendlyName", name)
		if err != nil {
			m.name = append(m.name, name)
		}
		if err := expect(200, status, a, err); err != nil {
			return err
		}
		m.acknowledged++
		m.name = values{name}
	}
	return nil
}

// begin makes Service and Environment, or finds those that an unknown outcome left.
func (m *model) begin(u *user) error {
	status, a, err := u.do("GET", "/v1/Services/"+m.prefix)
	if err == nil && status == 404 {
		status, a, err = u.do("POST", "/v1/Services", "UniqueName", m.prefix, "FriendlyName", m.prefix)
		if err := expect(201, status, a, err); err != nil {
			return err
		}
		m.created(a)
	} else if err := expect(200, status, a, err); err != nil {
		return err
	}
	service := "/v1/Services/" + a.sid()
	status, a, err = u.do("POST", service+"/Environments", "UniqueName", "e", "DomainSuffix", "e")
	if status == 409 {
		status, a, err = u.do("GET", service+"/Environments")
		if err := expect(200, status, a, err); err != nil {
			return err
		}
		a = a["environments"].([]any)[0].(map[string]any)
	} else if err := expect(201, status, a, err); err != nil {
		return err
	}
	m.service, m.env, m.name = service, service+"/Environments/"+a.sid(), values{m.prefix}
	return nil
}

func (m *model) upload(u *user) error {
	fn := pick(m.rng, m.functions)
	content := fmt.Sprintf("// %s\n%s", m.next(), strings.Repeat("x", m.rng.IntN(3000)))
	if m.rng.IntN(10) == 0 {
		content += strings.Repeat("large ", 30_000)
	}
	status, a, err := u.upload(fn, "/"+m.next(), content)
	if len(m.functions[fn].exists) == 1 && m.functions[fn].exists[0] == "no" {
		return expect(404, status, a, err)
	}
	if err := expect(201, status, a, err); err != nil {
		return err
	}
	m.functions[fn].versions[m.created(a)] = sum(content)
	return nil
}

// forBuilds distinguishes the Functions that Builds are made of from those that may be deleted.
func forBuilds(fn string) bool { return fn[len(fn)-1] < '8' }

func (m *model) build(u *user) error {
	fields := []string{}
	for path, f := range m.functions {
		if f.exists[0] == "no" || len(fields) > 6 || !forBuilds(path) {
			continue
		}
		for sid := range f.versions {
			fields = append(fields, "FunctionVersions", sid)
			break
		}
	}
	if len(fields) == 0 {
		return nil
	}
	status, a, err := u.do("POST", m.service+"/Builds", fields...)
	if err := expect(201, status, a, err); err != nil {
		return err
	}
	var versions []string
	for i := 1; i < len(fields); i += 2 {
		versions = append(versions, fields[i])
	}
	slices.Sort(versions)
	m.builds[m.created(a)] = versions
	return nil
}

func (m *model) deploy(u *user) error {
	build := pick(m.rng, m.builds)
	if slices.Contains(m.live, build) {
		return nil
	}
	status, a, err := u.do("POST", m.env+"/Deployments", "BuildSid", build)
	if err != nil {
		m.live = append(m.live, build)
	}
	if err := expect(201, status, a, err); err != nil {
		return err
	}
	m.created(a)
	m.live = values{build}
	return nil
}

func (m *model) set(u *user) error {
	key, value := fmt.Sprint("K", m.rng.IntN(20)), m.next()
	if _, known := m.variables[key]; known {
		return nil // updates of others: the Service's name is one already
	}
	status, a, err := u.do("POST", m.env+"/Variables", "Key", key, "Value", value)
	if err != nil {
		m.variables[key] = values{"", value}
	}
	if err := expect(201, status, a, err); err != nil {
		return err
	}
	m.created(a)
	m.variables[key] = values{value}
	return nil
}

func pick[V any](rng *rand.Rand, m map[string]V) string {
	keys := slices.Sorted(maps.Keys(m))
	return keys[rng.IntN(len(keys))]
}

func (m *model) look(u *user, path string, want int) error {
	status, a, err := u.do("GET", path)
	return expect(want, status, a, err)
}

// settle compares what is there with what may be, and then knows it.
func (v values) settle(what, got string) (values, error) {
	if !slices.Contains(v, got) {
		return nil, fmt.Errorf("%s is %q: it was acknowledged as %q", what, got, []string(v))
	}
	return values{got}, nil
}

// check looks at everything that was acknowledged.
func (m *model) check(u *user) (err error) {
	if m.service == "" {
		return nil
	}
	status, a, err := u.do("GET", m.service)
	if err := expect(200, status, a, err); err != nil {
		return err
	}
	if m.name, err = m.name.settle("name of the Service", a["friendly_name"].(string)); err != nil {
		return err
	}
	status, a, err = u.do("GET", m.env)
	if err := expect(200, status, a, err); err != nil {
		return err
	}
	live, _ := a["build_sid"].(string)
	if m.live, err = m.live.settle("live Build", live); err != nil {
		return err
	}
	for path, f := range m.functions {
		status, a, err := u.do("GET", path)
		if err != nil {
			return err
		}
		is := map[int]string{200: "yes", 404: "no"}[status]
		if f.exists, err = f.exists.settle(fmt.Sprintf("%s (%v) exists", path, a), is); err != nil {
			return err
		}
		if is == "no" {
			delete(m.functions, path) // checked once more than it must
			continue
		}
		for sid, want := range f.versions {
			status, a, err := u.do("GET", path+"/Versions/"+sid+"/Content")
			if err := expect(200, status, a, err); err != nil {
				return fmt.Errorf("version %s: %w", sid, err)
			}
			if got := sum(a["content"].(string)); got != want {
				return fmt.Errorf("version %s has the content %s, not %s", sid, got, want)
			}
		}
	}
	for sid, want := range m.builds {
		status, a, err := u.do("GET", m.service+"/Builds/"+sid)
		if err := expect(200, status, a, err); err != nil {
			return fmt.Errorf("build %s: %w", sid, err)
		}
		var got []string
		for _, v := range a["function_versions"].([]any) {
			got = append(got, v.(map[string]any)["sid"].(string))
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			return fmt.Errorf("build %s has the versions %v, not %v", sid, got, want)
		}
	}
	status, a, err = u.do("GET", m.env+"/Variables?PageSize=100")
	if err := expect(200, status, a, err); err != nil {
		return err
	}
	got := map[string]string{}
	for _, v := range a["variables"].([]any) {
		v := v.(map[string]any)
		got[v["key"].(string)] = v["value"].(string)
	}
	for key := range m.variables {
		if m.variables[key], err = m.variables[key].settle("variable "+key, got[key]); err != nil {
			return err
		}
		if got[key] == "" {
			delete(m.variables, key)
		}
	}
	return nil
}
