package state

import (
	"fmt"
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
)

// A Version is a FunctionVersion or an AssetVersion. It goes only with its parent.
type Version struct {
	Head
	Kind        File    `json:"kind"`
	ParentSID   string  `json:"parent_sid"`
	Path        string  `json:"path"`
	Visibility  string  `json:"visibility"`
	ContentType string  `json:"content_type"`
	Content     Content `json:"content"`
}

func (*Version) kind() *kind { return versionKind }

// Visibilities of versions, as they are kept and shown.
const (
	Public    = "public"
	Protected = "protected"
	Private   = "private"
)

// Visibilities gives all of them.
func Visibilities() []string { return []string{Public, Protected, Private} }

var versionKind = row[*Version]{
	name: "version", prefix: sid.Version, blank: func() *Version { return &Version{} },
	put: func(_ *Tree, n *ServiceNode, r *Version) {
		parent, _ := n.Resources(r.Kind).Get(r.ParentSID)
		parent.Versions.put(r)
		n.Versions[r.SID] = r
	},
	remove: func(_ *Tree, _ *ServiceNode, r *Version) {
		panic("emulator: version " + r.SID + " removed without its parent")
	},
	check: func(c *checker, n *ServiceNode, r *Version) error {
		if _, ok := n.Resources(r.Kind).Get(r.ParentSID); !ok {
			return fmt.Errorf("the service has no %s %q before it", r.Kind.Parameter(), r.ParentSID)
		}
		return c.version(r)
	},
	versions: func(r *Version) []*Version { return []*Version{r} },
}.kind()

// version checks what a version says, and that it says the same of its content as others.
func (c *checker) version(v *Version) error {
	limit := c.tree.rules.MaxContent
	switch path, err := NormalizePath(v.Path); {
	case err != nil:
		return err
	case path != v.Path:
		return fmt.Errorf("path %q does not begin with a slash", v.Path)
	case !slices.Contains(Visibilities(), v.Visibility):
		return fmt.Errorf("visibility %q: want public, protected or private", v.Visibility)
	case !digest.MatchString(v.Content.SHA256):
		return fmt.Errorf("content: sha256 %q is no digest", v.Content.SHA256)
	case len(v.ContentType) > MaxContentType:
		return fmt.Errorf("content_type is %d bytes long: the limit is %d", len(v.ContentType), MaxContentType)
	case v.Content.Size < 0 || v.Content.Size > limit:
		return fmt.Errorf("content: %d bytes, the limit is %d", v.Content.Size, limit)
	}
	if size, known := c.sizes[v.Content.SHA256]; known && size != v.Content.Size {
		return fmt.Errorf("content %s has two sizes, %d and %d", v.Content.SHA256, size, v.Content.Size)
	}
	c.sizes[v.Content.SHA256] = v.Content.Size
	c.versions[v.SID] = v
	return nil
}

// same reports whether two records of one version agree.
func (v *Version) same(w *Version) bool {
	return v.Seq == w.Seq && v.ServiceSID == w.ServiceSID && v.Kind == w.Kind && v.ParentSID == w.ParentSID &&
		v.Path == w.Path && v.Visibility == w.Visibility && v.ContentType == w.ContentType &&
		v.Content.SHA256 == w.Content.SHA256 && v.Content.Size == w.Content.Size && v.Created.Equal(w.Created)
}
