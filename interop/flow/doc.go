// Package flow has the workflow openapi/deploy.arazzo.yaml and the servers that it runs against: the emulator as it is,
// and with one bug at a time. Two runners that know nothing of each other judge them, pb33f/libopenapi's engine in
// package engine and Redocly Respect in package respect, so that neither the workflow nor the contract says what only
// one tool understands.
package flow
