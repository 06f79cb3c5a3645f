// Package client calls the Twilio Serverless (Functions & Assets) API: one method for each of its
// operations, on both of its hosts.
//
//	c, err := client.New(client.AuthToken(accountSID, authToken), nil)
//	if err != nil { … }
//	service, err := c.FetchService(ctx, "my-service")
//	for build, err := range c.ListBuilds(ctx, service.SID, nil) { … }
//
// # Errors
//
// A refusal or failure is an [*Error] with the operation, the status, Twilio's code and the request
// ID; test for what matters with errors.Is and [ErrNotFound], [ErrConflict], [ErrUnauthorized],
// [ErrTooManyRequests]. An argument that would build a URL to another resource is an
// [*ArgumentError] and nothing is sent.
//
// # Retries
//
// A 429 is repeated, since Twilio has not processed such a request. Reads and deletes are also
// repeated after a 5xx or a lost connection; a 404 on a repeated delete means done. Any other write
// whose outcome is not known returns an error that is [ErrOutcomeUnknown] and is never sent again
// from here: look whether it happened, then decide. Every wait ends with the context.
//
// # Hosts
//
// The JSON API and the uploads live on two hosts. Options select a region and an edge, or replace
// the base URLs, for example by those of an emulator.
package client

//go:generate go run ../../gen/internal/gen methods ../../openapi operations.gen.go
