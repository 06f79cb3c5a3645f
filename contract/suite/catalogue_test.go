package suite_test

import (
	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

func init() { suite.Catalogue = cases.All }
