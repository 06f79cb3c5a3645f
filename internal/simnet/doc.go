// Package simnet is a network for tests in virtual time: a dial costs a round trip, each byte takes
// half of one, a connection has a bandwidth. Inside a testing/synctest bubble the real client,
// net/http with HTTP/1.1 or HTTP/2, crypto/tls and any server run over it, and the clock shows what
// waiting costs: exact to the millisecond, and the same on a busy machine. Computing takes no time
// there.
package simnet
