package variants

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"sync/atomic"
)

// propertyVariants have more in their objects than the pages show, or less where a page allows it.
func propertyVariants() []Variant {
	return []Variant{
		{Name: "more properties, whose names differ in case only",
			Why: "names in JSON have a case, and properties that are not documented may have any name",
			wear: rewritten(func(body any) []byte {
				if o, is := body.(object); is && o["sid"] != nil {
					return namesakes(o)
				}
				return plain(body)
			})},
		{Name: "more properties, with numbers that no float64 holds",
			Why:  "RFC 8259 sets no range, and clients ignore what they do not know",
			wear: more("quota", json.Number("1e400"))},
		{Name: "more properties, one of them long",
			Why: "no page says how long an answer is", Alone: true, wear: more("debug", strings.Repeat("x", 200_000))},
		{Name: "more properties, one of them deep",
			Why: "clients ignore what they do not know, whatever is in it", Alone: true, wear: more("tree", deep(300))},
		{Name: "more properties, with another value in each answer",
			Why: "clients ignore what they do not know, and an answer may say when it was given", wear: restless},
		{Name: "lists with a second array",
			Why: "`meta.key` says which array a list is in",
			wear: documents(func(_ *http.Request, _ int, body object) bool {
				if body["meta"] == nil {
					return false
				}
				body["advice"], body["zones"] = []any{}, []any{object{"sid": "a-zone"}}
				return true
			})},
		{Name: "whole Versions inside Builds",
			Why: "the page of the Build calls them Versions, and some clients read their url there",
			wear: inBuilds(func(build object) {
				for _, v := range versions(build) {
					v["url"] = strings.Split(asText(build["url"]), "/Builds/")[0] + ofVersion(v)
					v["date_updated"], v["links"] = v["date_created"], object{}
				}
			})},
	}
}

// restless gives each object a property that is never the same.
func restless(next http.RoundTripper, changed func()) http.RoundTripper {
	var count atomic.Int64
	return resources(func(r object) bool {
		r["revision"] = count.Add(1)
		return true
	})(next, changed)
}

func more(name string, value any) wear {
	return documents(func(_ *http.Request, _ int, body object) bool {
		body[name] = value
		return true
	})
}

func deep(levels int) (value any) {
	for range levels {
		value = object{"a": []any{value}}
	}
	return value
}

// namesakes writes each property first, and then again under a name in capitals with null, and in title case with text.
func namesakes(o object) []byte {
	names := maps.Clone(o)
	var b bytes.Buffer
	b.Write(bytes.TrimSuffix(plain(o), []byte("}")))
	for name := range names {
		b.WriteString(",")
		b.Write(plain(strings.ToUpper(name)))
		b.WriteString(":null,")
		b.Write(plain(strings.ToUpper(name[:1]) + name[1:]))
		b.WriteString(`:"of another property"`)
	}
	b.WriteByte('}')
	return b.Bytes()
}

// ofVersion is the path of a Version below its Service.
func ofVersion(v object) string {
	if parent := asText(v["asset_sid"]); parent != "" {
		return "/Assets/" + parent + "/Versions/" + asText(v["sid"])
	}
	return "/Functions/" + asText(v["function_sid"]) + "/Versions/" + asText(v["sid"])
}
