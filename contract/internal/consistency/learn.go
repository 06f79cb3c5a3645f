package consistency

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/documented"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/internal/english"
)

// apart are properties that follow other resources or time, so that no write to the resource itself is needed: the
// statuses of a Build are compared by their order.
var apart = []string{"url", "status"}

// learn compares what a success says with what is known.
func (h *History) learn(a *Answer) {
	kind := a.Operation.Noun()
	if a.Operation.List == "" {
		collection := a.Path
		switch {
		case a.Operation.Acts():
			collection = parentPath(parentPath(a.Path))
		case a.Operation.Verb() != "Create" && kind != "BuildStatus" && kind != "FunctionVersionContent":
			collection = a.Path[:strings.LastIndexByte(a.Path, '/')]
		case kind == "BuildStatus", kind == "FunctionVersionContent":
			kind, collection = strings.TrimSuffix(strings.TrimSuffix(kind, "Status"), "Content"),
				parentPath(parentPath(a.Path))
		}
		e := h.observe(a, kind, h.canonical(collection), a.Body, false)
		if e != nil && a.Operation.Verb() == "Create" {
			e.mine, e.madeAt = true, a.Ended
			e.made, e.vague = true, kind == "Deployment" && a.Sent.Get("BuildSid") == ""
			e.uploaded = a.Uploaded
		}
		return
	}
	rows, _ := a.Body[a.Operation.List].([]any)
	h.order(a, kind, rows)
	listed := map[string]bool{}
	for _, row := range rows {
		if o, ok := row.(map[string]any); ok {
			sid, _ := o["sid"].(string)
			listed[sid] = true
			h.uninvited(a, kind, sid)
			if !h.Shared && kind != "Service" || h.known[sid] != nil { // an account is shared by all that use it
				h.observe(a, kind, h.canonical(a.Path), o, false)
			}
		}
	}
	h.whole(a, listed)
}

// uninvited wants what is listed in a Service that the client made itself to be what the client made: nothing comes
// into being by a refused request, or by one for something else. Logs are written by the platform.
func (h *History) uninvited(a *Answer, kind, sid string) {
	service := h.known[h.service(a)]
	if h.Shared || h.Blind || kind == "Service" || kind == "Log" || service == nil || !service.made ||
		service.as != a.As {
		return
	}
	if e := h.known[sid]; sid != "" && (e == nil || !e.mine) {
		h.add("%s has %s that no request made", a.Operation.ID, english.A(kind))
	}
}

// whole wants a list of one page to have everything that was made in it.
func (h *History) whole(a *Answer, listed map[string]bool) {
	meta, _ := a.Body["meta"].(map[string]any)
	next, there := meta["next_page_url"]
	for name := range a.Query {
		there = there && name == "PageSize"
	}
	if !there || next != nil {
		return
	}
	collection := h.canonical(a.Path)
	for _, sid := range slices.Sorted(maps.Keys(h.known)) {
		e := h.known[sid]
		if e.made && !e.gone && e.as == a.As && e.collection == collection && !listed[sid] {
			h.add("%s lacks %s that was created and not deleted", a.Operation.ID, english.A(e.kind))
			h.since(a, e.madeAt)
			h.firm = h.firm || h.outOfOrder(e, listed)
		}
	}
}

// observe compares what an answer says of one resource with what is known of it.
func (h *History) observe(a *Answer, kind, collection string, o map[string]any, nested bool) *entry {
	sid, _ := o["sid"].(string)
	if sid == "" {
		return nil
	}
	e := h.known[sid]
	if a.Operation.Verb() == "Fetch" {
		delete(h.unfound, sid)
	}
	switch {
	case e == nil:
		e = &entry{kind: kind, collection: collection, as: a.As, said: map[string]fact{}}
		h.known[sid] = e
	case e.kind != kind:
		return nil // an Asset that is found as a Function is another matter
	case a.Operation.Verb() == "Create" && !nested:
		h.add("%s answers with the sid of another %s", a.Operation.ID, kind)
		return e
	case e.gone && !nested:
		h.add("%s shows %s that was deleted", a.Operation.ID, english.A(kind))
		h.since(a, e.goneAt)
		return e
	case e.collection == "" && !nested:
		e.collection = collection
	}
	h.status(a, e, o)
	for _, name := range slices.Sorted(maps.Keys(o)) {
		h.compare(a, e, name, o[name])
	}
	if content, is := o["content"].(string); is && e.uploaded != "" && e.uploaded != digest(content) {
		h.add("content of %s in %s is not what was uploaded", english.A(kind), a.Operation.ID)
		h.firm = true // it never was anything else
	}
	if !nested {
		h.lacks(a, e, o)
		h.dates(a, e, o)
	}
	if kind == "Build" {
		for list, version := range map[string]string{"function_versions": "FunctionVersion",
			"asset_versions": "AssetVersion"} {
			rows, _ := o[list].([]any)
			for _, row := range rows {
				if v, ok := row.(map[string]any); ok {
					h.observe(a, version, "", v, true)
				}
			}
		}
	}
	return e
}

