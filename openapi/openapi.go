// Package openapi carries the contract of the Twilio Serverless (Functions & Assets) API: two OpenAPI 3.0.3 documents,
// one per host.
//
// The documents are curated by hand; README.md in this folder says from what, and where they deliberately differ from
// the official one. For the operations as Go data, see package gen/operations.
package openapi

import "embed"

// Names of the documents in [FS].
const (
	// ServerlessFile describes serverless.twilio.com: forms in, JSON out.
	ServerlessFile = "serverless.yaml"
	// UploadFile describes serverless-upload.twilio.com: the two version uploads. It refers to schemas
	// of [ServerlessFile].
	UploadFile = "upload.yaml"
)

// FS holds both documents. This package imports no OpenAPI toolkit: importers who only want the text pay nothing for
// one.
//
//go:embed serverless.yaml upload.yaml
var FS embed.FS
