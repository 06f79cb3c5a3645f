package values

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// A layout is one way to write an upload that the standard of multipart bodies allows.
type layout struct {
	what, media, body string
	chunked           bool
	headers           []string // further ones of the request
}

// quotedBoundary has all that a boundary may have, a space among it.
const quotedBoundary = "x7:b 1/=?(,.)'_+"

const (
	disposition = "Content-Disposition: form-data; name="
	pathPart    = disposition + `"Path"` + "\r\n\r\n/layout\r\n"
	visiblePart = disposition + `"Visibility"` + "\r\n\r\npublic\r\n"
	contentPart = disposition + `"Content"; filename="f.js"` + "\r\nContent-Type: application/javascript\r\n\r\n//\r\n"
)

// body writes parts with a boundary.
func body(boundary string, parts ...string) string {
	return "--" + boundary + "\r\n" + strings.Join(parts, "--"+boundary+"\r\n") + "--" + boundary + "--\r\n"
}

func layouts() []layout {
	const b = "x7b1"
	media := "multipart/form-data; boundary=" + b
	plain := body(b, pathPart, visiblePart, contentPart)
	part := func(from, to string) string { return strings.Replace(plain, from, to, 1) }
	long, quoted := strings.Repeat("b", 70), quotedBoundary
	return []layout{
		{"with a boundary in quotes, with all that one may have", `multipart/form-data; boundary="` + quoted + `"`,
			body(quoted, pathPart, visiblePart, contentPart), false, nil},
		{"with headers in another order, and no space in them", media, part(contentPart,
			"Content-Type:application/javascript\r\nContent-Disposition:form-data;name=\"Content\";filename=\"f.js\"\r\n\r\n//\r\n"),
			false, nil},
		{"with a media type in capitals", "Multipart/Form-Data; boundary=" + b, plain, false, nil},
		{"with the name of the boundary in capitals", "multipart/form-data; Boundary=" + b, plain, false, nil},
		{"with a boundary of 70 characters", "multipart/form-data; boundary=" + long,
			body(long, pathPart, visiblePart, contentPart), false, nil},
		{"that is chunked", media, plain, true, nil},
		{"with the content first", media, body(b, contentPart, pathPart, visiblePart), false, nil},
		{"with the content last", media, body(b, visiblePart, pathPart, contentPart), false, nil},
		{"with the Path last", media, body(b, contentPart, visiblePart, pathPart), false, nil},
		{"with a part that is unknown", media, body(b, disposition+`"ServiceSid"`+"\r\n\r\nx\r\n", pathPart,
			visiblePart,
			contentPart), false, nil},
		{"with a boundary of one character", "multipart/form-data; boundary=1",
			body("1", pathPart, visiblePart, contentPart), false, nil},
		{"with a parameter after the boundary", media + "; charset=utf-8", plain, false, nil},
		{"with an expectation", media, plain, false, []string{"Expect", "100-continue"}},
		{"with a semicolon in the file name", media, part(`"f.js"`, `"f;g.js"`), false, nil},
		{"with a space in the file name", media, part(`"f.js"`, `"f g.js"`), false, nil},
		{"with the file name before the name", media,
			part(`name="Content"; filename="f.js"`, `filename="f.js"; name="Content"`), false, nil},
		{"without a file name", media, part(`; filename="f.js"`, ""), false, nil},
		{"with a slash in the file name", media, part(`"f.js"`, `"/dir/index.html"`), false, nil},
		{"with a long file name beyond ASCII", media,
			part(`"f.js"`, `"`+strings.Repeat("ä", 60)+`.txt"; filename*=UTF-8''%C3%A4.txt`), false, nil},
		{"with markup in the file name", media, part(`"f.js"`, `"<b>&.txt"`), false, nil},
		{"with a file name without extension", media, part(`"f.js"`, `"blob"`), false, nil},
		{"with a charset of the content", media,
			part("application/javascript", "application/javascript; charset=utf-8"),
			false, nil},
		{"with types of the Path and the Visibility", media, strings.NewReplacer(`"Path"`+"\r\n",
			`"Path"`+"\r\nContent-Type: text/plain\r\n", `"Visibility"`+"\r\n",
			`"Visibility"`+"\r\nContent-Type: text/plain; charset=utf-8\r\n").Replace(plain), false, nil},
		{"with a length of the content", media,
			part("Content-Type: application", "Content-Length: 2\r\nContent-Type: application"), false, nil},
		{"with text before the first boundary", media, "This is a message in MIME format.\r\n" + plain, false, nil},
		{"with text after the last boundary", media, plain + "The end.\r\n", false, nil},
		{"without a line end after the last boundary", media, strings.TrimSuffix(plain, "\r\n"), false, nil},
		{"with names that are not in quotes", media, strings.NewReplacer(`"Path"`, "Path", `"Visibility"`, "Visibility",
			`"Content"`, "Content").Replace(plain), false, nil},
		{"with names of headers in lower case", media,
			strings.ReplaceAll(plain, "Content-Disposition", "content-disposition"), false, nil},
	}
}

func multipartCases() (all []suite.Case) {
	for _, k := range kinds {
		all = append(all, suite.Case{
			ID: k.resource + "/uploads-of-any-library-are-read",
			Claim: "An upload is read as the standard of multipart bodies has it: parts in any order, any " +
				"boundary, with or without a file name and a length, chunked, with unknown parts.",
			Source: toolkit, Level: suite.Inferred, Ops: []string{k.op},
			Cost: costOfUploads, Run: uploading(k.list,
				func(ctx context.Context, s *suite.Session, parent string) error {
					return anyLayout(ctx, s, k.list, parent)
				}),
		}, suite.Case{
			ID: k.resource + "/uploads-need-their-three-parts-by-name",
			Claim: "An upload without one of Path, Visibility and Content is refused, also when a part has the " +
				"name in another case.",
			Source: toolkit, Level: suite.Observed, Ops: []string{k.op},
			Run: uploading(k.list, func(ctx context.Context, s *suite.Session, parent string) error {
				const b = "x7b1"
				var problems []error
				for _, name := range []string{"Path", "Visibility", "Content"} {
					for _, other := range []string{"Other" + name, strings.ToLower(name)} {
						text := strings.Replace(body(b, pathPart, visiblePart, contentPart), `"`+name+`"`,
							`"`+other+`"`, 1)
						err := raw(ctx, s, http.MethodPost, s.Target().UploadURL+parent+"/Versions",
							"multipart/form-data; boundary="+b, text, false).Rejected()
						if err != nil {
							problems = append(problems, fmt.Errorf("%s instead of %s: %w", other, name, err))
						}
					}
				}
				return errors.Join(problems...)
			}),
		})
	}
	return all
}
