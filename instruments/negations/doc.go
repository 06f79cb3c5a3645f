// Package negations is an independent buggy server: promises of the API, each with the ways in
// which a server may break it.
//
// The list is written from the documentation, sentence by sentence, and never from the cases of the conformance suite:
// its score says what the suite sees of defects that it was not written for. A [Negation] is data: the promise in one
// sentence, where it stands, what kind of defect it is, and a [Defect] that makes an implementation break it.
//
// [Negation.Server] puts the defect between a client and a handler that keeps the promises, such as
// the emulator. It has memory where a defect needs it: what was created before, when, and what an
// answer said. A defect may send requests of its own to the handler, and so do damage that the
// answer at hand does not show.
package negations
