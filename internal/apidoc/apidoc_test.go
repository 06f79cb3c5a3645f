package apidoc

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/openapi"
)

func TestOperations(t *testing.T) {
	t.Parallel()
	read, err := Operations()
	require.NoError(t, err)
	require.Len(t, read, len(operations.IDs()))
	assert.Equal(t, "/v1/Services/{ServiceSid}/Builds", read["CreateBuild"].Path)
	assert.Equal(t, "POST", read["CreateBuild"].Method)
	assert.Equal(t, ServerlessHost, read["CreateBuild"].Document.Host)
	assert.Equal(t, UploadHost, read["CreateAssetVersion"].Document.Host)
}

func TestLoad_isValid(t *testing.T) {
	t.Parallel()
	for _, file := range []string{openapi.ServerlessFile, openapi.UploadFile} {
		document, err := read(newLoader(), file)
		require.NoError(t, err)
		assert.NoError(t, document.Validate(t.Context()), file)
	}
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
