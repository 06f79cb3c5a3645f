package deployer

import (
	"iter"
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

// remoteFiles are the Functions or Assets of a Service.
type remoteFiles struct {
	byName names               // nil when the list was not needed
	live   map[string]liveFile // path → what the live Build serves there
	kept   map[string]bool     // paths whose version stays
}

type liveFile struct {
	parent     string // SID of the Function or Asset
	version    string
	visibility bundle.Visibility
}

// names are SIDs by friendly name, in the order of the list: friendly names are not unique.
type names map[string][]string

func readNames[T any](list iter.Seq2[T, error], nameAndSID func(T) (name, sid string)) (names, error) {
	byName := names{}
	for item, err := range list {
		if err != nil {
			return nil, err
		}
		name, sid := nameAndSID(item)
		byName[name] = append(byName[name], sid)
	}
	return byName, nil
}

// match returns the Function or Asset of each path: the one that serves the path now, else one with
// that name. No path gets the one of another path, since a Build then had two versions of it;
// versions that stay come first.
func (r remoteFiles) match(files []bundle.File) (sids map[string]string) {
	taken := map[string]bool{}
	sids = map[string]string{}
	take := func(path, sid string) {
		if sid != "" && sids[path] == "" && !taken[sid] {
			sids[path] = sid
			taken[sid] = true
		}
	}
	for _, kept := range []bool{true, false} {
		for _, f := range files {
			// One that was deleted meanwhile is not there any more, though its versions live on in
			// the Build.
			if sid := r.live[f.Path].parent; r.kept[f.Path] == kept && (kept || r.byName == nil || r.byName.has(sid)) {
				take(f.Path, sid)
			}
		}
	}
	for _, f := range files {
		for _, sid := range r.byName[f.Path] {
			if !r.kept[f.Path] {
				take(f.Path, sid)
			}
		}
	}
	return sids
}

func (n names) has(sid string) bool {
	for _, same := range n {
		if slices.Contains(same, sid) {
			return true
		}
	}
	return false
}

// incomplete: some path that gets a new version has no Function or Asset yet.
func (r remoteFiles) incomplete(files []bundle.File) bool {
	sids := r.match(files)
	return slices.ContainsFunc(files, func(f bundle.File) bool { return sids[f.Path] == "" && !r.kept[f.Path] })
}
