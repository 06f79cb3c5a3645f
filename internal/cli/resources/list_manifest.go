package resources

import (
	"iter"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// withoutManifest leaves out the Function that the deployer made.
func withoutManifest(functions iter.Seq2[serverless.Function, error]) iter.Seq2[serverless.Function, error] {
	return func(yield func(serverless.Function, error) bool) {
		for f, err := range functions {
			if err == nil && f.FriendlyName == deployer.ManifestPath {
				continue
			}
			if !yield(f, err) {
				return
			}
		}
	}
}

func countFunctions(b serverless.Build) (n int) {
	for _, v := range b.FunctionVersions {
		if v.Path != deployer.ManifestPath {
			n++
		}
	}
	return n
}
