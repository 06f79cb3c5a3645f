package deploy

import (
	"io"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/change"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

func TestCounting(t *testing.T) {
	t.Parallel()
	var p change.Progress
	tree := counting(fstest.MapFS{"functions/a.js": {Data: []byte("12345")}}, &p.Read)
	b, err := bundle.Read(tree, nil)
	require.NoError(t, err)
	require.Len(t, b.Functions, 1)
	assert.Zero(t, p.Read.Load())
	f, err := b.Functions[0].Open()
	require.NoError(t, err)
	text, err := io.ReadAll(f)
	require.NoError(t, err)
	require.NoError(t, f.Close())
	assert.Equal(t, "12345", string(text))
}
