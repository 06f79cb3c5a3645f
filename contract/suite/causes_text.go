package suite

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// maxRerun is how many cases the pattern of Rerun names.
const maxRerun = 6

// finish words the cause, when all of its cases are known.
func (c *Cause) finish() {
	slices.Sort(c.Operations)
	if c.Key == notThereKey {
		c.Title = fmt.Sprintf("%s answer 404, 405 or 501 to every request, as if they were not there: %s",
			plural(len(c.Operations), "operation"), some(c.Operations, 4))
		if len(c.Operations) == 1 {
			c.Title = strings.Replace(c.Title, "1 operation answer", "1 operation answers", 1)
			c.Title = strings.Replace(c.Title, "they were", "it was", 1)
		}
	}
	if nouns := c.nouns(); strings.HasPrefix(c.Key, "wire "+anyResource) && len(nouns) > 1 {
		place, message, _ := strings.Cut(c.Title, ": ")
		_, property, _ := strings.Cut(place, ".")
		c.Title = fmt.Sprintf("%s of %s: %s", property, some(nouns, 3), message)
	}
	c.nameAlike()
	if strings.HasPrefix(c.Key, "status ") && len(c.Operations) > 1 {
		_, message, _ := strings.Cut(c.Title, ": ")
		c.Title = some(c.Operations, 4) + ": " + message
	}
	if (Because{Key: c.Key}).onWire() {
		c.Reason = c.Title
	}
	if c.Exchange != nil {
		c.Curl = curl(c.Exchange)
	}
	ids := c.Cases[:min(len(c.Cases), maxRerun)]
	quoted := make([]string, len(ids))
	for i, id := range ids {
		quoted[i] = regexp.QuoteMeta(id)
	}
	c.Rerun = "^(" + strings.Join(quoted, "|") + ")$"
}

// Excluded is what --exclude-operations takes to check only what is there; empty unless the cause is that operations are
// not there.
func (c *Cause) Excluded() string {
	if c.Key != notThereKey {
		return ""
	}
	return strings.Join(c.Operations, ",")
}

// nouns are the resources that the cause is seen in.
func (c *Cause) nouns() (nouns []string) {
	for _, op := range c.Operations {
		if noun := nounOf(op); !slices.Contains(nouns, noun) {
			nouns = append(nouns, noun)
		}
	}
	return nouns
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return strconv.Itoa(n) + " " + word + "s"
}

// some lists the first n of all, and how many more there are.
func some(all []string, n int) string {
	if len(all) <= n {
		return strings.Join(all, ", ")
	}
	return strings.Join(all[:n], ", ") + " and " + strconv.Itoa(len(all)-n) + " more"
}
