package openapi_test

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// operationRules speak of operations, their parameters and their answers.
func operationRules() []rule {
	return []rule{
		{"operationId is verb and noun", "they are Twilio's own names, and the verb decides the status. A verb besides " +
			"List, Fetch, Create, Update and Delete is the last segment of its path: CancelBuild is .../Builds/{Sid}/Cancel",
			eachOperation(func(o operation) []string {
				if !regexp.MustCompile(`^(List|Fetch|Create|Update|Delete)[A-Z][A-Za-z]+$`).MatchString(o.id) && !o.acts() {
					return []string{o.child("operationId").String()}
				}
				return nil
			})},
		{"operationId is unique over both documents", "cases, cassettes and routes are keyed by it",
			func(c *contract) (broken []string) {
				seen := map[string]bool{}
				for _, o := range c.operations() {
					if seen[o.id] {
						broken = append(broken, o.child("operationId").String())
					}
					seen[o.id] = true
				}
				return broken
			}},
		{"exactly the known operations",
			"one more is invented, one less is forgotten: they are in openapi/operations.txt",
			func(c *contract) (broken []string) {
				have, known := map[string][]string{}, operationIDs()
				for _, o := range c.operations() {
					have[o.file] = append(have[o.file], o.id)
					if !slices.Contains(known[o.file], o.id) {
						broken = append(broken, o.String()+": not a known operation: "+o.id+
							"; a new one has the line \""+o.file+" "+o.id+"\"")
					}
				}
				for file, ids := range known {
					for _, id := range ids {
						if !slices.Contains(have[file], id) {
							broken = append(broken, file+"#/paths: missing: "+id+
								"; if the API lost it, delete its line")
						}
					}
				}
				return broken
			}},
		{"verb fits the method", "the API has no PUT and no PATCH; updates are POST, as are verbs of their own",
			eachOperation(func(o operation) []string {
				want := map[string]string{"List": "get", "Fetch": "get", "Create": "post", "Update": "post",
					"Delete": "delete"}
				if o.method != cmp.Or(want[verb(o.id)], "post") {
					return []string{o.String()}
				}
				return nil
			})},
		{"operation has a summary and one declared tag", "both become documentation and groups",
			eachOperation(func(o operation) (broken []string) {
				if strings.TrimSpace(o.get("summary").text()) == "" {
					broken = append(broken, o.child("summary").String())
				}
				declared := slices.ContainsFunc(o.contract.root(o.file).child("tags").children(), func(tag node) bool {
					return tag.get("name").text() == o.get("tags", "0").text()
				})
				if len(o.get("tags").children()) != 1 || !declared {
					broken = append(broken, o.child("tags").String())
				}
				return broken
			})},
		{"x-source is a page of www.twilio.com", "a rule without a source cannot be checked by a reader", sources},
		{"errors are described", "a client must know what a refusal looks like",
			eachOperation(func(o operation) (broken []string) {
				for _, status := range []string{"401", "429", "4XX", "5XX"} {
					if !o.get("responses", status).exists() {
						broken = append(broken, o.child("responses").child(status).String())
					}
				}
				return broken
			})},
		{"no default response", "it would make every undocumented success and redirect legal",
			eachOperation(func(o operation) []string {
				if n := o.child("responses").child("default"); n.exists() {
					return []string{n.String()}
				}
				return nil
			})},
		{"success status fits the verb", "create answers 201, delete 204 without a body, everything else 200",
			eachOperation(successStatus)},
		{"no CORS headers", "they promise nothing to clients of the API and cost a fifth of the generated code",
			func(c *contract) (broken []string) {
				c.each(func(n node) {
					if strings.HasPrefix(strings.ToLower(n.name()), "access-control-") {
						broken = append(broken, n.String())
					}
				})
				return broken
			}},
		{"path parameter is required and bounded", "an empty value or one with a slash addresses another resource",
			eachOperation(pathParameters)},
		{"list takes the three page parameters", "the page URLs that the API returns carry them",
			eachOperation(func(o operation) (broken []string) {
				if verb(o.id) != "List" {
					return nil
				}
				for _, name := range []string{"PageSize", "Page", "PageToken"} {
					if !slices.ContainsFunc(o.get("parameters").children(),
						func(p node) bool { return p.get("name").text() == name }) {
						broken = append(broken, o.child("parameters").String()+": no "+name)
					}
				}
				return broken
			})},
		{"query parameter is bounded", "what has no limit in the contract has none in a test either: write an enum, " +
			"a pattern, a format or a maxLength",
			eachOperation(queryParameters)},
	}
}

