// Drift compares the contract in openapi/serverless.yaml with a copy of Twilio's official document and lists every difference that no
// x-deviation of the contract accounts for.
//
//	drift OFFICIAL [CONTRACT]
//
// Exit codes: 0 no such difference, 1 some, 2 it could not run.
package main
