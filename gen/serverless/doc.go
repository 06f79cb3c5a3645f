// Package serverless is the generated client of serverless.twilio.com: types, request builders and a [Client] with
// one method per operation, from openapi/serverless.yaml. It sends requests and returns the raw *http.Response;
// package pkg/client adds authentication, retries, errors, decoding and paging, and is what most programs want.
package serverless

//go:generate go run ../internal/gen client oapi-codegen.yaml ../../openapi/serverless.yaml serverless.gen.go
//go:generate go run ../internal/gen limits ../../openapi limits.gen.go
