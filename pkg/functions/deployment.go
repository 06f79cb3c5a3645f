package functions

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"sync"
)

// A Deployment is a Build as it is live in an Environment. Nothing in it may be modified once it is
// given to a [Runner].
type Deployment struct {
	AccountSID, AuthToken                               string
	ServiceSID, EnvironmentSID, BuildSID, DeploymentSID string
	IncludeCredentials                                  bool   // Functions see AccountSID and AuthToken
	DomainName                                          string // of the Environment
	Runtime                                             string // of the Build, such as node22
	Dependencies                                        map[string]string
	Functions, Assets                                   []File
	Variables                                           map[string]string

	// Named are the dependencies that the user asked for; what the platform adds may be missing
	// without harm. nil: all are.
	Named map[string]bool

	once sync.Once
	id   string

	mentioned sync.Once
	used      map[string]bool
}

// A File is a version of a Function or of an Asset.
type File struct {
	ParentSID  string // of the Function or Asset
	VersionSID string
	Path       string // with a leading slash
	Visibility string // public, protected or private
	SHA256     string // of the content

	// Open gives the content. The caller closes it.
	Open func() (io.ReadCloser, error)

	// Local is the path of a file on this machine with this very content, which messages and
	// debuggers name then, and which may require the files beside it. Empty: there is none.
	Local string

	imports bool // it may load modules of ECMAScript
}

// identity differs when anything differs that a worker depends on.
func (d *Deployment) identity() string {
	d.once.Do(func() { d.id = d.computeIdentity() })
	return d.id
}

func (d *Deployment) computeIdentity() string {
	return d.EnvironmentSID + " " + d.DeploymentSID + " " + digest(d.BuildSID, d.settings(), d.files(d.Functions),
		d.files(d.Assets))
}

// settings are what a worker cannot change once it has them.
func (d *Deployment) settings() string {
	return digest(d.AccountSID, d.AuthToken, d.ServiceSID, d.EnvironmentSID, strconv.FormatBool(d.IncludeCredentials),
		d.DomainName,
		d.Runtime, asJSON(d.Dependencies), asJSON(d.Variables))
}

func (d *Deployment) files(of []File) string {
	var b strings.Builder
	for _, f := range of {
		b.WriteString(asJSON([]string{f.VersionSID, f.Path, f.Visibility, f.SHA256, f.Local}))
	}
	return b.String()
}

func (d *Deployment) privateAssets() []File {
	var found []File
	for _, f := range d.Assets {
		if f.Visibility == "private" {
			found = append(found, f)
		}
	}
	return found
}

// function finds a Function by its version, or nil.
func (d *Deployment) function(versionSID string) *File {
	for i := range d.Functions {
		if d.Functions[i].VersionSID == versionSID {
			return &d.Functions[i]
		}
	}
	return nil
}

func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(asJSON(parts)))
	return hex.EncodeToString(sum[:8])
}

// asJSON writes maps in the order of their names.
func asJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings only
	}
	return string(text)
}
