package main

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/internal/document"
)

// TestGenerated_isUpToDate: what is made from the documents by this package lies there as it is made.
func TestGenerated_isUpToDate(t *testing.T) {
	t.Parallel()
	contract, err := document.Load("../../../openapi")
	require.NoError(t, err)
	for file, write := range map[string]func(*document.Contract) (string, error){
		"../../operations/operations.gen.go":    registry,
		"../../../pkg/client/operations.gen.go": methods,
		"../../serverless/limits.gen.go":        limits,
	} {
		want, err := write(contract)
		require.NoError(t, err)
		have, err := os.ReadFile(file)
		require.NoError(t, err)
		if want != string(have) {
			t.Errorf("%s is not what openapi/*.yaml makes: run make generate", file)
		}
	}
}
