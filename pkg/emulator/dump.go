package emulator

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"iter"
	"slices"
)

// A dump is lines of JSON, each an object with one key: first `state`, then the
// records in the order in which they were first committed, then each content (once,
// in pieces, so that no line is long because a file is), then `end`.
const (
	dumpFormat  = "twilio-serverless emulator state"
	dumpVersion = 1
	dumpPiece   = 48 << 10 // bytes of content in a line
)

// A line has exactly one of these.
type line struct {
	State       *stateLine   `json:"state,omitempty"`
	Service     *service     `json:"service,omitempty"`
	Resource    *resource    `json:"resource,omitempty"`
	Version     *version     `json:"version,omitempty"`
	Build       *build       `json:"build,omitempty"`
	Environment *environment `json:"environment,omitempty"`
	Variable    *variable    `json:"variable,omitempty"`
	Deployment  *deployment  `json:"deployment,omitempty"`
	Log         *logLine     `json:"log,omitempty"`
	Content     *content     `json:"content,omitempty"`
	Piece       []byte       `json:"piece,omitempty"`
	End         *endLine     `json:"end,omitempty"`
}

// stateLine is what the records do not say: how far SIDs and places in the order have
// been given away.
type stateLine struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	Seq     uint64 `json:"seq"`
	SIDs    []byte `json:"sids"` // where the generator of SIDs stands
	Starts  uint64 `json:"starts,omitempty"`
}

// endLine tells a whole dump from one that was cut off. SHA256 is that of all lines
// before, line ends included; Restore takes an end without it, for dumps made by hand.
type endLine struct {
	Records  int    `json:"records"`
	Contents int    `json:"contents"`
	SHA256   string `json:"sha256,omitempty"`
}

func newLine(r record) *line {
	switch r := r.(type) {
	case *service:
		return &line{Service: r}
	case *resource:
		return &line{Resource: r}
	case *version:
		return &line{Version: r}
	case *build:
		return &line{Build: r}
	case *environment:
		return &line{Environment: r}
	case *variable:
		return &line{Variable: r}
	case *deployment:
		return &line{Deployment: r}
	case *logLine:
		return &line{Log: r}
	}
	panic(fmt.Sprintf("emulator: line of %T", r))
}

// stateLine needs e.mu.
func (e *Emulator) stateLine() stateLine {
	return stateLine{
		Format: dumpFormat, Version: dumpVersion, Seq: e.store.seq, SIDs: e.resourceIDs.position(), Starts: e.starts,
	}
}

// Dump writes everything that [Emulator.Restore] needs: all resources of all accounts,
// contents included, and where the generator of SIDs stands; neither options nor the
// counters of faults. It is the state of one moment, while requests go on. The same
// state gives the same bytes. Values of Variables are in it in clear.
func (e *Emulator) Dump(w io.Writer) error {
	before := e.durable.mark()
	e.mu.RLock()
	records, state := e.store.records(), e.stateLine()
	e.mu.RUnlock()
	if err := e.settle(before); err != nil {
		return fmt.Errorf("emulator: Dump: %w", err)
	}
	state.Starts = 0
	if err := dump(w, state, records); err != nil {
		return fmt.Errorf("emulator: Dump: %w", err)
	}
	return nil
}

func dump(w io.Writer, state stateLine, records []record) error {
	out := bufio.NewWriterSize(w, 128<<10)
	d := &dumper{out: out, sum: sha256.New()}
	d.line(&line{State: &state})
	written := map[string]bool{}
	var contents []content
	for _, r := range records {
		d.line(newLine(r))
		for v := range versionsIn(r) {
			if c := v.Content; !written[c.SHA256] {
				written[c.SHA256] = true
				contents = append(contents, c)
			}
		}
	}
	for _, c := range contents {
		d.line(&line{Content: &c})
		pieces := &pieceWriter{d: d}
		if d.err == nil {
			d.err = c.copyTo(pieces)
		}
		pieces.flush()
	}
	d.line(&line{End: &endLine{Records: len(records), Contents: len(contents), SHA256: hex.EncodeToString(d.sum.Sum(nil))}})
	if d.err != nil {
		return d.err
	}
	return out.Flush()
}

// A dumper keeps the first error.
type dumper struct {
	out *bufio.Writer
	sum hash.Hash
	err error
}

func (d *dumper) line(l *line) {
	if d.err != nil {
		return
	}
	text, err := encode(l)
	if err != nil {
		d.err = err
		return
	}
	text = append(text, '\n')
	d.sum.Write(text)
	_, d.err = d.out.Write(text)
}

// pieceWriter cuts a content into lines, all but the last of the same length, however
// it is written: the same content is the same lines wherever it lies.
type pieceWriter struct {
	d   *dumper
	buf bytes.Buffer
}

func (p *pieceWriter) Write(b []byte) (int, error) {
	p.buf.Write(b)
	for p.buf.Len() >= dumpPiece {
		p.d.line(&line{Piece: p.buf.Next(dumpPiece)})
	}
	return len(b), p.d.err
}

func (p *pieceWriter) flush() {
	if p.buf.Len() > 0 {
		p.d.line(&line{Piece: p.buf.Bytes()})
	}
}

// versionsIn gives the versions that a record holds: itself, or those of a Build.
func versionsIn(r record) iter.Seq[*version] {
	return func(yield func(*version) bool) {
		switch r := r.(type) {
		case *version:
			yield(r)
		case *build:
			for _, v := range r.Functions {
				if !yield(v) {
					return
				}
			}
			for _, v := range r.Assets {
				if !yield(v) {
					return
				}
			}
		}
	}
}

// records gives the whole state in the order in which it came to be.
func (s *store) records() []record {
	var all []record
	for _, a := range s.accounts {
		for _, n := range a.services.items {
			all = slices.AppendSeq(all, n.records())
		}
	}
	slices.SortFunc(all, bySeq)
	return all
}

func bySeq(a, b record) int { return cmp.Compare(a.header().Seq, b.header().Seq) }

// below gives r, as it is now, and everything that goes when it goes.
func (s *store) below(r record) iter.Seq[record] {
	return func(yield func(record) bool) {
		h := r.header()
		n, ok := s.account(h.AccountSID).services.get(h.ServiceSID)
		if !ok {
			return
		}
		switch r := r.(type) {
		case *service:
			n.records()(yield)
		case *resource:
			if node, ok := n.resources(r.Kind).get(r.SID); ok {
				node.records(yield)
			}
		case *environment:
			if node, ok := n.environments.get(r.SID); ok {
				node.records(yield)
			}
		default:
			yield(r)
		}
	}
}

func (n *serviceNode) records() iter.Seq[record] {
	return func(yield func(record) bool) {
		if !yield(n.service) {
			return
		}
		for _, l := range []list[*resourceNode]{n.functions, n.assets} {
			for _, r := range l.items {
				if !r.records(yield) {
					return
				}
			}
		}
		if !each(n.builds, yield) {
			return
		}
		for _, env := range n.environments.items {
			if !env.records(yield) {
				return
			}
		}
	}
}

func (n *resourceNode) records(yield func(record) bool) bool {
	return yield(n.resource) && each(n.versions, yield)
}

func (n *environmentNode) records(yield func(record) bool) bool {
	return yield(n.environment) && each(n.variables, yield) && each(n.deployments, yield) && each(n.logs, yield)
}

func each[T record](l list[T], yield func(record) bool) bool {
	for _, x := range l.items {
		if !yield(x) {
			return false
		}
	}
	return true
}
