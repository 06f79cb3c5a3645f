package conformance

import (
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
)

// howToClaim says with which flag or variables a target gets a feature.
var howToClaim = map[suite.Feature]string{
	suite.FeatureLogs:         "--feature logs, when a Deployment leads to Logs that a run does not see at once",
	suite.FeatureLargeUploads: "--feature large-uploads, when files over 25 MB may be sent (on loopback they are)",
	suite.FeatureSecrets: "--feature secrets, when a target that accepts any account knows the password " +
		"of the user",
	suite.FeatureDependencyCheck: "--feature dependency-check, when the target knows which versions of " +
		"@twilio/runtime-handler exist",
	suite.FeatureServiceLimit:      "--feature service-limit, when the account may be filled with Services",
	suite.FeatureSecondCredentials: "--second-username SID and TWILIO_CONFORMANCE_SECOND_PASSWORD",
	suite.FeatureForeignAccount:    "--foreign-username SID and TWILIO_CONFORMANCE_FOREIGN_PASSWORD",
	suite.FeatureFailedBuilds:      "--failing-dependency NAME@VERSION",
}

// lacking says in one line with which flags the cases would be run that lack a feature, nothing
// when none does.
func lacking(report *suite.Report) string {
	lacks := map[suite.Feature]bool{}
	for i := range report.Results {
		lacks[report.Results[i].Lacks] = true
	}
	var flags []string
	for _, feature := range suite.Features() {
		if lacks[feature] {
			flag, _, _ := strings.Cut(howToClaim[feature], ",")
			flags = append(flags, flag)
		}
	}
	if len(flags) == 0 {
		return ""
	}
	return "To run them, where the target can: " + strings.Join(flags, "; ")
}

// costs says how many of the cases need each feature, and how it is claimed.
func costs(cases []suite.Case) string {
	var b strings.Builder
	for _, feature := range suite.Features() {
		n := 0
		for _, c := range cases {
			if slices.Contains(c.Needs, feature) {
				n++
			}
		}
		if n > 0 {
			terminal.Fprintf(&b, "  %-19s %-9s %s\n", feature, terminal.Plural(n, "case"), howToClaim[feature])
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "\nWhat a target without a feature misses:\n" + b.String()
}

func isOperation(id string) bool {
	return slices.ContainsFunc(contract.Operations(),
		func(op contract.OperationInfo) bool { return op.OperationID == id })
}

// nearest suggests operations that share most with a name that is none.
func nearest(id string) string {
	var near []string
	for _, op := range contract.Operations() {
		if strings.EqualFold(op.OperationID, id) || len(id) > 3 &&
			strings.Contains(strings.ToLower(op.OperationID), strings.ToLower(id[len(id)/2:])) {
			near = append(near, op.OperationID)
		}
	}
	if len(near) == 0 || len(near) > 6 {
		return "they are named like CreateBuild and ListFunctionVersion"
	}
	return "perhaps " + strings.Join(near, " or ")
}
