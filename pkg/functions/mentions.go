package functions

import (
	"bytes"
	"io"
	"maps"
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// wanted gives the dependencies that have to be installed: those that the Build names, and of those
// that the platform adds the ones that a Function mentions.
func (d *Deployment) wanted() map[string]string {
	all := installable(d.Dependencies)
	if d.Named == nil {
		return all
	}
	for name := range all {
		if !d.Named[name] && !d.mentions(name) {
			delete(all, name)
		}
	}
	return all
}

// mentions guesses from the sources whether a Function uses a package: its name in quotes, and for
// twilio what the globals and the context have of it.
func (d *Deployment) mentions(name string) bool {
	d.mentioned.Do(func() {
		d.used = map[string]bool{}
		names := slices.Sorted(maps.Keys(d.Dependencies))
		for i := range d.Functions {
			source := d.Functions[i].source()
			for _, name := range names {
				d.used[name] = d.used[name] || mentions(source, name)
			}
		}
	})
	return d.used[name]
}

var usesOfTwilio = lazyregexp.New(`(?:\bTwilio\s*(?:\.\s*(\w+)|[([])|=\s*Twilio\b)`)

func mentions(source []byte, name string) bool {
	signs := []string{"'" + name + "'", `"` + name + `"`, "'" + name + "/", `"` + name + "/", "`" + name + "`"}
	if name == "twilio" {
		signs = append(signs, "getTwilioClient", "getSync")
		for _, use := range usesOfTwilio.Get().FindAllSubmatch(source, -1) {
			if string(use[1]) != "Response" { // which needs no package
				return true
			}
		}
	}
	return slices.ContainsFunc(signs, func(sign string) bool { return bytes.Contains(source, []byte(sign)) })
}

func (f *File) source() []byte {
	in, err := f.Open()
	if err != nil {
		return nil
	}
	defer in.Close()
	source, _ := io.ReadAll(in) // what cannot be read is reported when it is written down
	return source
}