// compare wants a property to be what it was.
func (h *History) compare(a *Answer, e *entry, name string, value any) {
	if slices.Contains(apart, name) || !documented.Name(name) || value == nil && name == "date_updated" ||
		e.vague && name == "build_sid" {
		return
	}
	now := settled(name, value)
	was, said := e.said[name]
	if name == "links" && e.kind != a.Operation.Noun() {
		return // no page has links of a Version in a Build
	}
	if links, _ := value.(map[string]any); name == "links" && len(links) == 0 &&
		(e.kind == "Build" || a.Operation.Verb() == "List") {
		return // the page of a list of Builds has an example without any
	}
	follows := h.Shared && !e.made && name == "date_updated" // what others make in it
	if said && was.value != now && !e.mayMove(name) && !follows {
		h.add("%s of %s in %s is not what %s said, though no request changed it", name, english.A(e.kind), a.Operation.ID,
			was.by)
		h.wrong(a, e, name, now)
	}
	if name == "build_sid" && !said && e.was[name] != nil && a.Operation.Method == http.MethodGet {
		h.wrong(a, e, name, now) // a Deployment says what it may be
	}
	e.learn(name, now, a.Ended, a.Operation.Method != http.MethodGet)
	e.said[name] = fact{now, a.Operation.ID}
}

// lacks wants an answer to have each property that other answers about the resource have: a list has whole
// resources. The checker asks for what is required, whichever answer it is.
func (h *History) lacks(a *Answer, e *entry, o map[string]any) {
	if a.Operation.Noun() != e.kind {
		return // a Status is no Build
	}
	schema := a.Operation.Answer
	if a.Operation.List != "" {
		schema = a.Operation.Item
	}
	for _, f := range operations.Schemas()[schema].Properties {
		was, said := e.said[f.Name]
		if _, there := o[f.Name]; said && !there && !f.Required {
			h.add("%s in %s lacks %s, which %s has", english.A(e.kind), a.Operation.ID, f.Name, was.by)
		}
	}
}

// mayMove reports whether a property may change by itself: the contract says so, or it is one of a Build that has not
// ended, or follows one.
func (e *entry) mayMove(name string) bool {
	var moving []string
	status, _ := e.said["status"].value.(string)
	if e.kind == "Build" && status != "completed" && status != "failed" {
		moving = []string{"status", "date_updated", "dependencies"}
	}
	return name != "status" && slices.Contains(moving, name) || operations.Schemas()[e.kind].Follows(name, moving...)
}

// status wants a Build to go from building to its end and to stay there, for each operation that shows it: one may be
// behind another.
func (h *History) status(a *Answer, e *entry, o map[string]any) {
	now, _ := o["status"].(string)
	if now == "" {
		return
	}
	ended := func(s any) bool { return s == "completed" || s == "failed" }
	own := "status in " + a.Operation.ID
	if was := e.said[own].value; ended(was) && was != now {
		h.add("status of a Build in %s is no longer %v", a.Operation.ID, was)
		h.since(a, e.endedAt)
	}
	if was := e.said["status"]; ended(was.value) && ended(now) && was.value != now {
		h.add("status of a Build in %s is %s, and %v in %s", a.Operation.ID, now, was.value, was.by)
		h.firm = true // one that has ended stays as it is
	}
	if ended(now) && e.endedAt.IsZero() {
		e.endedAt = a.Ended
	}
	e.said[own] = fact{now, a.Operation.ID}
	if !ended(e.said["status"].value) {
		if ended(now) { // what was said meanwhile may have changed at the end
			delete(e.said, "date_updated")
			delete(e.said, "dependencies")
			for _, name := range []string{"status", "date_updated", "dependencies"} {
				e.forgetFollowers(name)
			}
		}
		e.said["status"] = fact{now, a.Operation.ID}
	}
}

// missing wants what was made to be found where it was made, if not at once then at the last look.
func (h *History) missing(a *Answer) {
	at := strings.LastIndexByte(a.Path, '/')
	e := h.known[a.Path[at+1:]]
	if e != nil && e.made && !e.gone && e.as == a.As && e.collection == h.canonical(a.Path[:at]) &&
		e.kind == a.Operation.Noun() {
		h.unfound[a.Path[at+1:]] = fmt.Sprintf("%s finds no %s that was created and not deleted", a.Operation.ID,
			e.kind)
	}
}

// canonical is a path with the SID of the Service that it names.
func (h *History) canonical(path string) string {
	parts := strings.Split(path, "/")
	if len(parts) > 3 {
		parts[3] = h.named(parts[3])
	}
	return strings.Join(parts, "/")
}

// settled is a value without what may differ: the case of a visibility, the form of a date, the order of a list.
func settled(name string, value any) string {
	switch v := value.(type) {
	case string:
		if name == "visibility" {
			return strings.ToLower(v)
		}
		if strings.HasPrefix(name, "date_") {
			if at, err := time.Parse(time.RFC3339, v); err == nil {
				return at.UTC().Truncate(time.Second).Format(time.RFC3339)
			}
		}
		return v
	case map[string]any:
		if name == "links" { // what they are called: their host, and a name in their path, may be others
			return strings.Join(slices.Sorted(maps.Keys(v)), " ")
		}
	case []any:
		all := make([]string, 0, len(v))
		for _, item := range v {
			if o, ok := item.(map[string]any); ok && o["sid"] != nil {
				item = o["sid"]
			}
			all = append(all, settled("", item))
		}
		slices.Sort(all)
		return strings.Join(all, "\n")
	}
	data, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(data)
}

// digest is the SHA-256 of a text in hexadecimal.
func digest(content string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(content))) }

func parentPath(path string) string { return path[:max(0, strings.LastIndexByte(path, '/'))] }

// parentOf is the SID before the last segment of a path to a collection.
func parentOf(collection string) string {
	path := parentPath(collection)
	return path[strings.LastIndexByte(path, '/')+1:]
}
