// Package upload is the generated client of serverless-upload.twilio.com: the two version uploads, from
// openapi/upload.yaml. Its methods take a multipart body as a reader; package pkg/client builds one of known length
// that can be sent again.
package upload

//go:generate go run ../internal/gen client oapi-codegen.yaml ../../openapi/upload.yaml upload.gen.go