// eachOperation makes a rule over all operations from one over a single operation.
func eachOperation(check func(operation) []string) func(*contract) []string {
	return func(c *contract) (broken []string) {
		for _, o := range c.operations() {
			broken = append(broken, check(o)...)
		}
		slices.Sort(broken)
		return slices.Compact(broken) // many operations share a parameter
	}
}

func verb(id string) string {
	for _, verb := range []string{"List", "Fetch", "Create", "Update", "Delete"} {
		if strings.HasPrefix(id, verb) {
			return verb
		}
	}
	return ""
}

// acts reports whether the operation has a verb of its own, which ends its path.
func (o operation) acts() bool {
	name := o.path[strings.LastIndexByte(o.path, '/')+1:]
	return verb(o.id) == "" && strings.HasSuffix(o.path, "/{Sid}/"+name) &&
		regexp.MustCompile(`^[A-Z][a-z]+$`).MatchString(name) && regexp.MustCompile("^"+name+"[A-Z][A-Za-z]+$").MatchString(o.id)
}

func sources(c *contract) (broken []string) {
	for _, o := range c.operations() {
		if n := o.child("x-source"); !n.exists() {
			broken = append(broken, n.String())
		}
	}
	c.each(func(n node) { // schemas have one, too, where a page lists their properties
		if n.name() != "x-source" {
			return
		}
		source, err := url.Parse(n.text())
		if err != nil || source.Scheme != "https" || source.Host != "www.twilio.com" ||
			!strings.HasPrefix(source.Path, "/docs/") {
			broken = append(broken, n.String())
		}
	})
	return broken
}

func successStatus(o operation) (broken []string) {
	want := map[string]string{"Create": "201", "Delete": "204"}[verb(o.id)]
	if want == "" {
		want = "200"
	}
	success := o.success()
	if len(success) != 1 || success[0].name() != want {
		return []string{fmt.Sprintf("%s: want exactly %s", o.child("responses"), want)}
	}
	answer := success[0].get("content", "application/json", "schema").name()
	if o.acts() && o.path[strings.LastIndexByte(o.path, '/')+1:]+answer != o.id {
		broken = append(broken, success[0].String()+": answers with "+answer+", and "+o.id+
			" with the resource that it names. What makes another resource is a Create")
	}
	content := success[0].get("content")
	if want == "204" {
		if content.exists() {
			broken = append(broken, content.String())
		}
		return broken
	}
	if len(content.children()) != 1 || !content.get("application/json", "schema").exists() {
		broken = append(broken, success[0].child("content").String())
	}
	return broken
}

func pathParameters(o operation) (broken []string) {
	declared := map[string]bool{}
	for _, p := range o.get("parameters").children() {
		p = p.resolve()
		if p.get("in").text() != "path" {
			continue
		}
		declared[p.get("name").text()] = true
		schema := p.get("schema")
		_, bounded := schema.get("maxLength").number()
		if !p.get("required").is(true) || !schema.get("pattern").exists() || !bounded {
			broken = append(broken, p.String())
		}
	}
	for _, match := range regexp.MustCompile(`{([^}]+)}`).FindAllStringSubmatch(o.path, -1) {
		if !declared[match[1]] {
			broken = append(broken, o.child("parameters").String()+": no "+match[1])
		}
		delete(declared, match[1])
	}
	for name := range declared {
		broken = append(broken, o.child("parameters").String()+": not in the path: "+name)
	}
	return broken
}

// queryParameters asks numbers for a minimum, PageSize for its documented maximum, and strings for
// a format, a pattern or an enum. PageToken is opaque: nothing is known that could bound it.
func queryParameters(o operation) (broken []string) {
	for _, p := range o.get("parameters").children() {
		p = p.resolve()
		if p.get("in").text() != "query" {
			continue
		}
		schema, name := p.get("schema"), p.get("name").text()
		_, hasMinimum := schema.get("minimum").number()
		maximum, _ := schema.get("maximum").number()
		switch schema.get("type").text() {
		case "integer":
			if !hasMinimum || (name == "PageSize" && maximum < 1) {
				broken = append(broken, schema.String())
			}
		case "string":
			bounded := slices.ContainsFunc([]string{"format", "pattern", "enum", "maxLength"},
				func(bound string) bool { return schema.get(bound).exists() })
			if name != "PageToken" && !bounded {
				broken = append(broken, schema.String())
			}
		case "boolean":
		default:
			broken = append(broken, schema.child("type").String())
		}
	}
	return broken
}
