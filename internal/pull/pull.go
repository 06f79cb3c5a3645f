package pull

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// API is what is read of the API.
type API interface {
	FetchBuild(ctx context.Context, service, sid string) (*serverless.Build, error)
	FetchEnvironment(ctx context.Context, service, sid string) (*serverless.Environment, error)
	FetchFunctionVersionContent(ctx context.Context, service, function,
		sid string) (*serverless.FunctionVersionContent, error)
}

// Request says what to pull where.
type Request struct {
	API         API
	Site        *Site
	Service     *serverless.Service
	Environment *serverless.Environment
	Dir         string // created when it is not there
	Force       bool   // replace files that have other content
	EnvFile     []byte // content of .env; nil writes none
	// FunctionsFolder and AssetsFolder are those that the project says it has, "" for what a deploy
	// looks for.
	FunctionsFolder, AssetsFolder string
}

// Result is what was pulled.
type Result struct {
	BuildSID string   `json:"build_sid"`
	Runtime  string   `json:"runtime"`
	Files    []File   `json:"files"` // sorted by Source
	Left     []Left   `json:"not_pulled"`
	Notes    []string `json:"notes,omitempty"`
}

// ConflictError says which files would have to be replaced. Nothing was written.
type ConflictError struct{ Files []string }

// Error names the files.
func (e *ConflictError) Error() string {
	return "these files exist and have other content: " + strings.Join(e.Files, ", ")
}

// BlockedError says which files cannot be written, whatever is replaced. Nothing was written.
type BlockedError struct {
	Dir   string
	Files []string // each with the reason
}

// Error names the files and what is in their way.
func (e *BlockedError) Error() string {
	return "these files cannot be written to " + e.Dir + ": " + strings.Join(e.Files, ", ")
}

// ErrNothingLive means that the Environment has no Build.
var ErrNothingLive = errors.New("nothing is live")

// parallel is how many files are read at once.
const parallel = 8

// Pull downloads everything into a hidden folder of the project first, sees that the
// live Build is still the same, and then moves file by file to its place: no file is
// ever there in half, and an error before the last step leaves the project as it was.
func Pull(ctx context.Context, r *Request) (*Result, error) {
	if r.Environment.BuildSID == nil || *r.Environment.BuildSID == "" {
		return nil, ErrNothingLive
	}
	build, err := r.API.FetchBuild(ctx, r.Service.SID, *r.Environment.BuildSID)
	if err != nil {
		return nil, err
	}
	p := &puller{Request: r, result: &Result{BuildSID: build.SID, Runtime: build.Runtime, Left: []Left{}}}
	var left []Left
	p.files, left = files(build, r.Site.AuthToken != "")
	p.result.Left = append(p.result.Left, left...)
	manifest, err := packageFile(r.Service.UniqueName, build)
	if err != nil {
		return nil, err
	}
	p.files = append(p.files, manifest)
	if r.EnvFile != nil {
		p.files = append(p.files, File{Source: ".env", text: r.EnvFile, private: true})
	}
	return p.run(ctx)
}

type puller struct {
	*Request
	root   *os.Root
	stage  string // folder in root
	files  []File
	result *Result
}

func (p *puller) run(ctx context.Context) (_ *Result, err error) {
	_, before := os.Lstat(p.Dir)
	if err := os.MkdirAll(p.Dir, 0o755); err != nil {
		return nil, err
	}
	if errors.Is(before, fs.ErrNotExist) {
		defer func() {
			if err != nil {
				_ = os.Remove(p.Dir) // does nothing unless it is empty
			}
		}()
	}
	// A root, so that no name and no link in the project leads out of it.
	if p.root, err = os.OpenRoot(p.Dir); err != nil {
		return nil, err
	}
	defer func() { _ = p.root.Close() }()
	stage, err := os.MkdirTemp(p.Dir, ".pull-*")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(stage) }()
	p.stage = path.Base(strings.ReplaceAll(stage, string(os.PathSeparator), "/"))
	p.chooseFolders()
	if err := p.download(ctx); err != nil {
		return nil, err
	}
	now, err := p.API.FetchEnvironment(ctx, p.Service.SID, p.Environment.SID)
	if err != nil {
		return nil, err
	}
	if now.BuildSID == nil || *now.BuildSID != p.result.BuildSID {
		return nil, fmt.Errorf("another Build than %s went live in the meantime: run the same command again",
			p.result.BuildSID)
	}
	if err := p.compare(); err != nil {
		return nil, err
	}
	return p.result, p.place(ctx)
}

// chooseFolders takes the folders that the project names, or those that it already has
// under the other names that a deploy knows: with both, only one would be deployed.
func (p *puller) chooseFolders() {
	for _, c := range []struct{ named, name, other string }{
		{p.FunctionsFolder, "functions", "src"}, {p.AssetsFolder, "assets", "static"},
	} {
		to := path.Clean(c.named)
		if c.named == "" {
			to = c.name
			_, err := p.root.Lstat(c.name)
			if info, otherErr := p.root.Lstat(c.other); err != nil && otherErr == nil && info.IsDir() {
				to = c.other
			}
		}
		for i, f := range p.files {
			if rest, ok := strings.CutPrefix(f.Source, c.name+"/"); ok && !p.files[i].moved {
				p.files[i].Source, p.files[i].moved = to+"/"+rest, true
			}
		}
	}
}

func (p *puller) download(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallel)
	for i := range p.files {
		f := &p.files[i]
		f.staged = fmt.Sprintf("%s/%d", p.stage, i)
		group.Go(func() error {
			if err := p.fetch(ctx, f); err != nil {
				return fmt.Errorf("%s: %w", f.Source, err)
			}
			return nil
		})
	}
	return group.Wait()
}

func (p *puller) fetch(ctx context.Context, f *File) (err error) {
	create := func() (io.WriteCloser, error) {
		mode := fs.FileMode(0o644)
		if f.private {
			mode = 0o600
		}
		return p.root.OpenFile(f.staged, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	}
	switch {
	case f.asset:
		f.Size, err = p.Site.fetch(ctx, f.Path, f.Visibility == bundle.Protected, create)
		return err
	case f.parent != "":
		content, err := p.API.FetchFunctionVersionContent(ctx, p.Service.SID, f.parent, f.version)
		if err != nil {
			return err
		}
		f.text = []byte(content.Content)
	}
	w, err := create()
	if err != nil {
		return err
	}
	n, err := w.Write(f.text)
	if closeErr := w.Close(); err == nil {
		err = closeErr
	}
	f.Size, f.text = int64(n), nil
	return err
}

// place moves the files. Cancelling has no place here: it takes no time, and half of
// it is worse than all.
func (p *puller) place(ctx context.Context) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	slices.SortFunc(p.files, func(a, b File) int { return strings.Compare(a.Source, b.Source) })
	for _, f := range p.files {
		if f.Action != deployer.ActionKeep {
			if dir := path.Dir(f.Source); dir != "." {
				if err := p.root.MkdirAll(dir, 0o755); err != nil {
					return err
				}
			}
			if err := p.root.Rename(f.staged, f.Source); err != nil {
				return err
			}
		}
	}
	p.result.Files = p.files
	return nil
}
