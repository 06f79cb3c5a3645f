package variants

import (
	"net/http"
	"slices"
)

// orderVariants list in an order that no promise excludes.
func orderVariants() []Variant {
	return []Variant{
		{Name: "what was made in one second in any order",
			Why: "newest first says nothing about what has the same date_created",
			wear: documents(func(_ *http.Request, status int, body object) bool {
				changed := false
				for _, name := range []string{"function_versions", "asset_versions", "builds", "deployments", "logs"} {
					rows, is := body[name].([]any)
					if is && status < 300 && body["meta"] != nil {
						changed = reverseTies(rows) || changed
					}
				}
				return changed
			})},
		{Name: "Logs in another order", Why: "one client notes that Logs do not come in one order", Assumes: true,
			wear: documents(func(_ *http.Request, status int, body object) bool {
				rows, is := body["logs"].([]any)
				if !is || status >= 300 || len(rows) < 2 {
					return false
				}
				slices.Reverse(rows)
				return true
			})},
		{Name: "pages that list by SID",
			Why: "no source orders Services, Functions, Assets, Environments and Variables",
			wear: documents(func(_ *http.Request, status int, body object) bool {
				changed := false
				for _, name := range []string{"services", "functions", "assets", "environments", "variables"} {
					rows, is := body[name].([]any)
					if is && status < 300 && len(rows) > 1 {
						slices.SortFunc(rows, func(a, b any) int {
							if asText(a.(object)["sid"]) < asText(b.(object)["sid"]) {
								return -1
							}
							return 1
						})
						changed = true
					}
				}
				return changed
			})},
	}
}

// reverseTies turns round each run of rows with one date_created.
func reverseTies(rows []any) (changed bool) {
	date := func(i int) any { return rows[i].(object)["date_created"] }
	for from := 0; from < len(rows); {
		to := from + 1
		for to < len(rows) && date(to) == date(from) {
			to++
		}
		slices.Reverse(rows[from:to])
		changed = changed || to-from > 1
		from = to
	}
	return changed
}
