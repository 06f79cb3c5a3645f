// Package contract checks HTTP exchanges against the contract of the Twilio Serverless (Functions & Assets) API.
//
// The contract is the two OpenAPI documents of package openapi, one per host. An [Exchange] is one
// request with its answer; a [Checker] reports what in it breaks the contract, as a list of
// [Finding], and whose fault that is. The same check is available for a value at hand
// ([Checker.Check]), for a client ([Checker.Transport]) and for a server ([Checker.Handler]).
//
// # What is checked
//
// Schemas, parameters and limits are checked by kin-openapi. On top of it come the checks for what
// it lets through: indexed form arrays, unknown and repeated names, redirects, duplicate JSON keys,
// data after the JSON value, impossible dates, relative URLs, bodies that must not be there, and
// the parts of an upload, which are read while they pass and never kept in memory.
//
// # Two severities
//
// A [Violation] breaks the contract. A [Notice] marks what the API is observed to accept although
// nothing documents it: an undeclared form field, Dependencies in an extra pair of quotes.
//
// # Secrets
//
// Findings are made to be printed. They never hold a credential or the value of a Variable, and no
// value of a property that the contract marks with x-pii. An [Exchange] does hold what was sent,
// the Authorization header included.
package contract
