package client

import (
	"errors"
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/gen/upload"
)

// errUnmade is what every method of a Client returns that [New] has not made.
var errUnmade = errors.New("the client was not made by client.New")

// errUnmadeTransport is the same of a Transport.
var errUnmadeTransport = errors.New("the transport was not made by client.NewTransport")

// unmade is the way to the API of such a Client: nothing is sent.
type unmade struct{}

// Do implements the doer of the generated clients.
func (unmade) Do(*http.Request) (*http.Response, error) { return nil, errUnmade }

const unmadeURL = "http://unmade.invalid/"

// wire is the generated client of the JSON API.
func (c *Client) wire() *serverless.Client {
	if c == nil || c.api == nil {
		return &serverless.Client{Server: unmadeURL, Client: unmade{}}
	}
	return c.api
}

// uploadWire is the generated client of the upload host.
func (c *Client) uploadWire() *upload.Client {
	if c == nil || c.upload == nil {
		return &upload.Client{Server: unmadeURL, Client: unmade{}}
	}
	return c.upload
}
