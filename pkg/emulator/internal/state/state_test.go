package state

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/english"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
)

const account = "AC00000000000000000000000000000000"

// furnished has a record of each kind, in two Services, the first of which is returned.
func furnished(t testing.TB) (*State, *Service) {
	t.Helper()
	s, err := New(Options{Seed: 7, Rules: Rules{MaxContent: 1 << 20}})
	require.NoError(t, err)
	w := s.Write()
	defer w.Done()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	head := func(prefix, service string) Head { return w.Head(prefix, account, service, now) }
	one := &Service{Head: head(sid.Service, ""), UniqueName: "one", FriendlyName: "One", DomainBase: "one-1234"}
	other := &Service{Head: head(sid.Service, ""), UniqueName: "other", FriendlyName: "Other", DomainBase: "other-1234"}
	fn := &Resource{Head: head(sid.Resource, one.SID), Kind: Function, FriendlyName: "f"}
	asset := &Resource{Head: head(sid.Resource, one.SID), Kind: Asset, FriendlyName: "a"}
	content := func(text string) Content {
		d := s.NewDraft(false)
		fillDraft(t, d, strings.NewReader(text))
		c, err := d.Keep()
		require.NoError(t, err)
		return c
	}
	fv := &Version{
		Head: head(sid.Version, one.SID), Kind: Function, ParentSID: fn.SID, Path: "/f", Visibility: Public,
		ContentType: "application/javascript", Content: content("exports.handler = 1"),
	}
	av := &Version{
		Head: head(sid.Version, one.SID), Kind: Asset, ParentSID: asset.SID, Path: "/a", Visibility: Private,
		ContentType: "text/plain", Content: content("an asset"),
	}
	b := &Build{
		Head: head(sid.Build, one.SID), Functions: []*Version{fv}, Assets: []*Version{av}, Runtime: "node22",
		DoneAt: now, Dependencies: []Dependency{{"lodash", "4.17.21"}},
	}
	env := &Environment{Head: head(sid.Environment, one.SID), UniqueName: "e", DomainSuffix: "e",
		DomainName: "one-1234-e.twil.io"}
	d := &Deployment{Head: head(sid.Deployment, one.SID), EnvironmentSID: env.SID, BuildSID: b.SID}
	live := *env
	live.BuildSID, live.DeploymentSID = b.SID, d.SID
	v := &Variable{Head: head(sid.Variable, one.SID), EnvironmentSID: env.SID, Key: "k", Value: "v"}
	l := &Log{Head: head(sid.Log, one.SID), EnvironmentSID: env.SID, BuildSID: b.SID, DeploymentSID: d.SID,
		FunctionSID: fn.SID, Level: "INFO"}
	for _, r := range []Record{one, other, fn, asset, fv, av, b, env, d} {
		w.Commit(Put(r))
	}
	live.Seq = env.Seq
	w.Commit(Put(&live), Put(v), Put(l))
	return s, one
}

func (s *State) records() []Record {
	r := s.Read()
	defer r.Done()
	return r.Records()
}

// The tests below speak of all kinds, so a kind that furnished lacks must be added to it.
func TestKinds_allAreFurnished(t *testing.T) {
	t.Parallel()
	s, _ := furnished(t)
	seen := map[string]bool{}
	for _, r := range s.records() {
		seen[r.kind().name] = true
		assert.Equal(t, r.kind().prefix, r.ID()[:2])
	}
	prefixes := map[string]int{}
	for _, k := range kinds() {
		assert.True(t, seen[k.name], "pkg/emulator/internal/state/state_test.go: add %s to furnished, which "+
			"all tests of records use; if it is there, records() of the node that it lies below must yield its list", english.A(k.name))
		same, ok := kindNamed(k.name)
		require.True(t, ok)
		assert.Equal(t, k.prefix, same.prefix, "two kinds are called %s", k.name)
		assert.Equal(t, k.name, k.blank().kind().name)
		prefixes[k.prefix]++
		assert.Equal(t, 1, prefixes[k.prefix], "two kinds have the prefix %s", k.prefix)
	}
}

// A change must carry all that is needed to make it, or nothing could be restored from a
// history of changes.
func TestApply_needsNothingButTheChange(t *testing.T) {
	t.Parallel()
	s, _ := furnished(t)
	replayed := &State{opts: s.opts, sids: s.sids, tree: newTree(&s.opts.Rules)}
	for _, r := range s.records() {
		replayed.tree.apply(Put(r))
	}
	assert.Equal(t, dumped(t, s), dumped(t, replayed))
	assert.Equal(t, s.tree.seq, replayed.tree.seq)
}

func dumped(t testing.TB, s *State) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, s.Dump(&b))
	return b.String()
}

// What goes takes along exactly what is below it: in the tree, and in the keys that a Store is
// told to delete.
func TestDrop_takesWhatIsBelow(t *testing.T) {
	t.Parallel()
	for _, k := range kinds() {
		if k == versionKind { // goes with its parent only
			continue
		}
		s, one := furnished(t)
		all := s.records()
		for _, r := range all {
			if r.kind() != k || r.ID() != one.SID && k == serviceKind {
				continue
			}
			w := s.Write()
			var deleted []string
			for _, e := range w.edits(Drop(r)) {
				assert.Nil(t, e.record)
				deleted = append(deleted, e.key)
			}
			w.Commit(Drop(r))
			w.Done()
			left := map[string]bool{}
			for _, x := range s.records() {
				left[x.ID()] = true
			}
			var gone []string
			for _, x := range all {
				if !left[x.ID()] {
					gone = append(gone, x.ID())
				}
			}
			assert.ElementsMatch(t, gone, deleted, k.name)
			assert.ElementsMatch(t, belowBySIDs(t, all, r), gone,
				"what goes with %s: records in environment.go, or below "+
					"in its row, say what lies below it", english.A(k.name))
			break
		}
	}
}

// belowBySIDs returns the SIDs of a record and of those that name it, or what lies below it, as what they lie below.
func belowBySIDs(t *testing.T, all []Record, top Record) []string {
	t.Helper()
	sids := []string{top.ID()}
	for _, r := range all { // parents come first
		text, err := json.Marshal(r)
		require.NoError(t, err)
		var above struct {
			Service     string `json:"service_sid"`
			Environment string `json:"environment_sid"`
			Parent      string `json:"parent_sid"`
		}
		require.NoError(t, json.Unmarshal(text, &above))
		isBelow := func(sid string) bool { return sid != "" && slices.Contains(sids, sid) }
		if r.ID() != top.ID() && (isBelow(above.Service) || isBelow(above.Environment) || isBelow(above.Parent)) {
			sids = append(sids, r.ID())
		}
	}
	return sids
}

// What still refers to a record, such as a Build to its versions, sees it as it was.
func TestCommit_leavesRecordsAlone(t *testing.T) {
	t.Parallel()
	s, one := furnished(t)
	before := map[Record]string{}
	for _, r := range s.records() {
		text, err := json.Marshal(r)
		require.NoError(t, err)
		before[r] = string(text)
	}
	w := s.Write()
	renamed := *one
	renamed.FriendlyName = "new"
	w.Commit(Put(&renamed))
	w.Commit(Drop(&renamed))
	w.Done()
	for r, want := range before {
		text, err := json.Marshal(r)
		require.NoError(t, err)
		assert.Equal(t, want, string(text))
	}
}

func fillDraft(t testing.TB, d *Draft, r io.Reader) {
	t.Helper()
	_, err := io.Copy(d, r)
	require.NoError(t, err)
}
