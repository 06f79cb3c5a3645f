// Package state has the cases that look at more than one resource, and at more than one moment:
// what a request leaves as it was, what is found where, and what the dates say.
//
// They start from a furnished Service, which has two of everything, and compare snapshots of all that is below it.
package state

import (
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

const (
	resourcePage = "https://www.twilio.com/docs/serverless/api/resource/"
	officialSpec = "twilio/twilio-oai"
	terraform    = "RJPearson94/terraform-provider-twilio"
)

// Cases returns the cases of this package.
func Cases() []suite.Case {
	return slices.Concat(untouchedCases(), refusalCases(), placeCases(), buildCases(), deploymentCases(), dateCases(),
		longListCases(),
		optionCases(), deletedCases(), namesakeCases(), kindCases(), fewAPageCases(), manyFilesCases(),
		accountCases(), logCases(), logFilterCases(), atOnceCases(), otherDateCases(), versionConflictCases(),
		lifeCases())
}
