package bundle

import (
	"io"
	"io/fs"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// Visibility says who can reach a Function or an Asset once it is deployed.
// https://www.twilio.com/docs/serverless/functions-assets/visibility
type Visibility = serverless.Visibility

// The three visibilities, as the API writes them in versions.
const (
	Public    = serverless.VisibilityPublic    // anyone who knows the URL
	Protected = serverless.VisibilityProtected // requests with a valid X-Twilio-Signature
	Private   = serverless.VisibilityPrivate   // no URL; only code of the same Service
)

// File is one Function or Asset of a [Bundle].
type File struct {
	// slash-separated path inside the project, for messages: "functions/admin/hello.protected.js"
	Source      string
	Path        string     // URL path: "/admin/hello"
	Visibility  Visibility // from the file name
	ContentType string     // media type that the upload declares
	Size        int64      // bytes when the project was read

	fsys fs.FS
}

// Open returns the content from its start. Each attempt of an upload opens the
// file anew, so that a repeated attempt never sends a half-read body.
func (f File) Open() (io.ReadCloser, error) {
	if f.fsys == nil {
		return nil, &fs.PathError{Op: "open", Path: f.Source, Err: fs.ErrInvalid}
	}
	return f.fsys.Open(f.Source)
}

// maxFileSize is the largest Asset that the API takes; above it the upload host
// answers 413. https://www.twilio.com/docs/serverless/api
const maxFileSize = serverless.MaxAssetVersionContentBytes
