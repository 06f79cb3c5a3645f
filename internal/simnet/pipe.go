package simnet

import (
	"net"
	"sync"
	"time"
)

// pipe carries bytes one way: each chunk arrives a delay after it was sent, and after the chunks
// before it have passed at the bandwidth.
type pipe struct {
	mu     sync.Mutex
	filled *sync.Cond
	queue  []chunk
	ended  bool // nothing more comes
}

type chunk struct {
	arrives time.Time
	data    []byte
}

// carry moves bytes from one end to the other until either is closed. bandwidth is in bytes a
// second, 0 has no bound.
func carry(from, to net.Conn, delay time.Duration, bandwidth float64) {
	p := &pipe{}
	p.filled = sync.NewCond(&p.mu)
	go p.take(from, delay, bandwidth)
	go p.give(from, to)
}

func (p *pipe) take(from net.Conn, delay time.Duration, bandwidth float64) {
	var free time.Time // when the line has sent all that was given to it
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if now := time.Now(); free.Before(now) {
			free = now
		}
		if bandwidth > 0 {
			free = free.Add(time.Duration(float64(n) / bandwidth * float64(time.Second)))
		}
		p.mu.Lock()
		if n > 0 {
			p.queue = append(p.queue, chunk{free.Add(delay), append([]byte(nil), buffer[:n]...)})
		}
		p.ended = err != nil
		p.filled.Signal()
		p.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (p *pipe) give(from, to net.Conn) {
	for {
		p.mu.Lock()
		for len(p.queue) == 0 && !p.ended {
			p.filled.Wait()
		}
		if len(p.queue) == 0 {
			p.mu.Unlock()
			_ = to.Close()
			return
		}
		next := p.queue[0]
		p.queue = p.queue[1:]
		p.mu.Unlock()
		//lint:ignore forbidden the clock is virtual, and the end of the network ends the wait
		time.Sleep(time.Until(next.arrives))
		if _, err := to.Write(next.data); err != nil {
			_ = from.Close()
			return
		}
	}
}
