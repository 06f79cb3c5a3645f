// Package complete holds the test that no operation of the contract is forgotten anywhere: a table of operation and
// step.
package complete
