// Package speed holds the time of deploys, in tests only: the real client, net/http, TLS and
// emulator in virtual time over a network with round trips (internal/simnet). Its figures do not
// depend on the machine. docs/bench.md shows them.
package speed
