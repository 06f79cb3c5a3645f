package functions

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMentions(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]bool{
		"new Twilio.Response()":                   false,
		"// Twilio is mentioned":                  false,
		"new Twilio.twiml.VoiceResponse()":        true,
		"const { twiml } = Twilio;":               true,
		"Twilio(sid, token)":                      true,
		"context.getTwilioClient()":               true,
		"Runtime.getSync()":                       true,
		"require('twilio')":                       true,
		`await import("twilio/lib/jwt")`:          true,
		"'twilio-run'":                            false,
		"new Twilio.Response(); Twilio.jwt.x = 1": true,
	} {
		assert.Equal(t, want, mentions([]byte(source), "twilio"), source)
	}
	assert.True(t, mentions([]byte("require('lodash/map')"), "lodash"))
	assert.False(t, mentions([]byte("require('lodash.map')"), "lodash"))
}
