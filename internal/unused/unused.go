// Package unused closes the connections of a server on which nothing was sent yet. Clients open
// spare ones, and net/http waits for them when it is shut down, for five seconds each.
package unused

import (
	"net"
	"net/http"
	"sync"
)

// Connections are those of one server. The zero value is ready for use.
type Connections struct {
	mu          sync.Mutex
	connections map[net.Conn]struct{}
	closed      bool
}

// Follow is for the field ConnState of the server.
func (c *Connections) Follow(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case state != http.StateNew:
		delete(c.connections, conn)
	case c.closed:
		_ = conn.Close() // there is no answer under way on it
	default:
		if c.connections == nil {
			c.connections = map[net.Conn]struct{}{}
		}
		c.connections[conn] = struct{}{}
	}
}

// Close closes them, and those that are still to come. Call it before Shutdown.
func (c *Connections) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	for conn := range c.connections {
		_ = conn.Close()
	}
}
