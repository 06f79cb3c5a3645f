package hosts_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/internal/hosts"
)

func TestAtTwilio(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"https://serverless.twilio.com":                   true,
		"https://SERVERLESS.Twilio.COM:443/v1":            true,
		"https://serverless.dublin.ie1.twilio.com":        true,
		"https://serverless.twilio.com.example":           false,
		"https://nottwilio.com":                           false,
		"https://serverless.twilio.com@127.0.0.1/v1":      false,
		"http://127.0.0.1:8080/?to=serverless.twilio.com": false,
		"": false, "://": false,
	} {
		assert.Equal(t, want, hosts.AtTwilio(address), address)
	}
	assert.False(t, hosts.OfTwilio(nil))
}
