package pull

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"syscall"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// compare decides for each file whether it is new, the same, or in the way. A
// package.json that is there says more than a Build does, so it stays unless it is
// to be replaced by force.
func (p *puller) compare() error {
	var conflicts, blocked []string
	for i := range p.files {
		f := &p.files[i]
		info, err := p.root.Lstat(f.Source)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			f.Action = deployer.ActionCreate
			continue
		case errors.Is(err, syscall.ENOTDIR): // a file where a folder belongs
			blocked = append(blocked, f.Source+" (a file is where its folder belongs)")
			continue
		case err != nil && strings.Contains(err.Error(), "escapes"): // of os.Root, which has no error to compare with
			blocked = append(blocked, f.Source+" (a link in its path leads out of the directory)")
			continue
		case err != nil:
			return fmt.Errorf("nothing was written, %s cannot be reached inside of %s: %w", f.Source, p.Dir, err)
		}
		same := false
		if info.Mode().IsRegular() {
			if same, err = p.same(f); err != nil {
				return err
			}
		}
		switch {
		case same:
			f.Action = deployer.ActionKeep
		case info.IsDir():
			blocked = append(blocked, f.Source+" (a folder has its name)")
		case p.Force:
			f.Action = deployer.ActionUpdate
		case f.Source == "package.json" && info.Mode().IsRegular():
			f.Action = deployer.ActionKeep
			if p.otherPackages(f) {
				p.result.Notes = append(p.result.Notes,
					"package.json stays as it is, and asks for other packages than the live Build lists; --force "+
						"replaces it")
			}
		default:
			conflicts = append(conflicts, f.Source)
		}
	}
	if len(blocked) > 0 {
		slices.Sort(blocked)
		return &BlockedError{p.Dir, blocked}
	}
	if len(conflicts) > 0 {
		slices.Sort(conflicts)
		return &ConflictError{conflicts}
	}
	return nil
}

// same compares a file with what was downloaded, without holding either.
func (p *puller) same(f *File) (bool, error) {
	old, err := p.root.Open(f.Source)
	if err != nil {
		return false, err
	}
	defer func() { _ = old.Close() }()
	fresh, err := p.root.Open(f.staged)
	if err != nil {
		return false, err
	}
	defer func() { _ = fresh.Close() }()
	a, b := make([]byte, 32<<10), make([]byte, 32<<10)
	for {
		n, errA := io.ReadFull(old, a)
		m, errB := io.ReadFull(fresh, b)
		if !bytes.Equal(a[:n], b[:m]) {
			return false, nil
		}
		if errA != nil || errB != nil {
			return ended(errA) && ended(errB), errors.Join(failed(errA), failed(errB))
		}
	}
}

func ended(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

func failed(err error) error {
	if ended(err) {
		return nil
	}
	return err
}

// otherPackages reports whether the package.json that is there asks for others than
// the Build lists.
func (p *puller) otherPackages(f *File) bool {
	read := func(name string) map[string]string {
		var manifest struct {
			Dependencies map[string]string `json:"dependencies"`
		}
		text, err := p.root.ReadFile(name)
		if err != nil || json.Unmarshal(text, &manifest) != nil {
			return nil
		}
		return manifest.Dependencies
	}
	return !maps.Equal(read(f.Source), read(f.staged))
}
