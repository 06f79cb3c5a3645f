package suite

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
)

// What was just made may be found a moment later, and the name of what was just deleted may be free a moment later: no
// page promises that what was written holds at once, everywhere. A request that was refused for that is repeated for a
// while: nothing of it was done.

const (
	// freshFor is how long what was made may stay unfound.
	freshFor  = 3 * time.Second
	freshWait = 250 * time.Millisecond
	// takenFor is how long a name may stay taken after a delete: a server has more to do for that.
	takenFor = 8 * time.Second
	// maxUnfound bounds how often a run waits in vain.
	maxUnfound = 8
)

// A fresh is what a case made, by whom and path, and when.
type fresh struct {
	made map[string]time.Time
	// names are what is unique of what was made, by the same key, and freed when something of that name was deleted.
	names map[string]string
	freed map[string]time.Time
	// waits are how often it was waited for something, and found is what this helped.
	waits map[string]int
	found map[string]bool
}

// keyOf is the key of a path for a user: others do not find what is not theirs.
func (d *sender) keyOf(path string) string {
	return d.username + " " + path[max(0, strings.Index(path, "/v1/")):]
}

// noteMade notes what an answer says was made, and forgets what was deleted.
func (d *sender) noteMade(req *http.Request, resp *http.Response) {
	f := &d.wire.fresh
	switch {
	case req.Method == http.MethodDelete && resp.StatusCode < 300:
		d.wire.mu.Lock()
		defer d.wire.mu.Unlock()
		f.forget(pathOf(req.URL))
	case req.Method == http.MethodPost && resp.StatusCode == http.StatusCreated:
		body, err := io.ReadAll(resp.Body)
		resp.Body = io.NopCloser(bytes.NewReader(body))
		var o struct {
			SID  string `json:"sid"`
			Name string `json:"unique_name"`
		}
		if err != nil || json.Unmarshal(plainjson.InCase(body), &o) != nil || o.SID == "" {
			return
		}
		d.wire.mu.Lock()
		defer d.wire.mu.Unlock()
		if f.made == nil {
			f.made, f.waits, f.found = map[string]time.Time{}, map[string]int{}, map[string]bool{}
			f.names, f.freed = map[string]string{}, map[string]time.Time{}
		}
		key, now := f.bySID(d.keyOf(req.URL.Path+"/"+o.SID)), time.Now()
		f.made[key] = now
		if o.Name != "" {
			f.names[key] = d.keyOf(req.URL.Path + "/" + o.Name)
			if operation, _ := d.wire.operation(req.Method, req.URL); operation == "CreateService" {
				f.made[f.names[key]] = now // alone it is found by its name, too
			}
		}
	}
}

// forget takes out what was deleted, and what was in it, under its SID and its name.
func (f *fresh) forget(deleted string) {
	for key, name := range f.names {
		_, bySID, _ := strings.Cut(key, " ")
		if _, byName, _ := strings.Cut(name, " "); bySID == deleted || byName == deleted {
			f.freed[name] = time.Now()
			delete(f.names, key)
			f.without(bySID)
			f.without(byName)
		}
	}
	f.without(deleted)
}

func (f *fresh) without(path string) {
	for key := range f.made {
		if _, at, _ := strings.Cut(key, " "); isBelow(at, path) {
			delete(f.made, key)
		}
	}
}

// bySID is a key with the SID of the Service whose name it may have.
func (f *fresh) bySID(key string) string {
	for sid, name := range f.names {
		if rest, is := strings.CutPrefix(key, name+"/"); is {
			return sid + "/" + rest
		}
	}
	return key
}

// youngest is when the last of what a path names was made; zero unless the case made all of it.
func (f *fresh) youngest(key string) (last time.Time) {
	parts := strings.Split(f.bySID(key), "/") // the user, v1, and pairs
	for i := 3; i < len(parts); i += 2 {
		prefix := strings.Join(parts[:i+1], "/")
		at, made := f.made[prefix]
		if !made && !f.hasBelow(prefix) {
			return time.Time{}
		}
		if at.After(last) {
			last = at
		}
	}
	return last
}

// hasBelow reports whether the case made something in what others made.
func (f *fresh) hasBelow(prefix string) bool {
	for key := range f.made {
		if strings.HasPrefix(key, prefix+"/") {
			return true
		}
	}
	return false
}

// age is how long ago the case has made what is at a path, 0 when it has not.
func (w *wire) age(path string) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	for key, at := range w.fresh.made {
		if strings.HasSuffix(key, " "+path) {
			return time.Since(at)
		}
	}
	return 0
}

// isUnfound reports whether a request is worth repeating: it did not find what was made a moment ago, or a name was
// taken that was freed a moment ago.
func (d *sender) isUnfound(operation string, req *http.Request, resp *http.Response) bool {
	w := d.wire
	if operation == "" || w.patience == nil || d.unrecorded ||
		operation == "CreateBuild" || operation == "CreateDeployment" { // their forms name what may not be found
		return false
	}
	key, refused, most := d.keyOf(req.URL.Path), http.StatusNotFound, freshFor
	w.mu.Lock()
	defer w.mu.Unlock()
	at := w.fresh.youngest(key)
	if req.URL.RawQuery != "" { // a filter or a token may be what is not found
		key += "?" + req.URL.RawQuery
	}
	if name := nameIn(req); req.Method == http.MethodPost && name != "" {
		if freed, is := w.fresh.freed[key+"/"+name]; is && resp.StatusCode != refused {
			at, refused, key, most = freed, http.StatusConflict, key+"/"+name, takenFor
		}
	}
	if at.IsZero() {
		return false
	}
	waits := w.fresh.waits[key]
	switch {
	case resp.StatusCode != refused:
		if waits > 0 && !w.fresh.found[key] {
			w.fresh.found[key] = true
			w.findings = append(w.findings, contract.Finding{
				Severity: contract.Notice, Side: contract.ResponseSide, Rule: "late-resource",
				Message: "what was just made or deleted was not found or free at once, and was when the request " +
					"was repeated within " + most.String(),
			})
		}
	// counted as well: a wait may take no time, see [Wait]
	case time.Since(at) < most && waits < int(most/freshWait) && w.patience.mayWait(waits > 0):
		w.fresh.waits[key]++
		return true
	case waits > 0:
		w.patience.inVain()
	}
	return false
}

// nameIn is the UniqueName that a form sends.
func nameIn(req *http.Request) string { return formIn(req).Get("UniqueName") }

// formIn is the form that a request sends, nil for anything else.
func formIn(req *http.Request) url.Values {
	if req.GetBody == nil || !strings.HasPrefix(req.Header.Get("Content-Type"), formType) {
		return nil
	}
	body, err := req.GetBody()
	if err != nil {
		return nil
	}
	sent, err := io.ReadAll(body)
	if err != nil {
		return nil
	}
	form, err := url.ParseQuery(string(sent))
	if err != nil {
		return nil
	}
	return form
}

// rewind gives a request its body again, and reports whether it has one to send.
func rewind(req *http.Request) (bool, error) {
	if req.Body == nil || req.Body == http.NoBody {
		return true, nil
	}
	if req.GetBody == nil {
		return false, nil
	}
	body, err := req.GetBody()
	req.Body = body
	return err == nil, err
}

// A patience bounds how often the cases of a run wait in vain.
type patience struct {
	mu   sync.Mutex
	vain int
}

// mayWait reports whether to wait, always once it was begun.
func (p *patience) mayWait(begun bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return begun || p.vain < maxUnfound
}

func (p *patience) inVain() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.vain++
}
