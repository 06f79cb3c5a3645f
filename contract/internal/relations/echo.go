package relations

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/derive"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// checkEcho compares what the request set with what the answer says. Only declared fields that were
// sent with a value count.
func checkEcho(r *report, x *Exchange) {
	for _, field := range sortedFields(x.Form) {
		sent := x.Form[field]
		name := derive.Property(field)
		got, there := x.Body[name]
		if !there || len(sent) == 0 || sent[0] == "" {
			continue
		}
		switch got := got.(type) {
		case string:
			if !sameText(name, sent[0], got) {
				r.add("echo", "/"+name, "is not what the request set")
			}
		case bool:
			if want := strings.ToLower(sent[0]); (want == "true" || want == "false") && (want == "true") != got {
				r.add("echo", "/"+name, "is not what the request set")
			}
		case float64, json.Number, map[string]any:
			if !sameJSON(sent[0], got) {
				r.add("echo", "/"+name, "is not what the request set")
			}
		case []any:
			switch {
			case name == "dependencies":
				checkDependencies(r, sent[0], got)
			case !sameItems(sent, got):
				r.add("echo", "/"+name, "are not the ones that the request names")
			}
		case nil:
			r.add("echo", "/"+name, "is null although the request set it")
		}
	}
	if x.Operation.Verb() == "Create" {
		checkUnset(r, x)
	}
	if status := text(x.Body, "status"); x.Operation.ID == "CreateBuild" && status != "" && status != "building" {
		r.add("status", "/status", "a Build is created with the status building, and completes or fails later")
	}
	checkMade(r, x)
	if x.Operation.ID == "CreateEnvironment" && text(x.Body, "build_sid") != "" {
		r.add("echo", "/build_sid", "nothing is live on an Environment that was just created")
	}
}

// checkMade: what was made a moment ago was not updated much later.
func checkMade(r *report, x *Exchange) {
	created, err := parseDate(text(x.Body, "date_created"))
	updated, updatedErr := parseDate(text(x.Body, "date_updated"))
	if x.Operation.Verb() == "Create" && err == nil && updatedErr == nil && updated.Sub(created) > clockSkew {
		r.add("dates", "/date_updated", "is later than date_created, and the request has just created it")
	}
}

// checkUnset: what a request that creates something leaves out has the default that the contract
// gives it, and a list of SIDs that it leaves out, where it sends another one, has none: "Builds
// only use the provided Versions"
// (https://www.twilio.com/docs/serverless/api/resource/build#create-a-build-resource).
func checkUnset(r *report, x *Exchange) {
	if x.Operation.Body == nil {
		return
	}
	named := slices.ContainsFunc(x.Operation.Body.Fields, func(field operations.Field) bool {
		return isSIDs(field) && len(x.Form[field.Name]) > 0
	})
	for _, field := range x.Operation.Body.Fields {
		if len(x.Form[field.Name]) > 0 {
			continue
		}
		name := derive.Property(field.Name)
		switch got := x.Body[name].(type) {
		case bool:
			if field.Default != "" && strconv.FormatBool(got) != field.Default {
				r.add("default", "/"+name, "is not the default, and the request does not set it")
			}
		case string:
			if field.Default != "" && got != field.Default {
				r.add("default", "/"+name, "is not the default, and the request does not set it")
			} else if field.Default == "" && field.SIDPrefix() == "" && nullable(x.Operation, name) {
				r.add("default", "/"+name, "is a text, and the request does not set it: it is null")
			}
		case []any:
			if named && isSIDs(field) && len(got) > 0 {
				r.add("echo", "/"+name, "are some although the request names none")
			}
		}
	}
}

// nullable reports whether the contract says that a property of the answer may be null.
func nullable(op operations.Operation, name string) bool {
	for _, property := range operations.Schemas()[op.Answer].Properties {
		if property.Name == name {
			return property.Nullable
		}
	}
	return false
}

func isSIDs(field operations.Field) bool { return field.Items != nil && field.Items.SIDPrefix() != "" }

