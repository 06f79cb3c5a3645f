package negations

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"time"
)

// A Defect changes a call before the handler sees it, after it answered, or both.
type Defect struct {
	before, after func(c *call)
	write         func(w http.ResponseWriter, c *call) bool // writes the answer itself, and reports whether it did
	slow          time.Duration                             // that each request takes
}

// A memory is what a buggy server keeps between calls. Its lock is held while hooks run.
type memory struct {
	mu     sync.Mutex
	seen   map[string]object    // the newest answer about each SID
	kind   map[string]string    // resource of each SID
	order  []string             // SIDs as they were created
	born   map[string]time.Time // when each SID was created
	gone   map[string]object    // what was deleted
	fixed  map[string]object    // properties that all later answers about a SID get
	hidden map[string]bool      // SIDs that are not found any more
	notes  map[string]string    // of one defect
	counts map[string]int       // of one defect
}

type server struct {
	defect Defect
	next   http.Handler
	mem    *memory
}

// Server puts the defect before next, which answers all requests that the defect lets through.
func (n Negation) Server(next http.Handler) http.Handler {
	return &server{n.Defect, next, &memory{
		seen: map[string]object{}, kind: map[string]string{}, born: map[string]time.Time{}, gone: map[string]object{},
		fixed: map[string]object{}, hidden: map[string]bool{}, notes: map[string]string{}, counts: map[string]int{},
	}}
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := newCall(s.mem, s.next, r)
	s.hook(s.defect.before, c)
	if s.defect.slow > 0 {
		time.Sleep(s.defect.slow)
	}
	c.forward()
	s.mem.mu.Lock()
	s.mem.learn(c)
	s.mem.mu.Unlock()
	s.hook(s.defect.after, c)
	s.mem.mu.Lock()
	s.mem.apply(c)
	s.mem.mu.Unlock()
	if c.json != nil {
		c.body = encode(c.json)
	}
	if s.defect.write != nil && s.defect.write(w, c) {
		return
	}
	c.send(w)
}

func (s *server) hook(f func(*call), c *call) {
	if f == nil {
		return
	}
	s.mem.mu.Lock()
	defer s.mem.mu.Unlock()
	f(c)
}

func encode(o object) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(o); err != nil {
		return nil
	}
	return bytes.TrimSpace(b.Bytes())
}

// send writes the answer as it stands.
func (c *call) send(w http.ResponseWriter) {
	maps.Copy(w.Header(), c.header)
	if w.Header().Get("Content-Length") != "" {
		w.Header().Set("Content-Length", strconv.Itoa(len(c.body)))
	}
	if rec, ok := w.(*httptest.ResponseRecorder); ok && c.status == 0 {
		rec.Code = c.status
	}
	w.WriteHeader(c.status)
	_, _ = w.Write(c.body) // a client that went away is not ours to report
}

// learn remembers what an answer says.
func (m *memory) learn(c *call) {
	if !c.ok() || c.answered {
		return
	}
	keep := func(o object) {
		sid := text(o, "sid")
		if sid == "" || c.Resource == "BuildStatus" || c.Resource == "FunctionVersionContent" {
			return
		}
		m.seen[sid], m.kind[sid] = clone(o), c.Resource
		if c.Verb == "Create" {
			m.order, m.born[sid] = append(m.order, sid), time.Now()
		}
	}
	switch c.Verb {
	case "Delete":
		for sid, o := range m.seen {
			if sid == c.SID || m.kind[sid] == "Service" && c.Resource == "Service" && text(o, "unique_name") == c.SID {
				m.gone[sid], m.gone[c.SID] = o, o
			}
		}
	case "List":
		_, entries := c.items()
		for _, e := range entries {
			keep(e)
		}
	default:
		keep(c.json)
	}
}

// apply puts fixed properties into every object of the answer, and hides what is hidden.
func (m *memory) apply(c *call) {
	if !c.ok() {
		return
	}
	if m.hidden[c.SID] && c.SID != "" || m.hidden[c.Parent] && c.Parent != "" {
		c.missing()
		return
	}
	if c.Verb == "List" && len(m.hidden) > 0 {
		_, entries := c.items()
		var left []object
		for _, e := range entries {
			if !m.hidden[text(e, "sid")] {
				left = append(left, e)
			}
		}
		c.setItems(left)
	}
	if len(m.fixed) > 0 {
		m.fix(c.json)
	}
}

func (m *memory) fix(v any) {
	switch v := v.(type) {
	case object:
		for name, value := range m.fixed[text(v, "sid")] {
			if _, there := v[name]; there {
				v[name] = value
			}
		}
		for _, child := range v {
			m.fix(child)
		}
	case []any:
		for _, child := range v {
			m.fix(child)
		}
	}
}

// stay gives a property of a resource a value that all answers from now on show.
func (m *memory) stay(sid, name string, value any) {
	if m.fixed[sid] == nil {
		m.fixed[sid] = object{}
	}
	m.fixed[sid][name] = value
}
