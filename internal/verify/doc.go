// Package verify is a reverse proxy that checks the traffic of any client with any server against
// the contract while it passes.
//
// Requests are judged as the client sent them and answers as the server sent them: the check sits
// between the proxy and the server, before anything of an answer is changed. What the proxy itself
// answers (no connection, a refusal) never counts against the server. The one change to an answer
// is made after the check: URLs that lead to the server are made to lead to the proxy, so that a
// client that follows pages stays behind it.
package verify
