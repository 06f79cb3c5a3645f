package cases

import "github.com/twilio-serverless/twilio-serverless-go/contract/suite"

func assetCases() []suite.Case {
	return holder{
		resource: "assets", kind: "Asset", segment: "Assets", key: "assets", page: resourcePage + "asset",
	}.cases()
}
