package client

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// TestUnmarshal_namesHaveACase: a server may have more properties than the API, under any name.
func TestUnmarshal_namesHaveACase(t *testing.T) {
	t.Parallel()
	var service serverless.Service
	require.NoError(t, unmarshal([]byte(`{"sid":"ZS00000000000000000000000000000001","SID":null,"Sid":7,`+
		`"unique_name":"a","Unique_Name":"b","Links":false}`), &service))
	assert.Equal(t, "ZS00000000000000000000000000000001", service.SID)
	assert.Equal(t, "a", service.UniqueName)
}
