package apidoc

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOperations(t *testing.T) {
	t.Parallel()
	operations, err := Operations()
	require.NoError(t, err)
	require.Len(t, operations, 41)
	assert.Equal(t, "/v1/Services/{ServiceSid}/Builds", operations["CreateBuild"].Path)
	assert.Equal(t, "POST", operations["CreateBuild"].Method)
	assert.Equal(t, ServerlessHost, operations["CreateBuild"].Document.Host)
	assert.Equal(t, UploadHost, operations["CreateAssetVersion"].Document.Host)
}

func TestLoad_marksRequestFieldsLikeTheirProperties(t *testing.T) {
	t.Parallel()
	operations, err := Operations()
	require.NoError(t, err)
	form := operations["CreateVariable"].RequestBody.Value.Content["application/x-www-form-urlencoded"].Schema.Value.Properties
	assert.NotNil(t, form["Value"].Value.Extensions[PIIExtension])
	build := operations["CreateBuild"].RequestBody.Value.Content["application/x-www-form-urlencoded"].Schema.Value.Properties
	assert.Nil(t, build["Runtime"].Value.Extensions[PIIExtension])
	for _, p := range operations["FetchService"].Parameters {
		assert.Nil(t, p.Value.Schema.Value.Extensions[PIIExtension], "Sid is as often a SID")
	}
}
