package proxy

import (
	"log"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A connection that a client opened in advance and did not need is nothing to be told of.
func TestLineWriter(t *testing.T) {
	t.Parallel()
	var told []string
	logger := log.New(lineWriter(func(line string) { told = append(told, line) }), "", 0)
	logger.Print("http2: server: error reading preface from client 127.0.0.1:1: read: connection reset by peer\n")
	logger.Print("http: TLS handshake error from 127.0.0.1:1: EOF\n")
	assert.Equal(t, []string{"http: TLS handshake error from 127.0.0.1:1: EOF"}, told)
}
