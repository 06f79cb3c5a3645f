package execution

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/contents"
)

// A Target is something that runs the project of the rows.
type Target struct {
	URL    string // that the paths of rows follow
	Host   string // header of requests; empty: that of URL
	Signed string // base URL that signatures are made of; empty: URL
	Token  string // that signs

	// Logs gives the lines that were written, "LEVEL text". nil: they cannot be seen.
	Logs func(ctx context.Context) ([]string, error)
}

// Check makes the request of a row and reports how the answer differs.
func (t *Target) Check(ctx context.Context, r *Row) error {
	//lint:ignore bodyclose Do has read and closed it
	res, body, err := t.Do(ctx, r)
	if err != nil {
		return err
	}
	errs := r.judge(res, body)
	if t.Logs != nil && len(r.Logs) > 0 {
		lines, err := t.Logs(ctx)
		errs = append(errs, err)
		for _, want := range r.Logs {
			if !slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, want) }) {
				errs = append(errs, fmt.Errorf("no line %q in the Logs", want))
			}
		}
	}
	return errors.Join(errs...)
}

// Do makes the request of a row.
func (t *Target) Do(ctx context.Context, r *Row) (*http.Response, string, error) {
	path := r.Path
	if r.Signed && r.Body != "" && r.contentType() != form {
		sum := sha256.Sum256([]byte(r.Body))
		path += "?bodySHA256=" + hex.EncodeToString(sum[:])
	}
	var reader io.Reader
	if r.Body != "" {
		reader = strings.NewReader(r.Body)
	}
	req, err := http.NewRequestWithContext(ctx, r.method(), t.URL+path, reader)
	if err != nil {
		return nil, "", err
	}
	req.Host = t.Host
	for _, h := range r.Header {
		req.Header.Add(h[0], h[1])
	}
	if r.Signed {
		base := t.Signed
		if base == "" {
			base = t.URL
		}
		req.Header.Set("X-Twilio-Signature", signature(t.Token, base+path, r))
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		return nil, "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return res, string(body), err
}

func (r *Row) contentType() string {
	for _, h := range r.Header {
		if h[0] == "Content-Type" {
			return h[1]
		}
	}
	return ""
}

// signature is made by the rule at https://www.twilio.com/docs/usage/security, apart from what checks it.
func signature(token, address string, r *Row) string {
	text := address
	if r.contentType() == form {
		fields := strings.Split(r.Body, "&")
		slices.Sort(fields)
		for _, field := range fields {
			name, value, _ := strings.Cut(field, "=")
			value, _ = url.QueryUnescape(value)
			text += name + value
		}
	}
	mac := hmac.New(sha1.New, []byte(token))
	mac.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// judge gives all differences.
func (r *Row) judge(res *http.Response, body string) (errs []error) {
	differ := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if res.StatusCode != r.Status {
		differ("status %d, want %d: %.300q", res.StatusCode, r.Status, body)
		return errs
	}
	if r.Want != "" && body != r.Want {
		differ("body %.300q, want %.300q", body, r.Want)
	}
	for _, part := range r.Contains {
		if unwanted, not := strings.CutPrefix(part, "!"); not {
			if strings.Contains(body, unwanted) {
				differ("body %.300q has %q", body, unwanted)
			}
		} else if !strings.Contains(body, part) {
			differ("body %.600q has no %q", body, part)
		}
	}
	if got := res.Header.Get("Content-Type"); r.Type != "" && got != r.Type {
		differ("Content-Type %q, want %q", got, r.Type)
	}
	wanted := map[string][]string{}
	for _, h := range r.Headers {
		wanted[h[0]] = append(wanted[h[0]], h[1])
	}
	for name, values := range wanted {
		if got := res.Header.Values(name); !slices.Equal(got, values) {
			differ("%s %q, want %q", name, got, values)
		}
	}
	for _, name := range r.Absent {
		if got := res.Header.Values(name); len(got) > 0 {
			differ("%s %q, want none", name, got)
		}
	}
	return errs
}

// Markdown is the table for people.
func Markdown() []byte {
	var b bytes.Buffer
	b.WriteString(`# What a Function can rely on

What production does with a Function, row by row. Each row is a test, run against ` + "`emulate`" + ` and ` + "`dev`" + `. "choice" marks what no source
decides. The last column says where ` + "`twilio-run start`" + ` 5.0.1 differs. Everywhere else it agrees, as a second opinion. Sources are pages of
Twilio's documentation.

This page is made from the code: ` + "`go test ./internal/execution -update`" + `.
`)
	subject := ""
	for _, r := range Rows() {
		if r.Subject != subject {
			subject = r.Subject
			fmt.Fprintf(&b, "\n## %s\n\n| what production does | source | twilio-run instead |\n|---|---|---|\n",
				subject)
		}
		source := r.Source
		if r.Choice {
			source = "**choice**: " + source
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", cell(r.Says), cell(source), cell(r.Peer))
	}
	return []byte(contents.Insert(b.String()))
}

func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
