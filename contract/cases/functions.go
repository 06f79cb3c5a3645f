package cases

import "github.com/twilio-serverless/twilio-serverless-go/contract/suite"

func functionCases() []suite.Case {
	return holder{
		resource: "functions", kind: "Function", segment: "Functions", key: "functions", page: resourcePage + "function",
	}.cases()
}
