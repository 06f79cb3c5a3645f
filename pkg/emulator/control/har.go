package control

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"
)

// The format of an archive: http://www.softwareishard.com/blog/har-12-spec/
type (
	har struct {
		Log harLog `json:"log"`
	}
	harLog struct {
		Version string     `json:"version"`
		Creator harCreator `json:"creator"`
		Entries []harEntry `json:"entries"`
		Comment string     `json:"comment,omitempty"`
	}
	harCreator struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	harEntry struct {
		Started   time.Time   `json:"startedDateTime"`
		Time      float64     `json:"time"`
		Request   harRequest  `json:"request"`
		Response  harResponse `json:"response"`
		Cache     struct{}    `json:"cache"`
		Timings   harTimings  `json:"timings"`
		Comment   string      `json:"comment,omitempty"`
		ID        uint64      `json:"_id"`
		Operation string      `json:"_operation,omitempty"`
		Account   string      `json:"_account,omitempty"`
		Verdict   string      `json:"_verdict"`
		Fault     string      `json:"_fault,omitempty"`
	}
	harRequest struct {
		Method      string    `json:"method"`
		URL         string    `json:"url"`
		HTTPVersion string    `json:"httpVersion"`
		Cookies     []harPair `json:"cookies"`
		Headers     []harPair `json:"headers"`
		Query       []harPair `json:"queryString"`
		PostData    *harPost  `json:"postData,omitempty"`
		HeadersSize int       `json:"headersSize"`
		BodySize    int64     `json:"bodySize"`
	}
	harResponse struct {
		Status      int        `json:"status"`
		StatusText  string     `json:"statusText"`
		HTTPVersion string     `json:"httpVersion"`
		Cookies     []harPair  `json:"cookies"`
		Headers     []harPair  `json:"headers"`
		Content     harContent `json:"content"`
		RedirectURL string     `json:"redirectURL"`
		HeadersSize int        `json:"headersSize"`
		BodySize    int64      `json:"bodySize"`
	}
	harPair struct {
		Name    string `json:"name"`
		Value   string `json:"value"`
		Comment string `json:"comment,omitempty"`
	}
	harPost struct {
		MimeType string     `json:"mimeType"`
		Params   []harParam `json:"params"`
		Text     string     `json:"text"`
		Comment  string     `json:"comment,omitempty"`
	}
	harParam struct {
		Name        string `json:"name"`
		Value       string `json:"value"`
		FileName    string `json:"fileName,omitempty"`
		ContentType string `json:"contentType,omitempty"`
		Comment     string `json:"comment,omitempty"`
	}
	harContent struct {
		Size     int64  `json:"size"`
		MimeType string `json:"mimeType"`
		Text     string `json:"text,omitempty"`
		Encoding string `json:"encoding,omitempty"`
		Comment  string `json:"comment,omitempty"`
	}
	harTimings struct {
		Send    float64 `json:"send"`
		Wait    float64 `json:"wait"`
		Receive float64 `json:"receive"`
	}
)

// exportHAR gives the requests of the journal that the filters keep as an HTTP Archive. What the
// page hides is hidden in it too, unless ?values=show asks for it.
func (c *Control) exportHAR(w http.ResponseWriter, r *http.Request, _ string) error {
	keep, err := filter(r)
	if err != nil {
		return err
	}
	all, err := showsValues(r)
	if err != nil {
		return err
	}
	got := c.journal.since(0, c.opts.MaxRequests, true, keep)
	archive := har{harLog{Version: "1.2", Creator: harCreator{"twilio-serverless emulator", version()},
		Entries: []harEntry{}, Comment: "Credentials and cookies are never in it."}}
	for i, e := range got.entries {
		archive.Log.Entries = append(archive.Log.Entries, harOf(e, got.kept[i].exchange(), all, baseOf(r)))
	}
	w.Header().Set("Content-Disposition", `attachment; filename="emulator.har"`)
	write(w, http.StatusOK, archive)
	return nil
}

