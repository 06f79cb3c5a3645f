package control

import (
	"sync"
	"sync/atomic"
	"time"
)

// An entry is one request in the journal. It is not modified once it is added.
type entry struct {
	ID            uint64    `json:"id"`
	Time          time.Time `json:"time"` // when it came, on the clock of the machine
	Milliseconds  float64   `json:"duration_ms"`
	Method        string    `json:"method"`
	Host          string    `json:"host"`
	Path          string    `json:"path"`
	Query         string    `json:"query,omitempty"`
	UserAgent     string    `json:"user_agent,omitempty"`
	Account       string    `json:"account,omitempty"`   // SID of the account that was accepted
	Operation     string    `json:"operation,omitempty"` // operationId; empty: none was matched
	Status        int       `json:"status"`              // 0: the connection was closed without an answer
	RequestBytes  int64     `json:"request_bytes"`
	ResponseBytes int64     `json:"response_bytes"`
	Unread        []string  `json:"unread,omitempty"` // fields that were sent but never read
	Fault         string    `json:"fault,omitempty"`  // what a planned failure did to it
	Note          string    `json:"note,omitempty"`   // what the answer does not tell, such as why a build will fail
	Site          bool      `json:"site,omitempty"`   // it was for what is deployed, not for the API
	Origin        string    `json:"origin,omitempty"` // what sent it from here: page, or replay of N
	Error         *apiError `json:"error,omitempty"`
	Verdict       string    `json:"verdict"`
	Findings      []Finding `json:"findings,omitempty"`
}

// apiError is what an error of the API said.
type apiError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

// Verdicts.
const (
	verdictUnchecked = "unchecked"
	verdictOK        = "ok"
	verdictNotice    = "notice"
	verdictViolation = "violation"
)

// size is about what the entry takes in memory.
func (e *entry) size() int {
	n := 300 + len(e.Method) + len(e.Host) + len(e.Path) + len(e.Query) + len(e.UserAgent) + len(e.Fault) +
		len(e.Note) +
		len(e.Account) + len(e.Origin)
	for _, name := range e.Unread {
		n += 16 + len(name)
	}
	if e.Error != nil {
		n += 32 + len(e.Error.Message)
	}
	for i := range e.Findings {
		f := &e.Findings[i]
		n += 96 + len(f.Severity) + len(f.Side) + len(f.Rule) + len(f.Location) + len(f.Message)
	}
	return n
}

// A journal remembers the newest requests and wakes those who watch.
type journal struct {
	maxEntries, maxBytes int
	maxKept              int // bytes of exchanges
	watchers             atomic.Int32
	pieces               *pieces // of the bodies

	mu      sync.Mutex
	ring    []slot // of the entries first+1 … last
	first   uint64 // the newest ID that is forgotten
	last    uint64
	cleared uint64 // the last ID when the journal was cleared
	bytes   int
	let     uint64 // the newest ID whose exchange was let go
	kept    int    // bytes of the exchanges let+1 … last, without their bodies
	changes uint64 // how often something else than the journal changed
	woken   chan struct{}
	done    chan struct{}
	closed  bool
}

// A slot is an entry with its exchange, for as long as that is kept.
type slot struct {
	*entry
	captured *captured
	size     int // of the entry; to forget one touches nothing old
	kept     int // of the exchange without its bodies
}

func (s slot) exchange() *exchange { return s.captured.exchange() }

func newJournal(maxEntries, maxBytes, maxKept int) *journal {
	return &journal{
		maxEntries: maxEntries, maxBytes: maxBytes, maxKept: maxKept, ring: make([]slot, maxEntries),
		pieces: newPieces(),
		woken:  make(chan struct{}), done: make(chan struct{}),
	}
}

// add gives the entry its ID and forgets as many old ones as it takes. kept may be nil.
func (j *journal) add(e *entry, kept *captured, changed bool) {
	size := e.size()
	j.mu.Lock()
	defer j.mu.Unlock()
	j.last++
	e.ID = j.last
	for j.first+1 < j.last && (j.last-j.first > uint64(j.maxEntries) || j.bytes+size > j.maxBytes) {
		j.forget()
	}
	added := slot{entry: e, captured: kept, size: size}
	if kept != nil {
		added.kept = kept.bytes()
	}
	j.ring[e.ID%uint64(j.maxEntries)] = added
	j.bytes += size
	j.kept += added.kept
	for j.kept+j.pieces.size() > j.maxKept && j.let < j.last {
		j.letGo()
	}
	if changed {
		j.changes++
	}
	j.wake()
}

// forget drops the oldest entry.
func (j *journal) forget() {
	for j.let <= j.first {
		j.letGo()
	}
	j.first++
	slot := &j.ring[j.first%uint64(j.maxEntries)]
	j.bytes -= slot.size
	slot.entry = nil
}

// letGo drops the oldest exchange. Its entry stays.
func (j *journal) letGo() {
	j.let++
	slot := &j.ring[j.let%uint64(j.maxEntries)]
	if x := slot.captured; x != nil {
		j.kept -= slot.kept
		j.pieces.letGo(x.sent.body)
		j.pieces.letGo(x.answered.body)
		slot.captured = nil
	}
}

// change makes the open pages and streams look again.
func (j *journal) change() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.changes++
	j.wake()
}

func (j *journal) wake() {
	if j.watchers.Load() > 0 {
		close(j.woken)
		j.woken = make(chan struct{})
	}
}

// clear forgets everything. IDs go on.
func (j *journal) clear() {
	j.mu.Lock()
	defer j.mu.Unlock()
	for j.first < j.last {
		j.forget()
	}
	j.cleared = j.last
	j.changes++
	j.wake()
}

// A reading is what the journal has after an ID.
type reading struct {
	entries []*entry    // oldest first
	kept    []*captured // of the entries, nil for those that are not kept
	lost    uint64      // how many were forgotten unread
	last    uint64      // the newest ID there is
	count   uint64      // how many came since the journal was cleared
	changes uint64
	woken   <-chan struct{} // is closed when there is more
}

// since gives at most limit entries after an ID that keep says yes to; nil keeps all.
// The oldest come first, and are the first to be left out when newest is set.
func (j *journal) since(id uint64, limit int, newest bool, keep func(*entry) bool) reading {
	j.mu.Lock()
	defer j.mu.Unlock()
	id = min(id, j.last)
	r := reading{last: j.last, count: j.last - j.cleared, changes: j.changes, woken: j.woken}
	if id < j.first {
		r.lost, id = j.first-id, j.first
	}
	for n := id + 1; n <= j.last; n++ {
		if s := j.ring[n%uint64(j.maxEntries)]; keep == nil || keep(s.entry) {
			if len(r.entries) == limit && !newest {
				break
			}
			r.entries, r.kept = append(r.entries, s.entry), append(r.kept, s.captured)
		}
	}
	drop := max(0, len(r.entries)-limit)
	r.entries, r.kept = r.entries[drop:], r.kept[drop:]
	return r
}

func (j *journal) get(id uint64) (slot, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if id <= j.first || id > j.last {
		return slot{}, false
	}
	return j.ring[id%uint64(j.maxEntries)], true
}

func (j *journal) close() {
	j.mu.Lock()
	defer j.mu.Unlock()
	if !j.closed {
		j.closed = true
		close(j.done)
	}
}
