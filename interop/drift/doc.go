// Drift compares the contract in openapi/serverless.yaml with a copy of Twilio's official document.
//
//	drift OFFICIAL [CONTRACT]
//	drift sync [-accept] OFFICIAL ROOT
//
// The first form lists every difference that no x-deviation of the contract accounts for.
//
// The second lists what Twilio has changed since the version that openapi/official.lock remembers:
// each change once, in words, with the place in the contract, what to write there, and the commands
// that come next. It writes the examples of new operations into cassettes/docs. When the contract
// follows every change, or with -accept, it writes the lock.
//
// Exit codes: 0 nothing to do, 1 something, 2 it could not run.
package main
