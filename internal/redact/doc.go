// Package redact hides what must not be shown: credentials, the values of Variables, personal data
// and whatever is not known to be harmless. Every text that leaves the program with content of a
// user or a server in it passes through here. There are three ways:
//
//   - [Replacer] and [Quoted] take known secrets out of a text, in every form in which servers and
//     encoders write them: the errors of the client, the findings of the checker, the journal of the
//     emulator, source diffs.
//   - A [Report] turns the exchanges of a case into what a report may show of them.
//   - A [Recording] turns exchanges into what a file may hold that is replayed and published.
//
// The last two work by allow-lists and fail closed. A value is shown when the contract says that it
// is harmless: SIDs, enums, dates, numbers, booleans, URLs of the API, and a short list of texts
// such as the message of an error. Everything else is hidden: what the contract marks with x-pii,
// free text, properties and fields that it does not know, bodies that are not JSON, and headers that
// are not on the list. SIDs of accounts and API keys are cut or replaced. What was hidden in the
// requests of a case is taken out of every text that is shown.
//
// What the contract says comes from the registry in gen/operations, so a new property, filter or
// operation needs no line here. The package imports nothing but that and the standard library.
package redact
