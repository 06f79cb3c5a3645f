// Package mutants measures what the conformance suite is worth: it puts one defect at a time between the suite and an
// implementation that passes, and counts the defects that the suite sees.
//
// [Contract] derives defects from the OpenAPI documents: every property of every answer in every
// way in which it can be wrong, every answer as a whole, and every rule for requests that an
// implementation may fail to enforce. [Behaviour] are defects with a name, each with the case that
// must see it.
//
// A [Runner] gives a mutant to the cases of its operation, twice: with the wire check, which reads the documents the
// mutants come from and so proves little, and by what the cases assert alone. A [Score] counts.
//
// Some mutants are legal: a null where null is allowed breaks nothing. That follows from the documents as a rule and is
// listed with a reason in legal.json where it does not. Legal mutants must survive, or they are not legal.
package mutants
