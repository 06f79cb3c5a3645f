// Package coverage counts from the wire how much of the contract was seen: which operations,
// statuses, request fields, response properties and enum values. It reads the OpenAPI documents and
// exchanges, and knows nothing of cases: what a case says that it does counts for nothing here.
//
// # Axes
//
// What can be seen is a list of slots on separate [Axis] values, which are never summed: a property
// and a status weigh differently, and one figure would hide which of them is missing. A slot is
// written as the operationId and a place in it, such as `FetchBuild /asset_versions/[]/path`, where
// `[]` stands for any item.
//
// # What is evidence
//
// An answer that the target was told to give (header X-Emulator-Fault) is evidence of nothing. An
// answer about credentials, rate or a broken server says that the request was not looked at, so
// that it is evidence of its status and of nothing else. A request field counts as sent, left out
// or at its limit only when the request was accepted; a required one counts as left out when
// nothing else required was missing and the request was judged for it.
package coverage
