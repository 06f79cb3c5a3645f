// Package cases is the catalogue of the contract suite: one case for each promise of the API that
// can be seen from outside.
//
// A case says what is promised, where that is written, how sure it is, and how to see it kept.
// Files are named by resource and subject. Package suite runs them.
package cases

import (
	"cmp"
	_ "embed"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases/state"
	"github.com/twilio-serverless/twilio-serverless-go/contract/cases/values"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// published has the IDs in the order in which reports list them.
//
//go:embed order.txt
var published string

// costs has what the long cases cost, see [suite.Case.Cost]. A test of package suite measures them:
// `go test ./contract/suite -run Catalogue/costs -update`.
//
//go:embed costs.txt
var costs string

// All returns the catalogue in a stable order, resource by resource as the documentation has them. The slice is the
// caller's own.
//
// The order is that of order.txt. A case that is not in it yet comes after those of its resource, in the order of the
// source.
func All() []suite.Case {
	all := slices.Concat(
		authCases(), credentialCases(),
		servicesCreateCases(), servicesReadCases(), servicesUpdateCases(), servicesDeleteCases(),
		servicesRequestsCases(),
		functionCases(), functionVersionCases(), functionVersionContentCases(),
		assetCases(), assetVersionCases(),
		buildsCreateCases(), buildsVersionsCases(), buildsDependenciesCases(), buildsReadCases(), buildStatusCases(),
		environmentsCreateCases(), environmentsReadCases(),
		variablesCreateCases(), variablesChangeCases(),
		deploymentsCreateCases(), deploymentsReadCases(),
		logsCases(),
		listCases(), firstPageCases(), filterCases(), queryCases(), propertyCases(), linkCases(), fieldCases(),
		state.Cases(), values.Cases(),
	)
	all = append(all, sidCases(all)...)
	// what these make is in the long lists that other cases read when they have ended
	files := []string{"functions", "function-versions", "function-version-content", "assets", "asset-versions",
		"builds", "build-status", "variables"}
	words := strings.Fields(costs)
	costOf := map[string]int{}
	for i := 0; i+1 < len(words); i += 2 {
		costOf[words[i]], _ = strconv.Atoi(words[i+1]) // a test wrote it
	}
	for i := range all {
		if all[i].Cost != 0 {
			continue
		}
		if all[i].Cost = costOf[all[i].ID]; slices.Contains(files, all[i].Resource()) {
			all[i].Cost = max(all[i].Cost, state.CostOfLists+1)
		}
	}
	resources, places := map[string]int{"auth": -1}, map[string]int{}
	for i, p := range pages() {
		resources[p.resource] = i
	}
	for i, id := range strings.Fields(published) {
		places[id] = i
	}
	placeOf := func(c suite.Case) int {
		if i, ok := places[c.ID]; ok {
			return i
		}
		return math.MaxInt
	}
	slices.SortStableFunc(all, func(a, b suite.Case) int {
		return cmp.Or(cmp.Compare(resources[a.Resource()], resources[b.Resource()]),
			cmp.Compare(placeOf(a), placeOf(b)))
	})
	return all
}

// Derived returns the IDs of the cases that read their operations off the contract. A new operation is in them by
// itself, so they do not show that anybody wrote a case for it.
func Derived() []string {
	var ids []string
	for _, c := range slices.Concat(propertyCases(), linkCases(), sidCases(nil), queryCases(), filterCases()) {
		ids = append(ids, c.ID)
	}
	for _, b := range badFieldsByContract(badFields()) {
		ids = append(ids, b.id)
	}
	for _, c := range slices.Concat(listCases(), firstPageCases()) {
		for _, l := range otherListings() {
			if c.Resource() == l.resource {
				ids = append(ids, c.ID)
			}
		}
	}
	for _, c := range slices.Concat(authCases(), credentialCases()) {
		if slices.Equal(c.Ops, operationIDs()) || slices.Equal(c.Ops, restOfAKey()) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}
