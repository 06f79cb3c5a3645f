package deployer

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

// newDigest begins the digest of a version: SHA-256 over path, visibility, content type and
// content, so that a version with the same digest is the same version. The lengths keep two parts
// from passing for two others.
func newDigest(f bundle.File) hash.Hash {
	h := sha256.New()
	for _, part := range []string{f.Path, string(f.Visibility), f.ContentType} {
		_ = binary.Write(h, binary.BigEndian, uint32(len(part))) // a hash never fails
		_, _ = io.WriteString(h, part)
	}
	return h
}

func sum(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// digestFile reads the file to its end, without holding it.
func digestFile(f bundle.File) (string, error) {
	content, err := f.Open()
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", f.Source, err)
	}
	defer content.Close()
	h := newDigest(f)
	n, err := io.Copy(h, content)
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", f.Source, err)
	}
	if n != f.Size {
		return "", fmt.Errorf("%s has %d bytes, not %d: it changed since the project was read; run the deploy again",
			f.Source, n, f.Size)
	}
	return sum(h), nil
}

// digestText is the digest that the file has if its content is text.
func digestText(f bundle.File, text string) string {
	h := newDigest(f)
	_, _ = io.WriteString(h, text)
	return sum(h)
}

// digests computes those of the files, in their order.
func digests(ctx context.Context, files []bundle.File) ([]string, error) {
	all := make([]string, len(files))
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, f := range files {
		group.Go(func() (err error) {
			if groupCtx.Err() == nil {
				all[i], err = digestFile(f)
			}
			return err
		})
	}
	return all, cmp.Or(group.Wait(), ctx.Err())
}

// openVerified opens the content so that its end fails when it is not what was planned: a recorded
// digest must be that of what was uploaded, or a later deploy would take the one for the other.
func openVerified(f bundle.File, digest string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) {
		content, err := f.Open()
		if err != nil {
			return nil, err
		}
		return &verified{ReadCloser: content, hash: newDigest(f), file: f, want: digest}, nil
	}
}

type verified struct {
	io.ReadCloser
	hash hash.Hash
	file bundle.File
	want string
	read int64
}

func (v *verified) Read(p []byte) (int, error) {
	n, err := v.ReadCloser.Read(p)
	v.hash.Write(p[:n])
	v.read += int64(n)
	// Another length is found by the client, which says so.
	if err == io.EOF && v.read == v.file.Size && sum(v.hash) != v.want {
		return n, fmt.Errorf("%s changed since the plan was made", v.file.Source)
	}
	return n, err
}

// digest of what a Build is made with besides files, as it was asked for: the API adds packages and
// chooses a runtime, so the Build itself does not tell.
func (b PlannedBuild) digest() string {
	dependencies := slices.Clone(b.Dependencies)
	slices.SortFunc(dependencies, func(a, b bundle.Dependency) int { return strings.Compare(a.Name, b.Name) })
	h := sha256.New()
	// no package has an empty name
	_ = json.NewEncoder(h).Encode(append(dependencies, bundle.Dependency{Version: b.Runtime}))
	return sum(h)
}
