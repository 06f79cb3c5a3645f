package relations

import (
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/derive"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// below has for each operation what lies below the resource that it answers with.
var below = sync.OnceValue(func() map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, op := range operations.All() {
		all[op.ID] = derive.Below(op)
	}
	return all
})

// places has for each name of a link, of whatever resource, the collections to which one leads.
var places = sync.OnceValue(func() map[string][]string {
	all := map[string][]string{}
	for _, op := range operations.All() {
		own := op.Resource()
		for name, end := range below()[op.ID] {
			all[name] = append(all[name], derive.Collections(own+"/"+end))
		}
	}
	return all
})

// checkLinks compares the links of a resource with its own address, of which own is the path from /v1 on: a link that
// the contract knows leads to what its name says, below the resource if it is one of the resource's own. Published
// examples of other years leave some out, or all, and links that the contract does not know may lead anywhere else.
func checkLinks(r *report, x *Exchange, address *url.URL, own []string, resource map[string]any, at string) {
	links, _ := resource["links"].(map[string]any)
	known := below()[x.Operation.ID]
	for _, name := range sortedKeys(links) {
		link, _ := links[name].(string)
		u, ok := parseAddress(link)
		if !ok {
			continue // the schema says that it is no URL
		}
		path := segmentsOf(u)
		end, documented := known[name]
		why := ""
		if documented {
			why = notPlain(x, u)
		}
		switch {
		case why != "":
			r.add("address", at+"/links/"+name, why)
		case leadsAstray(own, path):
			r.add("address", at+"/links/"+name, "leads to what belongs to another resource")
		case documented && !(isBelow(path, own) && slices.Equal(path[len(own):], []string{end})):
			r.add("address", at+"/links/"+name, "is not the address of what its name says")
		case !documented && elsewhere(name, path):
			r.add("address", at+"/links/"+name, "is not the address of what its name says")
		case isBelow(path, own) && !strings.EqualFold(u.Host, address.Host):
			r.add("address", at+"/links/"+name, "is below the url of the resource, and on another host")
		}
	}
}

// elsewhere reports whether a link has the name of one of another resource, and does not lead where those lead.
func elsewhere(name string, path []string) bool {
	known := places()[name]
	template := slices.Clone(path)
	for i, segment := range template {
		if isSID(segment) {
			template[i] = "{Sid}"
		}
	}
	return len(known) > 0 && len(path) > 1 && !slices.Contains(known, derive.Collections(strings.Join(template, "/")))
}

func isBelow(path, own []string) bool {
	return len(path) > len(own) && slices.Equal(own, path[:len(own)])
}

// leadsAstray reports whether a link is one into another resource of the same kind. Links that the
// contract does not know may lead anywhere.
func leadsAstray(own, link []string) bool {
	for i := range min(len(own), len(link)) {
		if own[i] != link[i] {
			return isSID(own[i]) && isSID(link[i])
		}
	}
	return false
}
