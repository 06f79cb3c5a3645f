package contract

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
)

// checkUpload checks the parts of a multipart body against the schema of the form.
func (e *examination) checkUpload() {
	upload := e.Upload
	if upload == nil { // an exchange put together by hand or read from a recording
		s := newMultipartScanner(e.RequestHeader.Get("Content-Type"))
		_, _ = s.Write(e.RequestBody)
		upload = s.finish(true)
	}
	seen := map[string]int{}
	for i := range upload.Parts {
		p := &upload.Parts[i]
		seen[p.Name]++
		// The last part of a body that ends early is not what the client meant to send.
		whole := upload.Complete || i < len(upload.Parts)-1
		e.checkPart(p, seen, whole)
	}
	for _, name := range slices.Sorted(maps.Keys(seen)) {
		if seen[name] > 1 && e.op.fields[name] != nil {
			e.violate(RequestSide, "repeated-part", name, "is sent %d times", seen[name])
		}
	}
	switch {
	case upload.Err != nil:
		e.violate(RequestSide, "malformed-multipart", "", "the body is not well-formed multipart: %s", upload.Err)
	case !upload.Complete && e.Status < 300:
		e.add(Notice, ResponseSide, "upload-unread", "",
			"answered before the upload had been read, so that it was not fully checked")
	case upload.Complete:
		e.checkMissingParts(seen)
	}
}

func (e *examination) checkMissingParts(seen map[string]int) {
	for _, f := range e.op.fields {
		if !f.required || seen[f.name] > 0 {
			continue
		}
		otherCase := func(sent string) bool { return strings.EqualFold(sent, f.name) }
		if slices.ContainsFunc(slices.Collect(maps.Keys(seen)), otherCase) { // reported as part-name-case
			continue
		}
		e.violate(RequestSide, "missing-part", f.name, "is required but missing")
	}
}

func (e *examination) checkPart(p *Part, seen map[string]int, whole bool) {
	if p.fault != "" {
		e.violate(RequestSide, "part-headers", redact.Name(p.Name), "%s", p.fault)
	}
	f := e.op.fields[p.Name]
	if f == nil {
		e.undeclaredPart(p.Name)
		return
	}
	e.checkBytes(f, p.Size)
	if f.binary || !whole {
		return
	}
	if p.Size > int64(len(p.Value)) {
		e.violate(RequestSide, "max-length", f.name, "has %d bytes", p.Size)
		return
	}
	if !utf8.Valid(p.Value) {
		e.violate(RequestSide, "invalid-utf8", f.name, "is not UTF-8")
		return
	}
	e.addValueErrors(f.schema, f.name, string(p.Value))
	if f.name == "Path" && !strings.HasPrefix(string(p.Value), "/") &&
		utf8.RuneCount(p.Value) == int(*f.schema.MaxLength) {
		e.violate(RequestSide, "max-length", f.name,
			"is too long by one: the leading slash that is put before it counts")
	}
	if e.form == nil {
		e.form = url.Values{}
	}
	e.form.Add(f.name, string(p.Value))
}

func (e *examination) undeclaredPart(name string) {
	switch declared := e.resembled(name); {
	case name == "":
		e.violate(RequestSide, "part-without-name", "", "a part has no name in its Content-Disposition")
	case strings.EqualFold(declared, name):
		e.violate(RequestSide, "part-name-case", redact.Name(name), "part names are case-sensitive: %s", declared)
	case declared != "":
		e.violate(RequestSide, "undeclared-part", redact.Name(name), "is not a part; it is spelled %s", declared)
	default:
		e.add(Notice, RequestSide, "undeclared-part", redact.Name(name), "is not a part of %s, which takes %s",
			e.op.info.OperationID, e.op.fieldNames())
	}
}
