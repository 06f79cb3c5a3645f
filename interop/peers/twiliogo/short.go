//go:build short

package main

import (
	"os"

	"github.com/twilio/twilio-go/client"
	serverless "github.com/twilio/twilio-go/rest/serverless/v1"
)

// newAPI makes what twilio.NewRestClient makes, for Serverless alone.
func newAPI() *serverless.ApiService {
	account := os.Getenv("TWILIO_ACCOUNT_SID")
	c := &client.Client{Credentials: client.NewCredentials(account, os.Getenv("TWILIO_AUTH_TOKEN"))}
	c.SetAccountSid(account)
	return serverless.NewApiService(client.NewRequestHandler(c))
}
