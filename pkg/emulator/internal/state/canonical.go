package state

import (
	"bytes"
	"strconv"
	"time"
)

// A canonical reads the value of a record that is written exactly as encodeLine writes it: the keys
// in their order, no spaces, ASCII without escapes. It is several times as fast as encoding/json,
// which reads all else; so a record that has got a field that is not read here is read there.
type canonical struct {
	text []byte
	bad  bool

	// Records that follow each other have much in common.
	account, service string
	date             []byte
	time             time.Time
}

// read fills a record that is new, and reports whether the text was one of the kind. If it was not,
// the record is of no use any more.
func (c *canonical) read(text []byte, r Record) bool {
	c.text, c.bad = text, false
	c.head(r.Header())
	switch r := r.(type) {
	case *Resource:
		c.file(&r.Kind)
		r.FriendlyName = c.string(`,"friendly_name":`)
	case *Version:
		c.file(&r.Kind)
		r.ParentSID = c.string(`,"parent_sid":`)
		r.Path = c.string(`,"path":`)
		r.Visibility = c.string(`,"visibility":`)
		r.ContentType = c.string(`,"content_type":`)
		r.Content.SHA256 = c.string(`,"content":{"sha256":`)
		size := c.number(`,"size":`)
		r.Content.Size, c.bad = int64(size), c.bad || size > 1<<62
		c.literal("}")
	case *Variable:
		r.EnvironmentSID = c.string(`,"environment_sid":`)
		r.Key = c.string(`,"key":`)
		r.Value = c.string(`,"value":`)
	case *Log:
		r.EnvironmentSID = c.string(`,"environment_sid":`)
		r.BuildSID = c.string(`,"build_sid":`)
		r.DeploymentSID = c.string(`,"deployment_sid":`)
		r.FunctionSID = c.string(`,"function_sid":`)
		r.RequestSID = c.string(`,"request_sid":`)
		r.Level = c.string(`,"level":`)
		r.Message = c.string(`,"message":`)
	case *Deployment:
		r.EnvironmentSID = c.string(`,"environment_sid":`)
		r.BuildSID = c.string(`,"build_sid":`)
	default:
		return false
	}
	c.literal("}")
	return !c.bad && len(c.text) == 0
}

func (c *canonical) head(h *Head) {
	h.Seq = c.number(`{"seq":`)
	h.SID = c.string(`,"sid":`)
	h.AccountSID = c.same(`,"account_sid":`, &c.account)
	h.ServiceSID = c.same(`,"service_sid":`, &c.service)
	h.Created = c.moment(`,"created":`)
	h.Updated = c.moment(`,"updated":`)
}

// literal reads what has to come.
func (c *canonical) literal(text string) {
	rest, ok := bytes.CutPrefix(c.text, []byte(text))
	c.text, c.bad = rest, c.bad || !ok
}

// raw reads a key and what stands between the quotes behind it.
func (c *canonical) raw(key string) []byte {
	c.literal(key)
	c.literal(`"`)
	if c.bad {
		return nil
	}
	for i, b := range c.text {
		switch {
		case b == '"':
			text := c.text[:i]
			c.text = c.text[i+1:]
			return text
		case b < ' ' || b == '\\' || b >= 0x80:
			c.bad = true
			return nil
		}
	}
	c.bad = true
	return nil
}

func (c *canonical) string(key string) string { return string(c.raw(key)) }

// same is string for a text that is likely to be the last one of its kind.
func (c *canonical) same(key string, last *string) string {
	if text := c.raw(key); string(text) != *last {
		*last = string(text)
	}
	return *last
}

func (c *canonical) moment(key string) time.Time {
	text := c.raw(key)
	if c.bad || len(text) > 0 && bytes.Equal(text, c.date) {
		return c.time
	}
	if c.time.UnmarshalText(text) != nil {
		c.bad, c.date = true, nil
		return time.Time{}
	}
	c.date = append(c.date[:0], text...)
	return c.time
}

func (c *canonical) file(f *File) {
	if text := c.raw(`,"kind":`); !c.bad {
		c.bad = f.UnmarshalText(text) != nil
	}
}

func (c *canonical) number(key string) uint64 {
	c.literal(key)
	digits := 0
	for digits < len(c.text) && c.text[digits]-'0' <= 9 {
		digits++
	}
	n, err := strconv.ParseUint(string(c.text[:digits]), 10, 64)
	if err != nil || digits > 1 && c.text[0] == '0' {
		c.bad = true
		return 0
	}
	c.text = c.text[digits:]
	return n
}