// sameText compares a sent text with the one that came back. The API documents three changes: a
// missing leading slash is put before a path, visibility has no case, and latest names a runtime.
func sameText(name, sent, got string) bool {
	switch name {
	case "path":
		return strings.TrimPrefix(sent, "/") == strings.TrimPrefix(got, "/")
	case "visibility", "domain_suffix":
		return strings.EqualFold(sent, got)
	case "runtime":
		return sent == got || strings.EqualFold(sent, "latest")
	}
	return sent == got || sameMoment(sent, got)
}

// sameMoment reports whether both are dates, of one second: the API writes dates in UTC and without parts of a second.
func sameMoment(sent, got string) bool {
	one, err := time.Parse(time.RFC3339, sent)
	other, otherErr := time.Parse(time.RFC3339, got)
	return err == nil && otherErr == nil && one.Truncate(time.Second).Equal(other.Truncate(time.Second))
}

// sameJSON compares the JSON text that was sent with what came back. A text that is none is the request's own fault.
func sameJSON(sent string, got any) bool {
	var want, have any
	back, err := json.Marshal(got) // numbers may have come in either form
	if err != nil || json.Unmarshal(back, &have) != nil || json.Unmarshal([]byte(sent), &want) != nil {
		return true
	}
	return reflect.DeepEqual(want, have)
}

// sameItems compares what was sent, in any order and how often ever, with the items: texts, or resources by their SIDs.
// Of other items it says nothing, but for those of one JSON text.
func sameItems(sent []string, items []any) bool {
	if strings.HasPrefix(strings.TrimSpace(sent[0]), "[") {
		return sameJSON(sent[0], items)
	}
	var got []string
	for _, item := range items {
		switch item := item.(type) {
		case string:
			got = append(got, item)
		case map[string]any:
			if text(item, "sid") == "" {
				return true
			}
			got = append(got, text(item, "sid"))
		default:
			return true
		}
	}
	return slices.Equal(sortedSet(sent), sortedSet(got))
}

func sortedSet(list []string) []string {
	set := slices.Clone(list)
	for i := range set {
		set[i] = strings.ToUpper(set[i])
	}
	slices.Sort(set)
	return slices.Compact(set)
}

type dependency struct{ Name, Version string }

// exactVersion is one version of a package. Others, such as ^5.0.0 and latest, are wishes, and an answer may have the
// version that was chosen.
var exactVersion = lazyregexp.New(`^v?\d+\.\d+\.\d+([-+].*)?$`)

// checkDependencies: a Build has the packages that were sent, in the versions that were sent. The
// platform adds its own and may raise @twilio/runtime-handler.
func checkDependencies(r *report, sent string, items []any) {
	var want []dependency
	if json.Unmarshal([]byte(unquoted(sent)), &want) != nil {
		return // the request's own fault
	}
	got := map[string]string{}
	for _, item := range items {
		entry, _ := item.(map[string]any)
		got[text(entry, "name")] = text(entry, "version")
	}
	for _, d := range want {
		version, there := got[d.Name]
		switch {
		case d.Name == "":
		case !there:
			r.add("echo", "/dependencies", "lack a package that the request names")
		case exactVersion.MatchString(d.Version) && version != d.Version && d.Name != "@twilio/runtime-handler" &&
			once(want, d.Name):
			r.add("echo", "/dependencies", "have another version of a package than the request names")
		}
	}
}

func once(list []dependency, name string) bool {
	n := 0
	for _, d := range list {
		if d.Name == name {
			n++
		}
	}
	return n == 1
}

// unquoted takes off the pair of quotes that serverless-toolkit puts around the text.
func unquoted(text string) string {
	if strings.HasPrefix(text, `"[`) && strings.HasSuffix(text, `]"`) {
		return text[1 : len(text)-1]
	}
	return text
}

func sortedFields(form map[string][]string) []string {
	names := make([]string, 0, len(form))
	for name := range form {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