// version is that of the module, where the program knows it.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "unknown"
}

func harOf(e *entry, x *exchange, all bool, base string) harEntry {
	h := harEntry{Started: e.Time, Time: e.Milliseconds, Timings: harTimings{Wait: e.Milliseconds}, ID: e.ID,
		Operation: e.Operation, Account: e.Account, Verdict: e.Verdict, Fault: e.Fault,
		Request: harRequest{Method: e.Method, HTTPVersion: "HTTP/1.1", Cookies: []harPair{}, Headers: []harPair{},
			Query: []harPair{}, HeadersSize: -1, BodySize: e.RequestBytes},
		Response: harResponse{Status: e.Status, StatusText: http.StatusText(e.Status), HTTPVersion: "HTTP/1.1",
			Cookies: []harPair{}, Headers: []harPair{}, HeadersSize: -1, BodySize: e.ResponseBytes,
			Content: harContent{Size: e.ResponseBytes, MimeType: "x-unknown"}},
	}
	scheme := "http://"
	if x != nil && x.encrypted {
		scheme = "https://"
	}
	h.Request.URL = scheme + e.Host + e.Path
	if x == nil {
		if e.Query != "" {
			h.Request.URL += "?" + e.Query
		}
		h.Comment = "Headers and bodies are not kept, or not any more."
		return h
	}
	d := x.detail(e, all, base)
	path, _, _ := strings.Cut(x.target, "?")
	h.Request.URL = scheme + e.Host + path
	h.Request.Headers, h.Response.Headers = harPairs(d.Request.Headers), harPairs(d.Response.Headers)
	h.Request.Query = harPairs(d.Request.Query)
	if len(d.Request.Query) > 0 {
		h.Request.URL += "?" + harQuery(d.Request.Query)
	}
	h.Request.PostData = harPosted(d, x.sent.get("Content-Type"))
	if b := d.Response.Body; b != nil {
		h.Response.Content = harContent{Size: b.Bytes, MimeType: b.Type, Text: b.Text, Comment: b.Note}
		if b.Text == "" && len(b.raw) > 0 {
			h.Response.Content.Text = base64.StdEncoding.EncodeToString(b.raw)
			h.Response.Content.Encoding = "base64"
		}
	}
	for _, p := range h.Response.Headers {
		if p.Name == "Location" {
			h.Response.RedirectURL = p.Value
		}
	}
	return h
}

// shownAs is the value of a field, or what stands for it.
func (f *detailField) shownAs() (value, comment string) {
	switch f.Hidden {
	case "":
		return f.Value, ""
	case "never":
		return hiddenText, "never kept"
	}
	return hiddenText, "hidden"
}

func harPairs(fields []detailField) []harPair {
	all := []harPair{}
	for _, f := range fields {
		value, comment := f.shownAs()
		all = append(all, harPair{f.Name, value, comment})
	}
	return all
}

func harPosted(d *detail, kind string) *harPost {
	if b := d.Request.Body; b != nil {
		return &harPost{MimeType: kind, Params: []harParam{}, Text: b.Text, Comment: b.Note}
	}
	if d.Request.Fields == nil {
		return nil
	}
	post := &harPost{MimeType: kind, Params: []harParam{}}
	for _, f := range d.Request.Fields {
		value, comment := f.shownAs()
		p := harParam{Name: f.Name, Value: value, Comment: comment}
		if f.File != nil {
			p.Value, p.FileName, p.ContentType, p.Comment = f.File.Text, f.File.Name, f.File.Type, f.File.Note
		}
		post.Params = append(post.Params, p)
	}
	return post
}

func harQuery(fields []detailField) string {
	var all []string
	for _, f := range fields {
		value, _ := f.shownAs()
		all = append(all, url.QueryEscape(f.Name)+"="+url.QueryEscape(value))
	}
	return strings.Join(all, "&")
}
