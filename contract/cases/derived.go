package cases

import (
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
)

// Derived returns the IDs of the cases that read their operations off the contract. A new operation is in them by
// itself, so they do not show that anybody wrote a case for it.
func Derived() []string {
	var ids []string
	for _, c := range slices.Concat(propertyCases(), linkCases(), sidCases(), queryCases()) {
		ids = append(ids, c.ID)
	}
	for _, c := range slices.Concat(listCases(), firstPageCases()) {
		for _, l := range otherListings() {
			if c.Resource() == l.resource {
				ids = append(ids, c.ID)
			}
		}
	}
	for _, c := range slices.Concat(authCases(), credentialCases()) {
		if len(c.Ops) == len(contract.Operations()) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}
