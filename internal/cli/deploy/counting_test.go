package deploy

import (
	"bytes"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/change"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func TestCounting(t *testing.T) {
	t.Parallel()
	var p change.Progress
	tree := counting(fstest.MapFS{"functions/a.js": {Data: []byte("12345")}}, &p.Read)
	bundle, err := deployer.ReadBundle(tree)
	require.NoError(t, err)
	require.Len(t, bundle.Functions, 1)
	assert.Zero(t, p.Read.Load())
	f, err := bundle.Functions[0].Open()
	require.NoError(t, err)
	var b bytes.Buffer
	_, err = b.ReadFrom(f)
	require.NoError(t, err)
	require.NoError(t, f.Close())
	assert.Equal(t, "12345", b.String())
}
