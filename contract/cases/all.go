// Package cases is the catalogue of the contract suite: one case for each promise of the API that can be seen from outside.
//
// A case says what is promised, where that is written, how sure it is, and how to see it kept. Files are named by resource
// and subject. Package suite runs them.
package cases

import (
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// All returns the catalogue in a stable order, resource by resource as the documentation has them. The slice is the
// caller's own.
func All() []suite.Case {
	all := slices.Concat(
		authCases(),
		serviceCases(),
		functionCases(),
		functionVersionCases(),
		functionVersionContentCases(),
		assetCases(),
		assetVersionCases(),
		buildCases(),
		buildStatusCases(),
		environmentCases(),
		variableCases(),
		deploymentCases(),
		logCases(),
		strengthCases(),
		coverageCases(),
	)
	first := map[string]int{} // of each resource
	for i := range all {
		if _, known := first[all[i].Resource()]; !known {
			first[all[i].Resource()] = i
		}
	}
	slices.SortStableFunc(all, func(a, b suite.Case) int { return first[a.Resource()] - first[b.Resource()] })
	return all
}
