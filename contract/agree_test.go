package contract

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// snake is the property of a form field or path parameter: UniqueName is unique_name.
func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		if r >= 'A' && r <= 'Z' && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}

// agree makes the successful answer of an exchange one to its request: it names the resource of the
// path, repeats what the request set, and lies on the page that was asked for. The examples of the
// contract are made one by one and know nothing of each other.
func agree(t testing.TB, x *Exchange, op *specOperation) {
	t.Helper()
	if x.Status >= 300 || len(x.Body) == 0 || x.Header.Get("Content-Encoding") != "" {
		return
	}
	registered, known := operations.Lookup(op.info.OperationID)
	require.True(t, known)
	var answer map[string]any
	require.NoError(t, json.Unmarshal(x.Body, &answer))
	values, ok := registered.MatchPath(x.URL.Path)
	require.True(t, ok, "%s", x.URL.Path)
	resources := []any{answer}
	if registered.List != "" {
		resources, _ = answer[registered.List].([]any)
		agreePage(answer["meta"].(map[string]any), x.URL)
	}
	for _, resource := range resources {
		resource := resource.(map[string]any)
		old, has := resource["url"].(string)
		host, _, _ := strings.Cut(old, "/v1")
		place := host + x.URL.Path
		for i, parameter := range registered.Path {
			if strings.HasPrefix(values[i], "Z") {
				resource[snake(parameter.Name)] = values[i]
			} else if name := snake(parameter.Name); name == "sid" {
				resource["unique_name"] = values[i]
				place = strings.Replace(place, "/"+values[i], "/"+resource["sid"].(string), 1)
			}
		}
		if registered.List != "" || registered.Verb() == "Create" {
			place += "/" + resource["sid"].(string)
		}
		if has {
			resource["url"] = place
			links, _ := resource["links"].(map[string]any)
			for name, link := range links {
				links[name] = strings.Replace(link.(string), old, place, 1)
			}
		}
	}
	echo(t, x, op, answer)
	x.Body = marshal(t, answer)
}

func agreePage(meta map[string]any, u *url.URL) {
	asked := u.Query()
	if here, err := url.Parse(meta["url"].(string)); err == nil && here.Path == u.Path && len(asked) == 0 {
		return
	}
	page, size := meta["page"].(float64), meta["page_size"].(float64)
	if n, err := strconv.ParseFloat(asked.Get("Page"), 64); err == nil {
		page = n
	}
	if n, err := strconv.ParseFloat(asked.Get("PageSize"), 64); err == nil {
		size = n
	}
	meta["page"], meta["page_size"] = page, size
	if page > 0 && meta["previous_page_url"] == nil {
		meta["previous_page_url"] = meta["url"]
	}
	for name, leads := range map[string]float64{
		"first_page_url": 0, "previous_page_url": page - 1, "url": page, "next_page_url": page + 1,
	} {
		if address, there := meta[name].(string); there {
			other, err := url.Parse(address)
			if err != nil {
				continue
			}
			query := other.Query()
			for key, values := range asked {
				query[key] = values
			}
			query.Set("Page", fmt.Sprint(leads))
			query.Set("PageSize", fmt.Sprint(size))
			other.Path, other.RawQuery = u.Path, query.Encode()
			meta[name] = other.String()
		}
	}
}

// echo sets the properties that the request has set.
func echo(t testing.TB, x *Exchange, op *specOperation, answer map[string]any) {
	t.Helper()
	form := url.Values{}
	switch op.media {
	case formMedia:
		form, _ = url.ParseQuery(string(x.RequestBody))
	case multipartMedia:
		s := newMultipartScanner(x.RequestHeader.Get("Content-Type"))
		_, _ = s.Write(x.RequestBody)
		for _, part := range s.finish(true).Parts {
			form.Set(part.Name, string(part.Value))
		}
	}
	for name, sent := range form {
		if op.fields[name] == nil {
			continue
		}
		property := snake(name)
		have, there := answer[property]
		if !there || sent[0] == "" {
			continue
		}
		switch list := have.(type) {
		case bool:
			answer[property] = sent[0] == "true"
		case map[string]any, float64:
			var value any
			require.NoError(t, json.Unmarshal([]byte(sent[0]), &value), "%s of an example of %s", name,
				op.info.OperationID)
			answer[property] = value
		case []any:
			if name == "Dependencies" {
				var added []any
				_ = json.Unmarshal([]byte(strings.Trim(sent[0], `"`)), &added)
				answer[property] = append(added, without(list, added)...)
				continue
			}
			answer[property] = versions(t, list, sent)
		default:
			switch {
			case name == "Path" && !strings.HasPrefix(sent[0], "/"):
				answer[property] = "/" + sent[0]
			case name == "Visibility":
				answer[property] = strings.ToLower(sent[0])
			case name != "Runtime" || strings.HasPrefix(sent[0], "node"):
				answer[property] = sent[0]
			}
		}
	}
	if name, named := answer["domain_base"]; named && name != nil {
		answer["domain_base"] = strings.ToLower(answer["unique_name"].(string)) + "-1234"
	}
	if suffix, _ := answer["domain_suffix"].(string); suffix != "" {
		answer["domain_name"] = "base-1234-" + strings.ToLower(suffix) + ".twil.io"
	}
}

// versions are copies of the first item, one for each SID.
func versions(t testing.TB, list []any, sids []string) []any {
	t.Helper()
	all := make([]any, len(sids))
	for i, sid := range sids {
		var item map[string]any
		require.NoError(t, json.Unmarshal(marshal(t, list[0]), &item))
		item["sid"] = sid
		all[i] = item
	}
	return all
}

// without leaves out the defaults that were sent too: what was sent wins.
func without(defaults, sent []any) (left []any) {
	nameOf := func(item any) any { dependency, _ := item.(map[string]any); return dependency["name"] }
	for _, one := range defaults {
		if !slices.ContainsFunc(sent, func(other any) bool { return nameOf(one) == nameOf(other) }) {
			left = append(left, one)
		}
	}
	return left
}
