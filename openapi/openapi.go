// Package openapi carries the contract of the Twilio Serverless (Functions & Assets) API: two OpenAPI 3.0.3 documents, one per host.
//
// The documents are curated by hand; README.md in this folder tells from what, and where they deliberately differ from the official one.
package openapi

import "embed"

// Names of the documents in [FS].
const (
	// ServerlessFile describes serverless.twilio.com: 39 operations, forms in, JSON out.
	ServerlessFile = "serverless.yaml"
	// UploadFile describes serverless-upload.twilio.com: the two version uploads. It refers to schemas of [ServerlessFile].
	UploadFile = "upload.yaml"
)

// FS holds both documents. The standard library is all that reading them takes: this package imports no OpenAPI toolkit, so that
// importers who only want the text pay nothing for it.
//
//go:embed serverless.yaml upload.yaml
var FS embed.FS
