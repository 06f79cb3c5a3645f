// Package interop runs the workflow openapi/deploy.arazzo.yaml with two runners that know nothing
// of each other, pb33f/libopenapi's engine and Redocly Respect, so that neither the workflow nor
// the contract says what only one tool understands.
package interop
