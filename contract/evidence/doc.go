// Package evidence makes exchanges fit to be shown to others: in reports, where a failure is
// explained by what went over the wire.
//
// It works by allow-lists and fails closed. A value is shown when the contract says that it is
// harmless: SIDs, enums, dates, numbers, booleans, URLs of the API, and a short list of texts such
// as the message of an error. Everything else is hidden and only its length is told: what the
// contract marks with x-pii, free text, properties and fields that it does not know, bodies that
// are not JSON, and headers that are not on the list. SIDs of accounts and API keys are cut to
// their prefix. What was hidden in the requests of a case is taken out of every text that is shown.
package evidence
