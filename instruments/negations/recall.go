package negations

import (
	"encoding/json"
	"net/http"
	"strings"
)

// recall returns what a defect kept under a name, or nil.
func (c *call) recall(name string) object {
	var o object
	if kept := c.mem.notes["kept "+name]; kept != "" {
		_ = json.Unmarshal([]byte(kept), &o) // it was written by keep
	}
	return o
}

// keep stores an answer under a name.
func (c *call) keep(name string, o object) {
	data, _ := json.Marshal(o) // decoded JSON always encodes
	c.mem.notes["kept "+name] = string(data)
}

// stale answers a request for a list with what the first one to the same URL said, until one of
// clears succeeds for that list.
func stale(ops, clears string) Defect {
	return Defect{after: func(c *call) {
		u := c.req.URL.RequestURI() + " " + c.req.Header.Get("Authorization")
		switch {
		case fits(clears, c.Op) && c.ok():
			for name := range c.mem.notes {
				if strings.HasPrefix(name, "kept stale "+c.collection()) {
					delete(c.mem.notes, name)
				}
			}
		case fits(ops, c.Op) && (c.ok() || c.status == http.StatusNotFound):
			if old := c.recall("stale " + u); old != nil {
				c.status, c.json = http.StatusOK, old
				c.header = http.Header{"Content-Type": {"application/json"}}
			} else if c.ok() {
				c.keep("stale "+u, c.json)
			}
		}
	}}
}

// collection is the path of the list that a request is for, or is for an entry of.
func (c *call) collection() string {
	if c.SID != "" && strings.HasSuffix(c.req.URL.Path, "/"+c.SID) {
		return strings.TrimSuffix(c.req.URL.Path, "/"+c.SID)
	}
	return c.req.URL.Path
}

// anyway carries out what was refused with a status: it sends the refused request again, changed by f.
func anyway(ops string, f func(c *call) bool) Defect {
	return Defect{after: func(c *call) {
		if fits(ops, c.Op) && c.status >= 400 && c.status < 500 && c.status != http.StatusUnauthorized {
			f(c)
		}
	}}
}

// unheard carries a request out for somebody whose credentials were refused, and still answers 401.
func unheard(ops string) Defect {
	return Defect{after: func(c *call) {
		if c.ok() && c.mem.notes["owner"] == "" {
			c.mem.notes["owner"] = c.req.Header.Get("Authorization")
		}
		if !fits(ops, c.Op) || c.status != http.StatusUnauthorized || c.mem.notes["owner"] == "" {
			return
		}
		status, header, body, answer := c.status, c.header, c.body, c.json
		c.req = c.req.Clone(c.req.Context())
		c.req.Header.Set("Authorization", c.mem.notes["owner"])
		c.forward()
		c.status, c.header, c.body, c.json = status, header, body, answer
	}}
}
