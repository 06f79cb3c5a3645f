package resources

import (
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func countFunctions(b serverless.Build) (n int) {
	for _, v := range b.FunctionVersions {
		if v.Path != deployer.ManifestPath {
			n++
		}
	}
	return n
}
