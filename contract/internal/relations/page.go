package relations

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/derive"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// naming are the properties that name one thing among all of a list, and the domains that lead to one.
var naming = [...]string{"sid", "unique_name", "key", "domain_base", "domain_name"}

// checkPage checks a page of a list: each item, the count of items, and the addresses of other pages
// (https://www.twilio.com/docs/usage/twilios-response#pagination).
func checkPage(r *report, x *Exchange) {
	items, _ := x.Body[x.Operation.List].([]any)
	seen, filters := map[[2]string]bool{}, sentFilters(x)
	for i, item := range items {
		resource, _ := item.(map[string]any)
		at := "/" + x.Operation.List + "/" + strconv.Itoa(i)
		checkResource(r, x, resource, at)
		checkFilters(r, x, filters, resource, at)
		for _, name := range naming {
			own := [2]string{name, text(resource, name)}
			if own[1] == "" {
				continue
			}
			if seen[own] {
				r.add("twice", at+"/"+name, "is on this page already")
				break
			}
			seen[own] = true
		}
	}
	checkOneBase(r, items, "/"+x.Operation.List)
	meta, _ := x.Body["meta"].(map[string]any)
	if meta == nil {
		return
	}
	before := len(r.problems)
	page, hasPage := number(meta["page"])
	size, hasSize := number(meta["page_size"])
	if asked, ok := number(json.Number(x.Query.Get("Page"))); ok && hasPage && asked != page {
		r.add("page", "/meta/page", "is not the page that the request asks for")
	}
	if asked, ok := number(json.Number(x.Query.Get("PageSize"))); ok && asked >= 1 && hasSize && size > asked {
		r.add("page", "/meta/page_size", "is more than the request asks for")
	}
	if hasSize && float64(len(items)) > size {
		r.add("page", "/"+x.Operation.List, "has more items than a page of meta.page_size has")
	}
	if hasPage && len(r.problems) == before { // else the addresses only repeat what is wrong
		checkPageURLs(r, x, meta, page, size)
	}
}

// sentFilters are the filters of a request. A status may have moved between the choice and the answer, so it is left to
// cases that know what has ended, and so is what follows it.
func sentFilters(x *Exchange) []derive.Filter {
	sent := slices.ContainsFunc(x.Operation.Query, func(parameter operations.Field) bool {
		return x.Query.Get(parameter.Name) != "" && !slices.Contains(derive.Paging(), parameter.Name)
	})
	if !sent {
		return nil
	}
	return slices.DeleteFunc(derive.Filters(x.Operation), func(f derive.Filter) bool {
		return x.Query.Get(f.Parameter.Name) == "" || f.Property.Name == "status" || len(f.Property.Follows) > 0
	})
}

// checkFilters: a list that was asked for the items with a value, or of a period, has no others
// (https://www.twilio.com/docs/serverless/api/resource/logs#read-multiple-log-resources).
func checkFilters(r *report, x *Exchange, filters []derive.Filter, resource map[string]any, at string) {
	for _, f := range filters {
		sent, name := x.Query.Get(f.Parameter.Name), f.Property.Name
		switch got := resource[name].(type) {
		case bool:
			if want := strings.ToLower(sent); (want == "true" || want == "false") && (want == "true") != got {
				r.add("filter", at+"/"+name, "is not the one that the query of the request names")
			}
		case string:
			switch {
			case f.IsPeriod():
				checkPeriod(r, f, sent, got, at+"/"+name)
			case f.IsExact() && got != "" && !strings.EqualFold(sent, got):
				r.add("filter", at+"/"+name, "is not the one that the query of the request names")
			}
		}
	}
}

