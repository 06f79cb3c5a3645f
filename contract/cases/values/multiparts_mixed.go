package values

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// source is what the mixed uploads contain.
const source = "exports.handler = (context, event, callback) => callback(null, '1');"

// mixed are uploads that have several layouts at once. What one of them is refused for is looked for in [layouts], one
// by one.
func mixed(mediaTypes [4]string) []layout {
	const quoted, b = quotedBoundary, "x7b1"
	long := strings.Repeat("b", 70)
	visible := disposition + `"Visibility"` + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\npublic\r\n"
	path := disposition + `"Path"` + "\r\nContent-Type: text/plain;charset=UTF-8\r\n\r\n/layout\r\n"
	unknown := disposition + `"ServiceSid"` + "\r\n\r\nx\r\n"
	content := func(i int, parameters string, more ...string) string {
		part := "Content-Disposition: form-data; name=" + parameters + "\r\n" + strings.Join(more, "")
		part += "Content-Type: " + mediaTypes[i] + "\r\n"
		return part + "\r\n" + source + "\r\n"
	}
	lower := strings.NewReplacer("Content-Disposition: ", "content-disposition:", "Content-Type: ", "content-type:")
	return []layout{
		{"1", `multipart/form-data; boundary="` + quoted + `"`, "This is a message in MIME format.\r\n" + body(quoted,
			content(0, `"Content"`), visiblePart, pathPart) + "The end.\r\n", true, nil},
		{"2", "Multipart/Form-Data; Boundary=" + long, strings.TrimSuffix(lower.Replace(body(long, visible, unknown,
			content(1, `"Content"; filename="`+strings.Repeat("ä", 60)+`<b>&.txt"; filename*=UTF-8''%C3%A4.txt`), path)),
			"\r\n"), false, nil},
		{"3", "multipart/form-data; charset=utf-8; boundary=" + b, body(b, strings.ReplaceAll(pathPart, `"`, ""), content(2,
			`Content; filename="/dir/index.html"`, fmt.Sprintf("Content-Length: %d\r\n", len(source))),
			strings.ReplaceAll(visiblePart, `"`, "")), false, nil},
		{"4", "multipart/form-data;boundary=1;charset=utf-8", body("1", visiblePart, pathPart,
			strings.Replace(content(3, `"Content"`), "form-data;", `form-data; filename="blob; 1";`, 1)),
			false, []string{"Expect", "100-continue"}},
	}
}

// anyLayout uploads in mixed layouts, and apart in each that may be the reason of a refusal. A Function Version also has
// what was uploaded, whatever stood around it.
func anyLayout(ctx context.Context, s *suite.Session, kind, parent string) error {
	at := parent + "/Versions"
	upload := func(l layout) (object, error) {
		var o object
		err := raw(ctx, s, http.MethodPost, s.Target().UploadURL+at, l.media, l.body, l.chunked,
			l.headers...).Created(&o)
		return o, expect.Then(err, expect.Same("path", text(o, "path"), "/layout"),
			expect.Same("visibility", text(o, "visibility"), "public"))
	}
	mediaTypes := [4]string{"application/javascript; charset=utf-8", "application/javascript", "application/javascript",
		"application/javascript"} // other types are guesses
	if kind == "Assets" {
		mediaTypes = [4]string{"application/json; charset=utf-8", "image/svg+xml", "text/html;charset=UTF-8",
			"application/octet-stream"}
	}
	var problems []error
	alone := false
	for _, l := range mixed(mediaTypes) {
		made, err := upload(l)
		if err != nil {
			alone = true
			continue
		}
		if kind == "Functions" {
			var got object
			err := s.Get(ctx, at+"/"+text(made, "sid")+"/Content").OK(&got)
			problems = append(problems, expect.Then(err,
				expect.Same("content of an upload in layout "+l.what, text(got, "content"), source)))
		}
	}
	if alone {
		problems = append(problems, each(append(layouts(), typed(mediaTypes)...),
			func(l layout) string { return "an upload " + l.what },
			func(l layout) error { _, err := upload(l); return err }))
	}
	return errors.Join(problems...)
}

// typed are plain uploads whose content has one of some media types.
func typed(mediaTypes [4]string) (all []layout) {
	const b = "x7b1"
	for _, media := range mediaTypes {
		l := layout{"of " + media, "multipart/form-data; boundary=" + b, body(b, pathPart, visiblePart,
			strings.Replace(contentPart, "application/javascript", media, 1)), false, nil}
		all = append(all, l)
	}
	return all
}
