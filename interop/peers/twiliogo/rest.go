//go:build !short

package main

import (
	"github.com/twilio/twilio-go"
	serverless "github.com/twilio/twilio-go/rest/serverless/v1"
)

// newAPI is the part for Serverless of a client of the whole API, which takes long to compile.
func newAPI() *serverless.ApiService { return twilio.NewRestClient().ServerlessV1 }