// checkPeriod: nothing is of another time than the period that was asked for.
func checkPeriod(r *report, f derive.Filter, sent, got, at string) {
	made, err := parseDate(got)
	edge, malformed := parseDate(sent)
	switch {
	case err != nil || malformed != nil:
	case f.Parameter.Rounding == "down" && made.Before(edge.Truncate(time.Second)):
		r.add("filter", at, "is before the "+f.Parameter.Name+" of the request")
	case f.Parameter.Rounding == "up" && made.Truncate(time.Second).After(edge):
		r.add("filter", at, "is after the "+f.Parameter.Name+" of the request")
	}
}

// checkPageURLs: the addresses in meta lead to pages of the same list, each to the page that its name
// says. Where an address has no Page or PageSize of its own, its token decides.
func checkPageURLs(r *report, x *Exchange, meta map[string]any, page, size float64) {
	self, host := text(meta, "url"), ""
	for _, link := range []struct {
		name string
		page float64
	}{{"first_page_url", 0}, {"previous_page_url", page - 1}, {"url", page}, {"next_page_url", page + 1}} {
		address, at := text(meta, link.name), "/meta/"+link.name
		if address == "" {
			if empty, there := meta[link.name]; there && empty == nil && link.name == "previous_page_url" && page > 0 &&
				x.Query.Has("PageToken") {
				r.add("page", at, "is null, and this is not the first page")
			}
			continue
		}
		u, ok := parseAddress(address)
		if !ok {
			continue // the schema says that it is no URL
		}
		if host == "" {
			host = u.Host
		}
		query := u.Query()
		leads, hasPage := number(json.Number(query.Get("Page")))
		bound, hasSize := number(json.Number(query.Get("PageSize")))
		switch why := notOfTheAPI(x, u); {
		case why != "":
			r.add("page", at, why)
		case query.Has("Page") && !hasPage || query.Has("PageSize") && !hasSize:
			r.add("page", at, "has a page, or a page size, that is no number")
		case !sameList(x, segmentsOf(u)):
			r.add("page", at, "leads to another list")
		case !strings.EqualFold(u.Host, host):
			r.add("page", at, "is on another host than the other addresses of meta")
		case link.name == "next_page_url" && address == self:
			r.add("page", at, "leads to the same page")
		case link.name == "next_page_url" && !query.Has("Page") && !query.Has("PageToken"):
			r.add("page", at, "names no page: it leads to the first one")
		case link.page < 0: // null as a rule; two published examples lead to the first page itself
			if leads > 0 {
				r.add("page", at, "leads to a later page, and this is the first one")
			}
		case hasPage && leads != link.page:
			r.add("page", at, "leads to another page than its name says")
		case hasSize && size > 0 && bound != size:
			r.add("page", at, "has another page size than meta.page_size")
		default:
			checkKeptFilters(r, x, query, at)
		}
	}
}

func checkKeptFilters(r *report, x *Exchange, query url.Values, at string) {
	for _, parameter := range x.Operation.Query {
		if strings.HasPrefix(parameter.Name, "Page") {
			continue
		}
		if sent := x.Query.Get(parameter.Name); sent != "" && query.Has(parameter.Name) &&
			!sameText(parameter.Name, sent, query.Get(parameter.Name)) {
			r.add("filter", at, "has another "+parameter.Name+" than the request")
		}
	}
}

// sameList compares the path of a page with that of the request. A Service named by its unique name
// may come back by its SID.
func sameList(x *Exchange, path []string) bool {
	want := segmentsOf(x.URL)
	return len(want) == len(path) && slices.EqualFunc(want, path, func(a, b string) bool {
		return a == b || slices.Contains(unnamed(x), a) && isSID(b) || strings.EqualFold(a, b) && isSID(a)
	})
}

// unnamed are the path parameters that are no SIDs.
func unnamed(x *Exchange) []string {
	var names []string
	for _, value := range x.Params {
		if !isSID(value) {
			names = append(names, value)
		}
	}
	return names
}

func number(value any) (float64, bool) {
	switch v := value.(type) {
	case json.Number:
		f, err := v.Float64()
		return f, err == nil && v != ""
	case float64:
		return v, true
	}
	return 0, false
}
